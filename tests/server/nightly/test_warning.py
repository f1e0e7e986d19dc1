"""Warnings of points that go soon (LOY-20)."""

import pytest

from server.guests.service import set_status
from server.nightly.expiry import EXPIRE
from server.nightly.warning import WARN
from shared.domain.card import CardStatus
from shared.domain.ids import GuestId
from tests.server.nightly.night import listen, night, stopped_night, told, wait
from tests.server.shop import Shop, Till


def test_a_guest_is_warned_once_a_week_before(shop: Shop, till: Till) -> None:
    listen(shop)
    guest_id = till.register()
    till.earn(guest_id, 2_000)
    till.push()
    wait(shop, days=22)
    assert night(shop, WARN) == 0
    wait(shop, days=1)
    assert night(shop, WARN) == 1
    (fact,) = told(shop, "points_expiring")
    said = [fact[name] for name in ("guest_id", "balance", "points", "cause")]
    assert said == [guest_id, "PROMO", 100, "TERM"]
    assert fact["expires_at_ms"] == shop.now_ms + 7 * 24 * 60 * 60 * 1000
    for _ in range(3):
        wait(shop, days=1)
        night(shop, WARN)
    assert len(told(shop, "points_expiring")) == 1
    assert shop.verified().problems == ()


def test_a_guest_who_stays_away_is_warned_of_his_regular_points(shop: Shop, till: Till) -> None:
    listen(shop)
    guest_id = till.register()
    till.earn(guest_id, 2_000)
    till.push()
    wait(shop, days=85)
    night(shop, EXPIRE)
    assert night(shop, WARN) == 1
    (fact,) = told(shop, "points_expiring")
    assert [fact[x] for x in ("balance", "points", "cause")] == ["REGULAR", 200, "INACTIVITY"]


def test_nobody_is_warned_where_nobody_listens(shop: Shop, till: Till) -> None:
    till.register()
    till.push()
    wait(shop, days=25)
    assert night(shop, WARN) == 0


@pytest.mark.parametrize("status", [CardStatus.BLOCKED, CardStatus.PENDING_CONSENT])
def test_who_may_not_spend_is_not_told_to_hurry(shop: Shop, till: Till, status: CardStatus) -> None:
    listen(shop)
    guest_id = GuestId(till.register())
    till.push()
    shop.write(lambda conn: set_status(conn, shop.tenant_id, guest_id, status=status))
    wait(shop, days=25)
    assert night(shop, WARN) == 0


def test_a_run_that_died_warns_nobody_twice(shop: Shop, till: Till) -> None:
    listen(shop)
    for number in range(3):
        till.register(f"7999000000{number}")
    till.push()
    wait(shop, days=25)
    stopped_night(shop, WARN, slices=1)
    night(shop, WARN, limit=1)
    wait(shop, days=1)
    night(shop, WARN)
    assert len({fact["guest_id"] for fact in told(shop, "points_expiring")}) == 3
    assert len(told(shop, "points_expiring")) == 3
