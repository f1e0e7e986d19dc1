"""Leases come back: released, reclaimed from the silent, taken from the lost (design §6)."""

from dataclasses import replace

import pytest
from sqlalchemy import Connection, text

from server.devices.refusals import DeviceRevoked
from server.devices.service import device
from server.ledger.leases import leased_points
from server.ledger.tables import TAKEN_BACK
from shared.domain.ids import DeviceId
from shared.domain.leases import OfflinePolicy, SilencePolicy
from shared.operations.bodies import DeviceLostBody
from shared.sync.messages import Change
from shared.sync.payloads import DevicePayload
from tests.builders import an_id
from tests.server.leases.pouch import Pouch, accounts, house_loss, reclaim, set_policy, worst_loss
from tests.server.shop import Shop

HOUR_MS = 3_600_000
LONG_MS = 4 * HOUR_MS + 20 * 60_000
"""Horizon and grace."""
STRICT = OfflinePolicy(silence=SilencePolicy.STRICT)


@pytest.fixture
def lease_id(till: Pouch, guest_id: str) -> str:
    """All points of the guest, under one lease of the first till."""
    (lease,) = till.ask(guest_id).leases
    return lease.lease_id


def test_a_release_gives_back_what_is_left(
    shop: Shop, till: Pouch, other: Pouch, guest_id: str, lease_id: str
) -> None:
    till.spend(guest_id, 50)
    till.release(guest_id, lease_id)
    outcome = till.outcome()
    assert (outcome.status, outcome.code) == ("applied", None)
    assert outcome.effect is not None
    assert (outcome.effect.regular, outcome.effect.promo) == (0, 0)
    assert (outcome.effect.regular_after, outcome.effect.promo_after) == (200, 50)
    other.till.redeem(guest_id, 250, 50_000, promo=50)
    assert other.outcome().status == "applied"
    assert shop.verified().problems == ()


def test_a_release_that_counts_otherwise_is_told_what_came_back(
    till: Pouch, guest_id: str, lease_id: str
) -> None:
    till.spend(guest_id, 50)
    till.till.queue.clear()
    till.till.begin_again(77)
    till.release(guest_id, lease_id)
    outcome = till.outcome()
    assert (outcome.code, outcome.data) == ("points_differ", {"points": 300})


def test_who_never_held_a_lease_cannot_release_it(
    till: Pouch, other: Pouch, guest_id: str, lease_id: str
) -> None:
    other.held[lease_id] = till.held[lease_id]
    other.release(guest_id, lease_id)
    assert other.outcome().code == "lease_unknown"


def test_released_twice_is_released_once(
    shop: Shop, till: Pouch, guest_id: str, lease_id: str
) -> None:
    lease = till.held[lease_id]
    till.release(guest_id, lease_id)
    till.held[lease_id] = lease
    till.release(guest_id, lease_id)
    assert [each.status for each in till.till.outcomes()] == ["applied", "applied"]
    assert shop.balance(guest_id) == (200, 100)
    assert shop.verified().problems == ()


@pytest.mark.usefixtures("lease_id")
def test_silence_gives_points_back_after_horizon_and_grace(
    shop: Shop, other: Pouch, guest_id: str
) -> None:
    shop.now_ms += LONG_MS - 1
    assert reclaim(shop) == 0
    shop.now_ms += 1
    assert reclaim(shop) == 1
    other.ask(guest_id)
    assert other.left() == 300
    assert (worst_loss(shop), house_loss(shop)) == (300, 0)
    assert shop.verified().problems == ()


@pytest.mark.usefixtures("lease_id")
def test_who_needs_the_points_takes_them_back_at_once(
    shop: Shop, other: Pouch, guest_id: str
) -> None:
    shop.now_ms += LONG_MS
    other.till.redeem(guest_id, 300, 50_000, promo=100)
    assert other.outcome().status == "applied"
    assert worst_loss(shop) == 300
    assert shop.verified().problems == ()


@pytest.mark.usefixtures("lease_id")
def test_a_contact_moves_the_horizon(shop: Shop, till: Pouch, guest_id: str) -> None:
    shop.now_ms += 4 * HOUR_MS
    till.till.earn(guest_id, 1_000)
    assert till.till.push().horizon_ms == shop.now_ms + 4 * HOUR_MS
    assert till.till.pull().horizon_ms == shop.now_ms + 4 * HOUR_MS
    shop.now_ms += HOUR_MS
    assert reclaim(shop) == 0


