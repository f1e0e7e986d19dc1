"""Cancel: LOY-96…LOY-104, LED-44."""

from collections.abc import Callable

import pytest

from tests.builders import an_id
from tests.server.shop import Shop, Till

Prepare = Callable[[Till, str], str]


@pytest.fixture
def guest_id(till: Till) -> str:
    """A guest with 500 regular and 100 promo points."""
    guest_id = till.register()
    till.adjust(guest_id, 500)
    till.push()
    return guest_id


@pytest.mark.parametrize(
    ("prepare", "points"),
    [
        (lambda till, guest_id: till.earn(guest_id, 2_000), -200),
        (lambda till, guest_id: till.redeem(guest_id, 150, promo=100), 150),
        (lambda till, guest_id: till.adjust(guest_id, 70), -70),
        (lambda till, guest_id: till.adjust(guest_id, -170), 170),
    ],
)
def test_a_cancelled_operation_leaves_the_card_as_before(
    shop: Shop, till: Till, guest_id: str, prepare: Prepare, points: int
) -> None:
    """LOY-97: to the very lots; LOY-102: counters too."""
    before = shop.card(guest_id)
    target = prepare(till, guest_id)
    till.cancel(guest_id, target, points)
    assert till.outcome().status == "applied"
    after = shop.card(guest_id)
    assert after.lots == before.lots
    assert after.lifetime_spent_minor == before.lifetime_spent_minor
    assert after.total_visits == before.total_visits
    assert shop.verified().problems == ()


def test_points_spent_since_are_on_record_as_a_shortfall(shop: Shop, till: Till) -> None:
    """LOY-101: never below zero."""
    guest_id = till.register()
    earned = till.earn(guest_id, 2_000)
    till.redeem(guest_id, 250, promo=100)
    till.cancel(guest_id, earned, -200)
    outcome = till.outcome()
    assert (outcome.status, outcome.code, outcome.data) == (
        "adjusted",
        "cancel_shortfall",
        {"shortfall": 150},
    )
    assert (outcome.effect and outcome.effect.regular) == -50
    assert shop.balance(guest_id) == (0, 0)
    assert shop.verified().problems == ()


def test_nothing_left_to_take_is_all_shortfall(shop: Shop, till: Till) -> None:
    guest_id = till.register()
    earned = till.earn(guest_id, 1_000)
    till.adjust(guest_id, -200)
    till.cancel(guest_id, earned, -100)
    outcome = till.outcome()
    assert outcome.data == {"shortfall": 100}
    assert (outcome.effect and outcome.effect.transaction_seq) is None
    assert shop.verified().problems == ()


def test_an_operation_is_cancelled_once(shop: Shop, till: Till, guest_id: str) -> None:
    earned = till.earn(guest_id, 2_000)
    first = till.cancel(guest_id, earned, -200)
    till.cancel(guest_id, earned, -200)
    till.cancel(guest_id, first, 200)
    _, _, again, of_cancel = till.outcomes()
    assert again.data == {"operation_id": earned, "reason": "already_cancelled"}
    assert of_cancel.data == {"operation_id": first, "reason": "kind"}
    assert shop.balance(guest_id) == (500, 100)


def test_a_cancelled_check_may_be_booked_again(shop: Shop, till: Till, guest_id: str) -> None:
    check = till.check(2_000)
    earned = till.earn(guest_id, 2_000, check=check)
    till.cancel(guest_id, earned, -200)
    till.earn(guest_id, 2_000, check=check)
    assert till.outcome().status == "applied"
    assert shop.verified().problems == ()


def test_what_is_not_there_to_cancel_is_refused(shop: Shop, till: Till, guest_id: str) -> None:
    other = till.register("79990000002")
    earned = till.earn(guest_id, 2_000)
    refused = till.redeem(guest_id, 5)
    till.cancel(guest_id, an_id("x"), -1)
    till.cancel(guest_id, refused, 5)
    till.cancel(guest_id, guest_id, -100)
    till.cancel(other, earned, -200)
    till.cancel(an_id("x"), earned, -200)
    till.cancel(guest_id, earned, -200, reason="because")
    outcomes = till.outcomes()[3:]
    assert [outcome.data.get("reason", outcome.code) for outcome in outcomes] == [
        "unknown",
        "refused",
        "kind",
        "other_guest",
        "guest_unknown",
        "adjustment_reason_missing",
    ]
    assert shop.balance(guest_id) == (700, 100)


def test_a_cashier_takes_back_ones_own_mistake_for_a_moment(
    shop: Shop, till: Till, guest_id: str
) -> None:
    """Abandoning a redemption in doubt needs no manager; yesterday's check does."""
    soon, late = till.earn(guest_id, 2_000), till.earn(guest_id, 1_000)
    till.push()
    till.cancel(guest_id, soon, -200, staff_id=shop.cashier)
    assert till.outcome().status == "applied"
    shop.now_ms += 16 * 60 * 1000
    till.cancel(guest_id, late, -100, staff_id=shop.cashier)
    assert till.outcome().code == "permission_missing"


def test_a_cashier_takes_back_nobody_elses_operation(shop: Shop, till: Till, guest_id: str) -> None:
    other = shop.till("Касса 2")
    earned, given = till.earn(guest_id, 2_000), till.adjust(guest_id, 5)
    till.push()
    other.cancel(guest_id, earned, -200, staff_id=shop.cashier)
    other.cancel(guest_id, given, -5, staff_id=shop.cashier)
    assert [each.code for each in other.outcomes()] == ["permission_missing"] * 2
    till.cancel(guest_id, given, -5, staff_id=shop.cashier)
    assert till.outcome().code == "permission_missing"


def test_a_change_the_till_did_not_expect_is_told(till: Till, guest_id: str) -> None:
    earned = till.earn(guest_id, 2_000)
    till.cancel(guest_id, earned, -199)
    outcome = till.outcome()
    assert (outcome.code, outcome.data) == ("points_differ", {"points": -200})


def test_an_alias_cancels_what_the_survivor_earned(shop: Shop, till: Till) -> None:
    """The same person under both names."""
    other = shop.till("Касса 2")
    first, second = till.register(), other.register()
    till.push()
    earned = other.earn(second, 2_000)
    other.cancel(first, earned, -200)
    assert other.outcome().status == "applied"
    assert shop.balance(first) == (0, 100)
