"""The programme a new tenant starts with, so that its tills work at once; it is changed later."""

from datetime import datetime

from server.chance import Chance
from shared.domain.conditions import Condition
from shared.domain.ids import LevelId, ProgrammeVersionId, RuleId
from shared.domain.programme import (
    Category,
    Level,
    ProgrammeSettings,
    ProgrammeVersion,
    Rule,
)

NAME = "Программа лояльности"
BASE_RULE = "Базовое начисление"
BASE_EARN_BP = 10_00
BASE_MIN_CHECK_MINOR = 50_00

_LEVELS = (
    ("Бронза", 0, 0, "🥉", "#B08D57"),
    ("Серебро", 150_000_00, 5_00, "🥈", "#9FA8B3"),
    ("Золото", 400_000_00, 10_00, "🥇", "#D4AF37"),
)
_CATEGORIES = (
    ("soups", "Супы", "🍜"),
    ("rolls", "Роллы", "🍣"),
    ("pizza", "Пицца", "🍕"),
    ("drinks", "Напитки", "🥤"),
    ("desserts", "Десерты", "🍰"),
    ("alcohol", "Алкоголь", "🍷"),
    ("salads", "Салаты", "🥗"),
)


def starter_programme(*, valid_from: datetime, chance: Chance) -> ProgrammeVersion:
    """Version 1: the specification's levels, categories and one base rule.

    Source: LOY-10, LOY-25, LOY-40, LOY-71.
    """
    levels = tuple(
        Level(LevelId(chance.uuid()), name, threshold, percent, icon, colour, percent)
        for name, threshold, percent, icon, colour in _LEVELS
    )
    base = Rule(
        rule_id=RuleId(chance.uuid()),
        name=BASE_RULE,
        priority=1,
        earn_bp=BASE_EARN_BP,
        condition=Condition(min_check_minor=BASE_MIN_CHECK_MINOR),
    )
    return ProgrammeVersion(
        version_id=ProgrammeVersionId(chance.uuid()),
        number=1,
        name=NAME,
        valid_from=valid_from,
        settings=ProgrammeSettings(),
        levels=levels,
        rules=(base,),
        categories=tuple(Category(*each) for each in _CATEGORIES),
    )