@pytest.mark.usefixtures("lease_id")
def test_what_was_told_holds_when_the_policy_gets_shorter(shop: Shop, till: Pouch) -> None:
    set_policy(shop, OfflinePolicy(horizon_minutes=10))
    shop.now_ms += 3 * HOUR_MS
    assert reclaim(shop) == 0
    assert till.till.pull().horizon_ms == shop.now_ms + HOUR_MS


@pytest.mark.usefixtures("lease_id")
def test_a_late_redemption_is_paid_by_what_is_there_and_then_by_the_house(
    shop: Shop, till: Pouch, other: Pouch, guest_id: str
) -> None:
    """Always applied: the expiry stops spending on the device, never settlement here.

    Of the 120 points that the other till leaves, it has got its half ahead of time.
    """
    till.spend(guest_id, 200)
    shop.now_ms += LONG_MS
    other.till.redeem(guest_id, 180, 50_000, promo=100)
    other.till.push()
    outcome = till.outcome()
    assert (outcome.status, outcome.code) == ("adjusted", "house_loss")
    assert outcome.data == {"loss": 140, "promo_points": 0, "regular_points": 60}
    assert "lease_reclaimed" in outcome.notes
    assert (shop.balance(guest_id), house_loss(shop)) == ((60, 0), 140)
    assert worst_loss(shop) == 100
    assert shop.verified().problems == ()


@pytest.mark.usefixtures("lease_id")
def test_a_late_redemption_that_the_card_still_pays_costs_nobody(
    shop: Shop, till: Pouch, guest_id: str
) -> None:
    till.spend(guest_id, 200)
    shop.now_ms += LONG_MS
    assert reclaim(shop) == 1
    outcome = till.outcome()
    assert (outcome.status, outcome.notes) == ("applied", ("lease_reclaimed",))
    assert (shop.balance(guest_id), house_loss(shop), worst_loss(shop)) == ((100, 0), 0, 100)
    assert shop.verified().problems == ()


@pytest.mark.usefixtures("lease_id")
@pytest.mark.parametrize("spent", [(400,), (150, 250), (20, 90, 290)])
def test_what_was_spent_of_a_lease_taken_back_is_not_taken_from_another(
    shop: Shop, till: Pouch, guest_id: str, spent: tuple[int, ...]
) -> None:
    """S6: promo, then 200 of the lease taken back, and then only 100 of what the till earned."""
    shop.now_ms += 60_000
    earned = till.earn_and_hold(guest_id, 3_000)
    for points in spent:
        till.spend(guest_id, points)
    shop.now_ms += LONG_MS
    assert reclaim(shop) == 1
    outcomes = till.till.outcomes()
    assert {each.status for each in outcomes} == {"applied"}
    assert "lease_reclaimed" in outcomes[-1].notes
    assert (till.held[earned].left, _left(shop, till)) == (200, 200)
    till.spend(guest_id, 200)
    last = till.outcome()
    assert (last.status, last.notes) == ("applied", ())
    assert (shop.balance(guest_id), house_loss(shop), worst_loss(shop)) == ((0, 0), 0, 0)
    assert shop.verified().problems == ()


@pytest.mark.usefixtures("lease_id")
def test_what_others_spent_of_a_lease_taken_back_is_the_houses_loss_and_no_other_leases(
    shop: Shop, till: Pouch, other: Pouch, guest_id: str
) -> None:
    """S6, S11: the loss is what the silent till was known to risk, and nothing more follows."""
    shop.now_ms += 60_000
    earned = till.earn_and_hold(guest_id, 3_000)
    till.spend(guest_id, 400)
    shop.now_ms += LONG_MS
    other.till.redeem(guest_id, 300, 50_000, promo=100)
    assert other.outcome().status == "applied"
    outcome = till.outcome()
    assert (outcome.code, outcome.data["loss"]) == ("house_loss", 300)
    assert outcome.notes == ("lease_reclaimed",)
    assert (till.held[earned].left, _left(shop, till)) == (200, 200)
    till.spend(guest_id, 200)
    assert till.outcome().status == "applied"
    assert (shop.balance(guest_id), house_loss(shop), worst_loss(shop)) == ((0, 0), 300, 0)
    assert shop.verified().problems == ()


