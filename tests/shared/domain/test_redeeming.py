"""Redeeming: LOY-90, LOY-91, CSH-30…CSH-37, Appendix D 10 and 11."""

from datetime import timedelta

import pytest

from shared.domain.card import CardStatus
from shared.domain.errors import (
    CardNotUsable,
    CheckTooSmall,
    FieldInvalid,
    PointsShortfall,
    RedemptionAboveLimit,
    RedemptionBelowMinimum,
    Refusal,
    WrongProgrammeKind,
)
from shared.domain.money import Money
from shared.domain.programme import ProgrammeKind, ProgrammeSettings
from shared.domain.quotes import QuoteStep, RedeemBound, RedemptionLimits, StepKind
from shared.domain.redeeming import paid_by, quote_redemption, redemption_limits
from tests.shared.domain.programmes import NOON_MONDAY, a_card, a_programme


def test_promo_points_go_first() -> None:
    """Appendix D 10: 400 of promo 300 and regular 2,500 is 300 + 100."""
    quote = quote_redemption(
        Money(2_000_00),
        a_card(regular=2500, promo=300),
        points=400,
        programme=a_programme(),
        at=NOON_MONDAY,
    )
    assert (quote.promo_points, quote.regular_points) == (300, 100)
    assert (quote.discount_minor, quote.to_pay_minor) == (400_00, 1_600_00)


@pytest.mark.parametrize(
    ("amount_minor", "points", "refusal"),
    [
        (2_000_00, 401, RedemptionAboveLimit),
        (2_000_00, 9, RedemptionBelowMinimum),
        (2_000_00, 0, RedemptionBelowMinimum),
        (49_99, 10, CheckTooSmall),
        (49_99, 9, CheckTooSmall),
        (1_000_000_00, 2801, PointsShortfall),
    ],
)
def test_a_redemption_outside_the_limits_is_refused(
    amount_minor: int, points: int, refusal: type[Refusal]
) -> None:
    """Appendix D 11: check 2,000 at 20 % is at most 400; check 49 and 9 points are refused."""
    with pytest.raises(refusal):
        quote_redemption(
            Money(amount_minor),
            a_card(regular=2500, promo=300),
            points=points,
            programme=a_programme(),
            at=NOON_MONDAY,
        )


@pytest.mark.parametrize("points", [10, 399, 400])
def test_a_redemption_on_the_bounds_is_granted(points: int) -> None:
    quote = quote_redemption(
        Money(2_000_00),
        a_card(regular=400),
        points=points,
        programme=a_programme(),
        at=NOON_MONDAY,
    )
    assert quote.points == points


@pytest.mark.parametrize(
    "status",
    [CardStatus.PENDING_CONSENT, CardStatus.BLOCKED, CardStatus.MERGED, CardStatus.DELETED],
)
def test_a_card_in_a_wrong_status_redeems_nothing(status: CardStatus) -> None:
    """CSH-37."""
    with pytest.raises(CardNotUsable):
        redemption_limits(
            Money(2_000_00),
            a_card(regular=500, status=status),
            programme=a_programme(),
            at=NOON_MONDAY,
        )


@pytest.mark.parametrize(
    ("regular", "maximum", "bound"),
    [(500, 400, RedeemBound.CHECK_PERCENT), (399, 399, RedeemBound.BALANCE)],
)
def test_the_limits_name_what_binds(regular: int, maximum: int, bound: RedeemBound) -> None:
    """CSH-35: min(balance, floor(check × limit))."""
    limits = redemption_limits(
        Money(2_000_00), a_card(regular=regular), programme=a_programme(), at=NOON_MONDAY
    )
    assert (limits.maximum, limits.bound) == (maximum, bound)


def test_a_limit_below_the_minimum_redeems_nothing() -> None:
    """A limit of 10 % on a check of 60 allows 6 points, the minimum is 10."""
    programme = a_programme(settings=ProgrammeSettings(redeem_limit_percent=10))
    with pytest.raises(RedemptionAboveLimit):
        redemption_limits(Money(60_00), a_card(regular=500), programme=programme, at=NOON_MONDAY)


def test_expired_promo_points_are_not_there() -> None:
    """LOY-18: the lot expires in ten days."""
    card = a_card(regular=100, promo=300)
    assert card.total(NOON_MONDAY) == 400
    assert card.total(NOON_MONDAY + timedelta(days=30)) == 100


