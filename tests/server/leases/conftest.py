"""A shop with two tills that may redeem offline, on SQLite and on PostgreSQL."""

import pytest

from shared.domain.leases import OfflinePolicy
from tests.server.leases.pouch import Pouch, set_policy
from tests.server.shop import Shop


@pytest.fixture
def shop(shop: Shop) -> Shop:
    set_policy(shop, OfflinePolicy())
    return shop


@pytest.fixture
def till(shop: Shop) -> Pouch:
    """Heard of a moment ago, when nobody had been here: it gets nothing ahead of time soon."""
    return Pouch.of(shop, "Касса 1")


@pytest.fixture
def other(shop: Shop) -> Pouch:
    return Pouch.of(shop, "Касса 2")


@pytest.fixture
def guest_id(till: Pouch, other: Pouch) -> str:
    """A guest with 200 regular and 100 promo points, all of them free."""
    assert other.device is not till.device
    guest_id = till.till.register()
    till.till.earn(guest_id, 2_000)
    till.till.push()
    return guest_id
