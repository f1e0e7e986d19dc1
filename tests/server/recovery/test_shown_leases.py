"""Leases that a till showed a restored server: who changes one is named by ``verify`` (P6)."""

from collections.abc import Callable

import pytest
from sqlalchemy import text

from shared.domain.leases import OfflinePolicy
from tests.server.leases.pouch import Pouch, set_policy
from tests.server.recovery.tills import announce, lifted
from tests.server.shop import Shop

Back = Callable[[], Callable[[], None]]

TAMPERED = [
    ("lease = replace(lease, '200', '900')", "is not as we signed it"),
    ("lease = '{}'", "is not as we signed it"),
    ("lease_id = tenant_id", "is the paper of another one"),
    ("is_lapsed = NOT is_lapsed", "waits although no fence is up"),
]


@pytest.fixture
def forgetful(shop: Shop, back_to: Back) -> Shop:
    """A lease of 300 points that a restore forgot, and another has spent since."""
    set_policy(shop, OfflinePolicy())
    till, other = Pouch.of(shop, "Касса 1"), Pouch.of(shop, "Касса 2")
    guest_id = till.till.register()
    till.till.earn(guest_id, 2_000)
    till.push()
    restored = back_to()
    papers = till.ask(guest_id).leases
    restored()
    lifted(shop)
    other.ask(guest_id)
    other.spend(guest_id, 300)
    other.push()
    announce(till.till, leases=papers)
    assert shop.verified().problems == ()
    return shop


@pytest.mark.parametrize(("change", "named"), TAMPERED)
def test_a_changed_paper_is_named(forgetful: Shop, change: str, named: str) -> None:
    statement = text(f"UPDATE announced_lease SET {change} WHERE tenant_id = :tenant")
    tenant_id = forgetful.tenant_id
    done = forgetful.write(lambda conn: conn.execute(statement, {"tenant": tenant_id}).rowcount)
    assert done == 1
    assert any(named in problem for problem in forgetful.verified().problems)


def test_a_paper_of_a_lease_that_stands_is_named(forgetful: Shop) -> None:
    """One that lapsed may: what gave its points came after the fence, and nothing is missing."""
    granted = text(
        """INSERT INTO lease SELECT tenant_id, (SELECT lease_id FROM announced_lease), device_id,
        card_id, guest_id, server_epoch, granted_at_ms, points_granted, points_spent,
        points_returned, points_late, is_recalled, ended FROM lease WHERE tenant_id = :tenant"""
    )
    tenant_id = forgetful.tenant_id
    forgetful.write(lambda conn: conn.execute(granted, {"tenant": tenant_id}).rowcount)
    assert not any("that a till showed" in each for each in forgetful.verified().problems)
    waits = text("UPDATE announced_lease SET is_lapsed = false WHERE tenant_id = :tenant")
    forgetful.write(lambda conn: conn.execute(waits, {"tenant": tenant_id}).rowcount)
    assert any("granted again, whole" in each for each in forgetful.verified().problems)
