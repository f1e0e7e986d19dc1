"""A programme and cards in plain sight, for the tables of the domain tests."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from shared.domain.card import Card, CardStatus
from shared.domain.conditions import Condition
from shared.domain.ids import (
    CardId,
    GuestId,
    LevelId,
    LotId,
    ProgrammeVersionId,
    PromoId,
    RuleId,
)
from shared.domain.lots import Lot
from shared.domain.points import PointsKind
from shared.domain.programme import (
    Category,
    Level,
    ProgrammeSettings,
    ProgrammeVersion,
    Promo,
    PromoKind,
    Rule,
)

NOON_SATURDAY = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
"""Noon in Moscow."""
NOON_MONDAY = NOON_SATURDAY + timedelta(days=2)


def uuid_text(number: int) -> str:
    """A readable UUID."""
    return str(UUID(int=number))


BRONZE = Level(LevelId(uuid_text(1)), "Бронза", 0, 0)
SILVER = Level(LevelId(uuid_text(2)), "Серебро", 150_000_00, 500)
GOLD = Level(LevelId(uuid_text(3)), "Золото", 400_000_00, 1000)
BASE = Rule(RuleId(uuid_text(11)), "Базовое начисление", 3, 1000, Condition(50_00))
WEEKEND = Rule(RuleId(uuid_text(12)), "Выходные", 2, 1200, Condition(1_500_00, (6, 7)))
WELCOME = Promo(
    PromoId(uuid_text(21)), "Добро пожаловать", PromoKind.FIRST_VISIT, points=100, valid_days=30
)
BIG_CHECK = Promo(
    PromoId(uuid_text(22)), "Большой чек", PromoKind.CUSTOM, 50, 7, Condition(5_000_00)
)

CATEGORIES = tuple(Category(each, each.title()) for each in ("alcohol", "pizza", "rolls", "soups"))


def a_programme(
    *,
    rules: tuple[Rule, ...] = (BASE,),
    promos: tuple[Promo, ...] = (),
    settings: ProgrammeSettings | None = None,
) -> ProgrammeVersion:
    """The specification's sample programme, LOY-25 and LOY-43."""
    return ProgrammeVersion(
        version_id=ProgrammeVersionId(uuid_text(31)),
        number=1,
        name="Сушилка",
        valid_from=datetime(2026, 1, 1, tzinfo=UTC),
        settings=settings or ProgrammeSettings(),
        levels=(BRONZE, SILVER, GOLD),
        rules=rules,
        promos=promos,
        categories=CATEGORIES,
    )


def a_rule(priority: int, earn_bp: int, condition: Condition | None = None) -> Rule:
    """A rule for good."""
    rule_id = RuleId(uuid_text(70 + priority))
    return Rule(rule_id, f"{earn_bp}", priority, earn_bp, condition or Condition())


def a_card(*, regular: int = 0, promo: int = 0, status: CardStatus = CardStatus.ACTIVE) -> Card:
    """A Silver card with one lot of each kind."""
    lots = (
        a_lot("r", PointsKind.REGULAR, regular),
        a_lot("p", PointsKind.PROMO, promo, expires_in_days=10),
    )
    return Card(
        card_id=CardId(uuid_text(41)),
        guest_id=GuestId(uuid_text(42)),
        status=status,
        level_id=SILVER.level_id,
        token="1" * 24,
        lots=tuple(lot for lot in lots if lot.left),
    )


def a_lot(
    name: str,
    kind: PointsKind,
    left: int,
    *,
    days_old: int = 1,
    expires_in_days: int | None = None,
) -> Lot:
    """A lot named ``name``, born ``days_old`` days before Saturday noon."""
    expires = NOON_SATURDAY + timedelta(days=expires_in_days) if expires_in_days else None
    return Lot(LotId(name), kind, left, NOON_SATURDAY - timedelta(days=days_old), expires)
