"""What the restaurant's admin configures: settings, levels, rules, promos, in immutable versions.

Every change makes a new version (LOY-45) and every entry keeps the one it was quoted by
(LOY-46), so a later change never rewrites history. Percentages are basis points.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from shared.domain.errors import FieldInvalid
from shared.domain.ids import LevelId, ProgrammeVersionId, PromoId, RuleId
from shared.domain.money import DEFAULT_CURRENCY, Money
from shared.domain.points import BASIS_POINTS_PER_ONE

REDEEM_LIMIT_PERCENT_RANGE = range(10, 101)
ISO_WEEKDAYS = range(1, 8)


@dataclass(frozen=True, slots=True)
class ProgrammeSettings:
    """LOY-10, with the defaults of the specification."""

    min_check_minor: int = 50_00
    redeem_limit_percent: int = 20
    redeem_min_points: int = 10
    inactivity_days: int = 90
    earn_on_net: bool = False
    """G-04: earn on what is left to pay after redeeming instead of on the whole check."""
    adjustment_points_max: int = 10_000
    currency: str = DEFAULT_CURRENCY
    timezone: str = "Europe/Moscow"


@dataclass(frozen=True, slots=True)
class Level:
    """A step of the programme; ``bonus_bp`` is added to the rule's percentage (LOY-25, C-25)."""

    level_id: LevelId
    name: str
    threshold_minor: int
    bonus_bp: int
    icon: str = ""
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """When a rule or a promo applies; what is left empty always holds (LOY-42, LOY-43)."""

    min_check_minor: int = 0
    weekdays: tuple[int, ...] = ()
    """ISO weekdays, Monday is 1, in the programme's own time zone."""

    def holds(self, amount: Money, at: datetime, timezone: str) -> bool:
        """Whether a check of ``amount`` at ``at`` (aware) meets the condition."""
        if amount.minor < self.min_check_minor:
            return False
        return not self.weekdays or at.astimezone(ZoneInfo(timezone)).isoweekday() in self.weekdays


@dataclass(frozen=True, slots=True)
class Rule:
    """An earning rule; priority 1 is the highest (LOY-40)."""

    rule_id: RuleId
    name: str
    priority: int
    earn_bp: int
    condition: Condition = Condition()


class PromoKind(StrEnum):
    """The promo types this version of the product grants (LOY-80)."""

    FIRST_VISIT = "FIRST_VISIT"
    CUSTOM = "CUSTOM"


@dataclass(frozen=True, slots=True)
class Promo:
    """Extra points with a term of their own (LOY-84)."""

    promo_id: PromoId
    name: str
    kind: PromoKind
    points: int
    valid_days: int
    condition: Condition = Condition()


@dataclass(frozen=True, slots=True)
class ProgrammeVersion:
    """One immutable version of a tenant's programme."""

    version_id: ProgrammeVersionId
    number: int
    name: str
    valid_from: datetime
    settings: ProgrammeSettings
    levels: tuple[Level, ...]
    rules: tuple[Rule, ...]
    promos: tuple[Promo, ...] = ()

    def level(self, level_id: LevelId) -> Level:
        """The level with that id; a card whose level died falls back to the lowest (LOY-33)."""
        return next((x for x in self.levels if x.level_id == level_id), self.lowest_level())

    def lowest_level(self) -> Level:
        """The level of a new card (LOY-33)."""
        return min(self.levels, key=lambda level: level.threshold_minor)

    def level_for(self, lifetime_spent_minor: int) -> Level:
        """The highest level whose threshold the guest's spending reaches (LOY-25, LOY-26)."""
        reached = [x for x in self.levels if x.threshold_minor <= lifetime_spent_minor]
        return max(reached, key=lambda level: level.threshold_minor, default=self.lowest_level())


def check_programme(programme: ProgrammeVersion) -> None:
    """Raises ``FieldInvalid`` with the path of the first value outside its bounds (LOY-92)."""
    settings = programme.settings
    _require(settings.redeem_limit_percent in REDEEM_LIMIT_PERCENT_RANGE, "redeem_limit_percent")
    _require(settings.min_check_minor >= 0, "min_check_minor")
    _require(settings.redeem_min_points >= 1, "redeem_min_points")
    _require(settings.inactivity_days >= 1, "inactivity_days")
    _require(settings.adjustment_points_max >= 1, "adjustment_points_max")
    _require(len(programme.levels) > 0, "levels")
    thresholds = [level.threshold_minor for level in programme.levels]
    _require(len(set(thresholds)) == len(thresholds) and min(thresholds) == 0, "levels.threshold")
    for place, level in enumerate(programme.levels):
        _require(0 <= level.bonus_bp <= BASIS_POINTS_PER_ONE, f"levels.{place}.bonus_bp")
    for place, rule in enumerate(programme.rules):
        _require(0 <= rule.earn_bp <= BASIS_POINTS_PER_ONE, f"rules.{place}.earn_bp")
        _check_condition(rule.condition, f"rules.{place}.condition")
    for place, promo in enumerate(programme.promos):
        _require(promo.points > 0, f"promos.{place}.points")
        _require(promo.valid_days > 0, f"promos.{place}.valid_days")
        _check_condition(promo.condition, f"promos.{place}.condition")


def _check_condition(condition: Condition, path: str) -> None:
    _require(condition.min_check_minor >= 0, f"{path}.min_check_minor")
    _require(all(day in ISO_WEEKDAYS for day in condition.weekdays), f"{path}.weekdays")


def _require(holds: bool, field: str) -> None:
    if not holds:
        raise FieldInvalid(field=field, reason="out_of_range")
