"""Adjustment: CSH-95…CSH-97, LED-42, LED-43, RBC-33, Appendix D 25."""

from typing import Any

import pytest

from shared.operations.private import PrivatePart
from tests.builders import SALT, an_id
from tests.server.shop import Shop, Till

NOTE = PrivatePart(salt=SALT, note="Забыли начислить")


@pytest.fixture
def guest_id(till: Till) -> str:
    """A guest with the welcome only."""
    guest_id = till.register()
    till.push()
    return guest_id


@pytest.mark.parametrize(
    ("points", "balance"), [(10_000, (10_000, 100)), (1, (1, 100)), (-100, (0, 0)), (-1, (0, 99))]
)
def test_a_manager_corrects_within_the_limit(
    shop: Shop, till: Till, guest_id: str, points: int, balance: tuple[int, int]
) -> None:
    till.adjust(guest_id, points)
    assert till.outcome().status == "applied"
    assert shop.balance(guest_id) == balance
    assert shop.verified().problems == ()


def test_reasons_of_ones_own_need_words(till: Till, guest_id: str) -> None:
    till.adjust(guest_id, 5, reason="other", private=NOTE)
    assert till.outcome().status == "applied"
    till.adjust(guest_id, 5, reason="other")
    assert till.outcome().code == "adjustment_reason_missing"


@pytest.mark.parametrize(
    ("points", "changed", "code"),
    [
        (10_001, {}, "adjustment_too_large"),
        (-10_001, {}, "adjustment_too_large"),
        (0, {}, "adjustment_zero"),
        (-101, {}, "points_shortfall"),
        (5, {"reason": "because"}, "adjustment_reason_missing"),
        (5, {"programme_version_id": an_id("x")}, "programme_unknown"),
    ],
)
def test_a_correction_the_rules_refuse_leaves_nothing(
    till: Till, guest_id: str, points: int, changed: dict[str, Any], code: str
) -> None:
    till.adjust(guest_id, points, **changed)
    outcome = till.outcome()
    assert (outcome.status, outcome.code, outcome.effect) == ("rejected", code, None)
    assert till.shop.balance(guest_id) == (0, 100)


def test_a_cashier_corrects_nothing_alone(shop: Shop, till: Till, guest_id: str) -> None:
    """The server asks again, whatever the till let through."""
    till.adjust(guest_id, 5, staff_id=shop.cashier)
    assert till.outcome().data == {"permission": "manage:balls_manual"}


def test_a_manager_approves_on_the_spot(shop: Shop, till: Till, guest_id: str) -> None:
    till.adjust(guest_id, 5, staff_id=shop.cashier, approver_id=shop.manager)
    assert till.outcome().status == "applied"
