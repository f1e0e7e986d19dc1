"""Redeem: CSH-30…CSH-37, LOY-90, LOY-91, LED-14."""

from typing import Any

import pytest

from server.guests.service import set_status
from shared.domain.card import CardStatus
from shared.domain.ids import GuestId
from tests.builders import an_id
from tests.server.shop import Shop, Till


@pytest.fixture
def guest_id(till: Till) -> str:
    """A guest with 200 regular and 100 promo points."""
    guest_id = till.register()
    till.earn(guest_id, 2_000)
    till.push()
    return guest_id


def test_promo_points_go_first(shop: Shop, till: Till, guest_id: str) -> None:
    till.redeem(guest_id, 150, promo=100)
    effect = till.outcome().effect
    assert effect is not None
    assert (effect.promo, effect.regular) == (-100, -50)
    assert (effect.promo_after, effect.regular_after) == (0, 150)
    assert shop.verified().problems == ()


def test_a_split_that_changed_meanwhile_is_told(shop: Shop, till: Till, guest_id: str) -> None:
    """The guest pays what his paper says; only where the points came from differs."""
    other = shop.till("Касса 2")
    till.redeem(guest_id, 60, promo=60)
    other.redeem(guest_id, 60, promo=60)
    till.push()
    outcome = other.outcome()
    assert (outcome.status, outcome.code) == ("adjusted", "split_differs")
    assert outcome.data == {"promo_points": 40, "regular_points": 20}
    assert shop.balance(guest_id) == (180, 0)


def test_two_tills_cannot_spend_the_same_points(shop: Shop, till: Till, guest_id: str) -> None:
    """LED-14, P3."""
    other = shop.till("Касса 2")
    till.redeem(guest_id, 250, promo=100)
    other.redeem(guest_id, 250, promo=100)
    till.push()
    outcome = other.outcome()
    assert (outcome.status, outcome.code) == ("rejected", "points_shortfall")
    assert outcome.data == {"asked": 250, "available": 50}
    assert shop.balance(guest_id) == (50, 0)
    assert shop.verified().problems == ()


def test_points_expired_by_then_are_not_spent(shop: Shop, till: Till, guest_id: str) -> None:
    shop.now_ms += 31 * 86_400_000
    till.redeem(guest_id, 250, promo=100)
    assert till.outcome().data == {"asked": 250, "available": 200}


@pytest.mark.parametrize(
    ("points", "changed", "code"),
    [
        (9, {}, "redemption_below_minimum"),
        (301, {}, "points_shortfall"),
        (300, {"roubles": 1_000}, "redemption_above_limit"),
        (20, {"roubles": 49}, "check_too_small"),
        (20, {"regular_points": 21}, "quote_mismatch"),
        (20, {"staff_id": an_id("x")}, "field_invalid"),
        (20, {"programme_version_id": an_id("x")}, "programme_unknown"),
    ],
)
def test_a_redemption_the_rules_refuse_leaves_nothing(
    till: Till, guest_id: str, points: int, changed: dict[str, Any], code: str
) -> None:
    """Appendix D 11 on the server."""
    till.redeem(guest_id, points, **changed)
    outcome = till.outcome()
    assert (outcome.status, outcome.code, outcome.effect) == ("rejected", code, None)
    assert till.shop.balance(guest_id) == (200, 100)
    assert till.shop.verified().problems == ()


def test_a_guest_nobody_registered_redeems_nothing(till: Till) -> None:
    """Only an earn waits for a registration."""
    till.redeem(an_id("x"), 20)
    till.adjust(an_id("x"), 20)
    assert [outcome.code for outcome in till.outcomes()] == ["guest_unknown"] * 2


def test_a_blocked_card_pays_nothing(shop: Shop, till: Till, guest_id: str) -> None:
    """CSH-37."""
    shop.write(
        lambda conn: set_status(conn, shop.tenant_id, GuestId(guest_id), status=CardStatus.BLOCKED)
    )
    till.redeem(guest_id, 100, promo=100)
    assert till.outcome().data == {"status": "BLOCKED", "action": "redeem"}


def test_a_check_is_paid_with_points_once(till: Till, guest_id: str) -> None:
    check = till.check(2_000)
    till.redeem(guest_id, 50, promo=50, check=check)
    till.redeem(guest_id, 50, promo=50, check=check)
    assert till.outcome().data == {"check_id": check.check_id}
