"""Redeeming: LOY-90, LOY-91, CSH-30…CSH-37, Appendix D 10 and 11."""

from datetime import timedelta

import pytest

from shared.domain.card import CardStatus
from shared.domain.errors import (
    CardNotUsable,
    CheckTooSmall,
    PointsShortfall,
    RedemptionAboveLimit,
    RedemptionBelowMinimum,
    Refusal,
)
from shared.domain.money import Money
from shared.domain.programme import ProgrammeSettings
from shared.domain.quotes import RedeemBound
from shared.domain.redeeming import quote_redemption, redemption_limits
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