def test_a_release_after_all_ends_the_worst_case(
    shop: Shop, till: Pouch, guest_id: str, lease_id: str
) -> None:
    """Nothing more comes under that lease."""
    shop.now_ms += LONG_MS
    reclaim(shop)
    assert worst_loss(shop) == 300
    till.release(guest_id, lease_id)
    assert till.outcome().status == "applied"
    assert worst_loss(shop) == 0
    assert shop.verified().problems == ()


@pytest.mark.usefixtures("lease_id")
def test_a_strict_tenant_never_takes_back_by_itself(
    shop: Shop, till: Pouch, other: Pouch, guest_id: str
) -> None:
    set_policy(shop, STRICT)
    till.spend(guest_id, 300)
    shop.now_ms += 1_000 * HOUR_MS
    assert reclaim(shop) == 0
    other.till.redeem(guest_id, 20, promo=20)
    assert other.outcome().status == "rejected"
    assert till.outcome().status == "applied"
    assert house_loss(shop) == 0
    assert shop.verified().problems == ()


def test_a_lost_till_is_shut_out_and_gives_up_what_it_held(
    shop: Shop, till: Pouch, other: Pouch, guest_id: str, lease_id: str
) -> None:
    set_policy(shop, STRICT)
    till.spend(guest_id, 250)
    other.lose(till.device, points=300)
    outcome = other.outcome()
    assert (outcome.status, outcome.data, outcome.effect) == ("applied", {"points": 300}, None)
    assert not any(key.startswith("lease:") for key in accounts(shop))
    assert worst_loss(shop) == 300
    with pytest.raises(DeviceRevoked):
        till.till.push()
    other.ask(guest_id)
    assert (other.left(), lease_id in other.held) == (300, False)
    told = _told(other, till)
    assert (told.is_lost, told.leased_points, told.name) == (True, 0, "Касса 1")
    assert shop.verified().problems == ()


def test_only_a_manager_gives_a_till_up_and_never_his_own_or_a_strangers(
    shop: Shop, till: Pouch, other: Pouch
) -> None:
    other.till.enqueue(DeviceLostBody, {"device_id": till.device.device_id, "points": 0})
    other.lose(other.device)
    other.lose(replace(till.device, device_id=DeviceId(an_id("stranger"))))
    outcomes = other.till.outcomes()
    assert [each.code for each in outcomes] == [
        "permission_missing",
        "field_invalid",
        "field_invalid",
    ]
    found = shop.read(lambda conn: device(conn, till.device.device_id))
    assert found is not None
    assert not found.is_revoked


@pytest.mark.usefixtures("lease_id")
def test_what_a_till_holds_is_told_to_its_restaurant(
    till: Pouch, other: Pouch, guest_id: str
) -> None:
    assert _told(other, till).leased_points == 300
    till.spend(guest_id, 120)
    till.till.push()
    assert _told(other, till).leased_points == 180


def test_the_worst_loss_counts_a_days_floats(shop: Shop, till: Pouch, other: Pouch) -> None:
    set_policy(shop, OfflinePolicy(float_per_day=500))
    assert (worst_loss(shop), till.device is other.device) == (1_000, False)


def test_the_worst_loss_is_not_sought_among_all_leases_there_ever_were(sqlite_shop: Shop) -> None:
    """Every till asks for it whenever it changes; leases are kept for ever."""

    def plan(conn: Connection) -> str:
        query = "EXPLAIN QUERY PLAN SELECT sum(points_granted) FROM lease WHERE tenant_id = 't'"
        return str(conn.execute(text(f"{query} AND {TAKEN_BACK}")).all())

    assert "ix_lease_taken_back" in sqlite_shop.read(plan)


def _left(shop: Shop, holder: Pouch) -> int:
    """What the server counts under the till's leases."""
    return shop.read(lambda conn: leased_points(conn, shop.tenant_id, holder.device.device_id))


def _told(reader: Pouch, holder: Pouch) -> DevicePayload:
    (change,) = [each for each in reader.till.pull().changes if _is_of(each, holder)]
    return DevicePayload(**change.data)


def _is_of(change: Change, holder: Pouch) -> bool:
    return change.kind == "device" and change.id == holder.device.device_id
