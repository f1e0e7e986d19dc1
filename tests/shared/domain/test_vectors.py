"""Appendix D of the catalogue: its thirty vectors, each a case here or somebody else's by name."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from shared.domain.adjusting import check_adjustment
from shared.domain.bases import itemised
from shared.domain.check import Bill, CheckItem
from shared.domain.conditions import Condition
from shared.domain.currency import Rate, RateProvider, cross, printed_rate
from shared.domain.earning import quote_earn
from shared.domain.errors import (
    AdjustmentReasonMissing,
    AdjustmentTooLarge,
    CheckTooSmall,
    PhoneInvalid,
    RedemptionAboveLimit,
    RedemptionBelowMinimum,
    Refusal,
)
from shared.domain.ids import PromoId
from shared.domain.levels import Progress, progress
from shared.domain.money import Money
from shared.domain.phones import normalise_phone
from shared.domain.points import PointsKind, share_of
from shared.domain.programme import (
    Level,
    ProgrammeSettings,
    ProgrammeVersion,
    Promo,
    PromoKind,
    PromoStrategy,
)
from shared.domain.promos import standing
from shared.domain.quotes import EarnQuote, RedemptionQuote
from shared.domain.redeeming import quote_redemption
from shared.domain.refunding import RefundPart, refund_share
from shared.domain.visitors import Visitor
from tests.shared.domain.programmes import (
    BRONZE,
    GOLD,
    NOON_MONDAY,
    SILVER,
    a_card,
    a_lot,
    a_programme,
    a_rule,
    uuid_text,
)

ELSEWHERE = {
    16: "a POS's own time zone: the adapters' issue",
    17: "the signature of a POS's webhook: the adapters' issue",
    18: "one row for the same check twice: tests/server/ledger/test_earn.py",
    19: "how many webhooks a restaurant may send: the adapters' issue",
    20: "reconciliation with a POS: the adapters' issue",
    21: "quiet hours: the notifications' issue",
    22: "digests: the notifications' issue",
    23: "budgets of messages: the notifications' issue",
    24: "approval of mailings: the notifications' issue",
    26: "Farolero counts its levels in points: its own preset",
    27: "segments of guests: the analytics' issue",
    28: "what Telegram signs: the guest application's issue",
    29: "the life of a tenant: the tariffs' issue",
}
CASES: dict[int, Callable[[], None]] = {}


def vector(number: int) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """The decorated function is the case of that number."""

    def keep(case: Callable[[], None]) -> Callable[[], None]:
        CASES[number] = case
        return case

    return keep


@vector(1)
def _rule_and_level() -> None:
    quote = earned(Bill(Money(2_000_00)), level=SILVER)
    assert [step.points for step in quote.steps] == [200, 100]
    assert quote.total == 300


@vector(2)
def _each_rouble_under_one_rule() -> None:
    rolls = a_rule(1, 1500, Condition(categories=("rolls",)))
    rest = a_rule(2, 500)
    items = (
        CheckItem("tomyam", "soups", 650_00),
        CheckItem("philadelphia", "rolls", 850_00, 2000),
        CheckItem("cola", "", 250_00, 2000),
    )
    programme = a_programme(rules=(rest, rolls))
    quote = earned(a_bill(2_850_00, items, programme), programme)
    assert [(step.base_minor, step.points) for step in quote.steps] == [
        (1_700_00, 255),
        (1_150_00, 57),
    ]
    assert quote.total == 312


@vector(3)
def _excluded_wine() -> None:
    settings = ProgrammeSettings(excluded_category_ids=("alcohol",))
    programme = a_programme(settings=settings)
    items = (CheckItem("pizza", "pizza", 1_500_00), CheckItem("wine", "alcohol", 1_500_00))
    assert earned(a_bill(3_000_00, items, programme), programme).total == 150


@vector(4)
def _tips() -> None:
    assert earned(Bill(Money(2_850_00), tips_minor=250_00)).total == 260


@vector(5)
def _another_currency() -> None:
    at = datetime(2026, 2, 11, 14, 30, tzinfo=UTC)
    rate = Rate("AED", "RUB", cross(printed_rate("25.2"), Fraction(1)), RateProvider.CBR, at)
    quote = earned(Bill(Money(250_00, "AED"), rate=rate))
    assert (quote.base_minor, quote.total) == (6_300_00, 630)


@vector(6)
def _nominal() -> None:
    rouble, other = printed_rate("1"), printed_rate("54,00", 100)
    assert cross(other, rouble) == 540_000
    assert cross(rouble, other) == 1_851_852


@vector(7)
def _a_refund_is_exact() -> None:
    assert refund_share(285, RefundPart(2_850_00, 0, 1_500_00)) == 150
    assert refund_share(285, RefundPart(2_850_00, 0, 210_00)) == 21
    assert share_of(285, 210_00, 2_850_00) == 21
    assert int(285 * (210 / 2_850)) == 20, "what a float would give"


@vector(8)
def _refunds_in_parts() -> None:
    parts = (RefundPart(2_850_00, before, now) for before, now in PARTS)
    assert [refund_share(285, part) for part in parts] == [100, 100, 85]


PARTS = ((0, 1_000_00), (1_000_00, 1_000_00), (2_000_00, 850_00))


@vector(9)
def _strategies() -> None:
    promos = tuple(
        Promo(PromoId(uuid_text(place)), name, PromoKind.CUSTOM, points, 7, priority=place)
        for place, (name, points) in enumerate(
            (("Birthday", 1000), ("Wednesday", 500), ("FirstVisit", 1000)), start=1
        )
    )
    kept = {}
    for strategy in PromoStrategy:
        settings = ProgrammeSettings(promo_strategy=strategy)
        kept[strategy] = standing(promos, a_programme(promos=promos, settings=settings)).kept
    assert kept == {
        PromoStrategy.COMBINE_ALL: promos,
        PromoStrategy.MAX_ONLY: promos[:1],
        PromoStrategy.FIRST_ONLY: promos[:1],
    }
    assert [sum(each.points for each in few) for few in kept.values()] == [2_500, 1_000, 1_000]


@vector(10)
def _promo_points_first() -> None:
    quote = redeemed(2_000_00, 400)
    assert (quote.promo_points, quote.regular_points) == (300, 100)


@vector(11)
def _redeem_limits() -> None:
    assert redeemed(2_000_00, 400).points == 400
    assert refusal_of(lambda: redeemed(2_000_00, 401)) is RedemptionAboveLimit
    assert refusal_of(lambda: redeemed(49_00, 10)) is CheckTooSmall
    assert refusal_of(lambda: redeemed(2_000_00, 9)) is RedemptionBelowMinimum


@vector(12)
def _one_card_for_the_chain() -> None:
    lots = tuple(
        a_lot(name, PointsKind.REGULAR, points)
        for name, points in (("a", 200), ("b", 150), ("c", 300))
    )
    assert replace(a_card(), lots=lots).total(NOON_MONDAY) == 650


@vector(13)
def _thresholds() -> None:
    programme = a_programme()
    reached = [programme.level_for(spent) for spent in (149_999_99, 150_000_00, 400_000_00)]
    assert reached == [BRONZE, SILVER, GOLD]


@vector(14)
def _progress() -> None:
    far = progress_of(152_000_00)
    assert (far.next, far.percent, far.left_minor) == (GOLD, 38, 248_000_00)


@vector(15)
def _phones() -> None:
    spellings = ("+7 (999) 123-45-67", "8 999 123 45 67", "9991234567", "79991234567")
    assert {normalise_phone(each) for each in spellings} == {"79991234567"}
    assert refusal_of(lambda: normalise_phone("799912345678")) is PhoneInvalid


@vector(25)
def _adjustments() -> None:
    assert refusal_of(lambda: adjusted(10_001, "gift")) is AdjustmentTooLarge
    assert refusal_of(lambda: adjusted(10_000, "")) is AdjustmentReasonMissing
    assert adjusted(10_000, "gift") == "gift"


@vector(30)
def _a_base_is_never_negative() -> None:
    bill = Bill(Money(100_00), excluded_minor=80_00, tips_minor=50_00)
    assert earned(bill).base_minor == 0


@pytest.mark.parametrize("number", sorted(CASES))
def test_the_vector_holds(number: int) -> None:
    CASES[number]()


def test_every_vector_is_a_case_or_somebody_elses() -> None:
    assert sorted([*CASES, *ELSEWHERE]) == list(range(1, 31))


def earned(
    bill: Bill, programme: ProgrammeVersion | None = None, *, level: Level = BRONZE
) -> EarnQuote:
    """What the bill earns on a Monday."""
    return quote_earn(
        bill, Visitor(level.level_id), programme=programme or a_programme(), at=NOON_MONDAY
    )


def a_bill(amount: int, items: tuple[CheckItem, ...], programme: ProgrammeVersion) -> Bill:
    """A bill of those items."""
    parts, excluded = itemised(items, programme.settings)
    return Bill(Money(amount), parts=parts, excluded_minor=excluded)


def progress_of(spent_minor: int) -> Progress:
    """How far a guest who spent so much is."""
    card = replace(a_card(), lifetime_spent_minor=spent_minor)
    return progress(card, programme=a_programme())


def redeemed(amount: int, points: int) -> RedemptionQuote:
    """A redemption from promo 300 and regular 2,500."""
    card = a_card(regular=2_500, promo=300)
    return quote_redemption(
        Money(amount), card, points=points, programme=a_programme(), at=NOON_MONDAY
    )


def adjusted(points: int, reason: str) -> str:
    """The reason of a manager's adjustment that is allowed."""
    settings = ProgrammeSettings()
    return check_adjustment(a_card(), points, reason=reason, note="", settings=settings)


def refusal_of(act: Callable[[], object]) -> type[Refusal]:
    """What ``act`` is refused with."""
    with pytest.raises(Refusal) as refused:
        act()
    return type(refused.value)
