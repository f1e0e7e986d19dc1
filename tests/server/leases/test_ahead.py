"""Leases ahead of time: last guests, shared out among the restaurant's tills (design §6)."""

import pytest

from server.ledger.leases import leased_points
from shared.domain.leases import OfflinePolicy
from tests.server.leases.pouch import Pouch, set_policy
from tests.server.shop import Shop

MINUTE_MS = 60_000


@pytest.fixture
def later(shop: Shop, guest_id: str) -> str:
    """The guest, when tills are due for leases again."""
    shop.now_ms += 5 * MINUTE_MS
    return guest_id


def test_each_till_gets_its_even_share_and_not_more(
    shop: Shop, till: Pouch, other: Pouch, later: str
) -> None:
    _contact(till)
    _contact(other)
    assert (_held(shop, till), _held(shop, other)) == (150, 150)
    shop.now_ms += 5 * MINUTE_MS
    _contact(till)
    assert _held(shop, till) == 150
    till.ask(later)
    assert till.left() == 150
    assert shop.verified().problems == ()


def test_nothing_more_within_five_minutes(shop: Shop, till: Pouch, later: str) -> None:
    _contact(till)
    till.till.earn(later, 10_000)
    till.till.push()
    assert _held(shop, till) == 150
    shop.now_ms += 5 * MINUTE_MS
    _contact(till)
    assert _held(shop, till) == 650


def test_a_till_that_was_given_up_shares_no_more(
    shop: Shop, till: Pouch, other: Pouch, later: str
) -> None:
    till.lose(other.device)
    till.till.push()
    assert (_held(shop, till), bool(later)) == (300, True)


def test_without_a_horizon_nobody_gets_anything(shop: Shop, till: Pouch, later: str) -> None:
    set_policy(shop, OfflinePolicy(horizon_minutes=0))
    _contact(till)
    assert (_held(shop, till), bool(later)) == (0, True)


def _contact(pouch: Pouch) -> None:
    """A push that changes nobody's points."""
    pouch.till.enqueue_text('{"kind":"nothing anybody knows"}')
    pouch.till.push()


def _held(shop: Shop, pouch: Pouch) -> int:
    tenant_id, device_id = shop.tenant_id, pouch.device.device_id
    return shop.read(lambda conn: leased_points(conn, tenant_id, device_id))
