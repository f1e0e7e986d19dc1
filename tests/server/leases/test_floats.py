"""House float: paid by the card, then by the house, and bounded by what was ever allowed (§6)."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import text

from shared.domain.leases import OfflinePolicy
from tests.server.leases.pouch import Pouch, house_loss, set_policy
from tests.server.shop import Shop

DAY_MS = 24 * 60 * 60 * 1000


def told_of(shop: Shop) -> list[int]:
    """What the activity log says that tills gave beyond every policy."""
    query = text("SELECT details FROM activity_log WHERE action_type = 'FLOAT_EXCEEDED'")
    return shop.read(
        lambda conn: [json.loads(row.details)["points"] for row in conn.execute(query)]
    )


def test_house_float_is_paid_by_the_card_and_then_by_the_house(
    shop: Shop, till: Pouch, guest_id: str
) -> None:
    allowed = OfflinePolicy(float_per_operation=400, float_per_guest=400, float_per_day=400)
    set_policy(shop, allowed)
    till.till.redeem(guest_id, 400, 50_000, promo=0, float_points=400)
    outcome = till.outcome()
    assert outcome.data == {"loss": 100, "promo_points": 100, "regular_points": 200}
    assert outcome.notes == ("float_used",)
    assert (shop.balance(guest_id), house_loss(shop)) == ((0, 0), 100)
    assert shop.verified().problems == ()


@pytest.fixture
def floated(shop: Shop) -> Shop:
    """Its tills may vouch for 100 points at once and 150 a day; once they might for 120."""
    allowed = OfflinePolicy(float_per_operation=120, float_per_guest=150, float_per_day=150)
    set_policy(shop, allowed)
    set_policy(shop, replace(allowed, float_per_operation=100))
    return shop


@pytest.mark.parametrize(("points", "beyond"), [(120, 0), (121, 1)])
def test_float_beyond_the_highest_policy_is_booked_and_named(
    floated: Shop, till: Pouch, guest_id: str, points: int, beyond: int
) -> None:
    """The goods are handed out: nobody is refused anything, and the manager is told."""
    till.till.redeem(guest_id, points, 50_000, promo=100, float_points=points)
    outcome = till.outcome()
    assert ("float_exceeded" in outcome.notes, outcome.data.get("beyond", 0)) == (
        beyond > 0,
        beyond,
    )
    assert sum(floated.balance(guest_id)) == 300 - points
    assert house_loss(floated) == 0
    assert told_of(floated) == [beyond] * bool(beyond)
    assert floated.verified().problems == ()


def test_float_of_one_day_is_bounded_too_and_what_it_costs_is_told(
    floated: Shop, till: Pouch, guest_id: str
) -> None:
    """P4: the settings page promises so much a day, whatever a till says."""
    for points in (100, 100, 120):
        till.till.redeem(guest_id, points, 50_000, promo=0, float_points=points)
    first, second, third = till.till.outcomes()
    assert first.notes == ("float_used",)
    assert (second.code, second.data["beyond"], second.data["loss"]) == ("float_exceeded", 50, 0)
    assert (third.code, third.data["beyond"], third.data["loss"]) == ("float_exceeded", 120, 20)
    assert house_loss(floated) == 20
    floated.now_ms += DAY_MS
    till.till.redeem(guest_id, 100, 50_000, promo=0, float_points=100)
    assert till.outcome().code == "house_loss"
    assert floated.verified().problems == ()


def test_a_till_of_a_company_without_float_vouches_for_nothing(
    shop: Shop, till: Pouch, guest_id: str
) -> None:
    till.till.redeem(guest_id, 400, 50_000, promo=100, float_points=400)
    outcome = till.outcome()
    assert (outcome.status, outcome.code) == ("adjusted", "float_exceeded")
    assert (outcome.data["beyond"], outcome.data["loss"], house_loss(shop)) == (400, 100, 100)