@pytest.mark.parametrize(
    ("regular", "promo", "amount", "points", "steps"),
    [
        (
            2500,
            300,
            2_000_00,
            400,
            [(StepKind.LIMIT, 400), (StepKind.PROMO_PART, 300), (StepKind.REGULAR_PART, 100)],
        ),
        (
            100,
            0,
            2_000_00,
            50,
            [(StepKind.LIMIT, 400), (StepKind.BALANCE, 100), (StepKind.REGULAR_PART, 50)],
        ),
        (0, 400, 2_000_99, 400, [(StepKind.LIMIT, 400), (StepKind.PROMO_PART, 400)]),
        (
            0,
            399,
            2_000_00,
            10,
            [(StepKind.LIMIT, 400), (StepKind.BALANCE, 399), (StepKind.PROMO_PART, 10)],
        ),
    ],
)
def test_a_redemption_explains_what_limits_and_what_pays_it(
    regular: int, promo: int, amount: int, points: int, steps: list[tuple[StepKind, int]]
) -> None:
    quote = quote_redemption(
        Money(amount),
        a_card(regular=regular, promo=promo),
        points=points,
        programme=a_programme(),
        at=NOON_MONDAY,
    )
    assert [(step.kind, step.points) for step in quote.steps] == steps
    assert quote.steps[0] == QuoteStep(StepKind.LIMIT, 400, base_minor=amount, basis_points=20_00)


def test_what_really_pays_takes_the_place_of_the_split() -> None:
    """A till without the network pays from its leases, whatever the card would spend first."""
    quote = quote_redemption(
        Money(2_000_00),
        a_card(regular=2500, promo=300),
        points=400,
        programme=a_programme(),
        at=NOON_MONDAY,
    )
    paid = paid_by(quote, promo_points=50, regular_points=350)
    assert (paid.promo_points, paid.regular_points, paid.points) == (50, 350, 400)
    assert [(step.kind, step.points) for step in paid.steps] == [
        (StepKind.LIMIT, 400),
        (StepKind.PROMO_PART, 50),
        (StepKind.REGULAR_PART, 350),
    ]


@pytest.mark.parametrize(
    ("amount_minor", "limit"), [(99_99, 19), (100_00, 20), (104_99, 20), (105_00, 21)]
)
def test_the_limit_is_rounded_down_to_whole_points(amount_minor: int, limit: int) -> None:
    """LOY-90."""
    limits = redemption_limits(
        Money(amount_minor), a_card(regular=500), programme=a_programme(), at=NOON_MONDAY
    )
    assert limits == RedemptionLimits(10, limit, RedeemBound.CHECK_PERCENT, 20)


def test_the_minimum_itself_is_enough() -> None:
    limits = redemption_limits(
        Money(50_00), a_card(regular=10), programme=a_programme(), at=NOON_MONDAY
    )
    assert limits == RedemptionLimits(10, 10, RedeemBound.CHECK_PERCENT, 20)


@pytest.mark.parametrize(
    ("regular", "amount", "points", "refusal", "data"),
    [
        (9, 100_00, 10, PointsShortfall, {"asked": 10, "available": 9}),
        (500, 49_99, 10, CheckTooSmall, {"amount_minor": 49_99, "minimum_minor": 50_00}),
        (500, 100_00, 9, RedemptionBelowMinimum, {"points": 9, "minimum": 10}),
        (
            500,
            100_00,
            21,
            RedemptionAboveLimit,
            {"points": 21, "limit": 20, "limit_percent": 20},
        ),
        (12, 100_00, 13, PointsShortfall, {"asked": 13, "available": 12}),
    ],
)
def test_a_refused_redemption_says_what_would_do(
    regular: int, amount: int, points: int, refusal: type[Refusal], data: dict[str, int]
) -> None:
    """CSH-30…CSH-35."""
    card = a_card(regular=regular)
    with pytest.raises(refusal) as refused:
        quote_redemption(
            Money(amount), card, points=points, programme=a_programme(), at=NOON_MONDAY
        )
    assert refused.value.data() == data


def test_a_small_check_allows_less_than_the_minimum() -> None:
    programme = a_programme(settings=ProgrammeSettings(redeem_limit_percent=10))
    with pytest.raises(RedemptionAboveLimit) as refused:
        redemption_limits(Money(60_00), a_card(regular=500), programme=programme, at=NOON_MONDAY)
    assert refused.value.data() == {"points": 10, "limit": 6, "limit_percent": 10}


def test_points_are_worth_the_programmes_own_money_only() -> None:
    with pytest.raises(FieldInvalid) as refused:
        redemption_limits(
            Money(100_00, "USD"), a_card(regular=500), programme=a_programme(), at=NOON_MONDAY
        )
    assert (refused.value.field, refused.value.reason) == ("check.currency", "out_of_range")


def test_a_discount_programme_redeems_nothing() -> None:
    """LOY-01."""
    programme = a_programme(settings=ProgrammeSettings(kind=ProgrammeKind.DISCOUNT))
    with pytest.raises(WrongProgrammeKind) as refused:
        redemption_limits(Money(100_00), a_card(regular=500), programme=programme, at=NOON_MONDAY)
    assert refused.value.data() == {"kind": "DISCOUNT", "action": "redeem"}
