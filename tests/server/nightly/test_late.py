"""What tills tell after the night that booked an expiry, though it was done before (design §7)."""

from datetime import timedelta

import pytest

from server.nightly.expiry import EXPIRE
from shared.domain.leases import OfflinePolicy
from tests.server.leases.pouch import Pouch, set_policy
from tests.server.nightly.night import night, wait, wait_until
from tests.server.shop import Shop

WELCOME = 100


@pytest.fixture
def away(shop: Shop) -> Pouch:
    """A till that holds 60 of a guest's 100 points; two hours before their term it goes offline."""
    set_policy(shop, OfflinePolicy(horizon_minutes=240))
    pouch = Pouch.of(shop, "Касса 1")
    guest_id = pouch.till.register()
    pouch.push()
    (lot,) = shop.card(guest_id).lots
    assert lot.expires_at is not None
    wait_until(shop, lot.expires_at - timedelta(hours=2))
    pouch.ask(guest_id, 60)
    assert pouch.left(guest_id) >= 60
    return pouch


def guest_of(pouch: Pouch) -> str:
    (lease,) = (each for each in pouch.held.values() if each.left)
    return lease.guest_id


def test_a_redemption_made_in_time_has_its_points_back(shop: Shop, away: Pouch) -> None:
    guest_id = guest_of(away)
    away.spend(guest_id, 60)
    wait(shop, days=4)
    assert night(shop, EXPIRE) >= WELCOME
    outcome = away.outcome()
    assert (outcome.status, outcome.code) == ("applied", None)
    assert "reinstated" in outcome.notes
    assert outcome.effect is not None
    assert (outcome.effect.promo, outcome.effect.promo_after) == (-60, 0)
    assert shop.card(guest_id).lots == ()
    assert shop.verified().problems == ()


def test_what_came_back_and_is_cancelled_expires_again(shop: Shop, away: Pouch) -> None:
    guest_id = guest_of(away)
    redeemed = away.spend(guest_id, 60)
    wait(shop, days=4)
    night(shop, EXPIRE)
    away.push()
    away.till.cancel(guest_id, redeemed, 60)
    assert away.outcome().status == "applied"
    assert [lot.left for lot in shop.card(guest_id).lots] == [60]
    assert shop.balance(guest_id) == (0, 0), "it is where it came from, and its term is over"
    wait(shop, days=1)
    assert night(shop, EXPIRE) == 60
    assert shop.verified().problems == ()


def test_a_redemption_made_after_the_term_is_the_houses_loss(shop: Shop, away: Pouch) -> None:
    guest_id = guest_of(away)
    lease_ids = tuple(sorted(away.held))
    wait(shop, hours=3)
    away.till.redeem(guest_id, 60, 50_000, promo=60, lease_ids=lease_ids)
    wait(shop, days=4)
    assert night(shop, EXPIRE) >= WELCOME
    outcome = away.outcome()
    assert (outcome.status, outcome.code, outcome.data["loss"]) == ("adjusted", "house_loss", 60)
    assert "reinstated" not in outcome.notes
    assert shop.verified().problems == ()


def test_an_earning_made_in_time_does_not_save_what_lay_idle(shop: Shop) -> None:
    till = shop.till()
    guest_id = till.register()
    till.earn(guest_id, 2_000)
    till.push()
    wait(shop, days=89)
    till.earn(guest_id, 1_000)
    wait(shop, days=5)
    assert night(shop, EXPIRE) == 200 + WELCOME
    (outcome,) = till.outcomes()
    assert outcome.status == "applied"
    assert "expired_meanwhile" in outcome.notes
    assert shop.balance(guest_id) == (100, 0)
    assert shop.verified().problems == ()


def test_an_earning_told_at_once_is_not_asked(shop: Shop) -> None:
    till = shop.till()
    guest_id = till.register()
    till.earn(guest_id, 2_000)
    till.push()
    wait(shop, days=94)
    night(shop, EXPIRE)
    till.earn(guest_id, 1_000)
    (outcome,) = till.outcomes()
    assert "expired_meanwhile" not in outcome.notes
