"""A till that is shut out holds nothing for ever (design §6, P3)."""

import pytest
from sqlalchemy import Connection

from server.books import writing
from server.devices.refusals import DeviceRevoked
from server.leases.contacts import hear
from server.ledger.giving_up import WAITED_FOR_MS, give_up
from server.ledger.granting import Return
from server.ledger.leases import LeaseEnd
from shared.domain.leases import OfflinePolicy, SilencePolicy
from tests.server.leases.pouch import (
    Pouch,
    accounts,
    forget,
    house_loss,
    reclaim,
    set_policy,
    worst_loss,
)
from tests.server.shop import Shop

HOUR_MS = 3_600_000
STRICT = OfflinePolicy(silence=SilencePolicy.STRICT)


def test_what_a_till_holds_goes_back_once(shop: Shop, till: Pouch, guest_id: str) -> None:
    set_policy(shop, STRICT)
    till.ask(guest_id)
    why = Return(LeaseEnd.LOST, at_ms=shop.now_ms, effective_at_ms=shop.now_ms)

    def given_up() -> int:
        def work(conn: Connection) -> int:
            with writing(conn) as books:
                return give_up(books, shop.tenant_id, till.device.device_id, why=why)

        return shop.write(work)

    assert (given_up(), given_up()) == (300, 0)
    assert not any(key.startswith("lease:") for key in accounts(shop))
    assert shop.verified().problems == ()


def test_a_till_given_up_while_it_asked_is_granted_nothing_more(
    shop: Shop, till: Pouch, other: Pouch, guest_id: str
) -> None:
    """Its signature was believed before the manager's word was booked, its contact comes after."""
    set_policy(shop, STRICT)
    till.ask(guest_id)
    other.lose(till.device)
    other.push()
    shop.now_ms += 600_000
    with pytest.raises(DeviceRevoked):
        shop.write(lambda conn: hear(conn, till.device, now_ms=shop.now_ms, chance=shop.chance))
    assert not any(key.startswith("lease:") for key in accounts(shop))


def test_what_a_lost_till_never_told_is_counted_only_as_long_as_tills_keep_it(
    shop: Shop, till: Pouch, other: Pouch, guest_id: str
) -> None:
    """P4: else the worst that may come would only ever grow."""
    till.ask(guest_id)
    other.lose(till.device)
    other.push()
    shop.now_ms += WAITED_FOR_MS - 1
    assert (forget(shop), worst_loss(shop)) == (0, 300)
    shop.now_ms += 1
    assert (forget(shop), worst_loss(shop)) == (1, 0)
    assert forget(shop) == 0
    assert shop.verified().problems == ()


def test_what_comes_after_all_is_booked_as_late_as_ever(
    shop: Shop, till: Pouch, other: Pouch, guest_id: str
) -> None:
    set_policy(shop, OfflinePolicy())
    till.ask(guest_id)
    till.spend(guest_id, 200)
    shop.now_ms += 24 * HOUR_MS
    assert reclaim(shop) == 1
    shop.now_ms += WAITED_FOR_MS
    assert forget(shop) == 1
    other.till.redeem(guest_id, 150, 50_000, promo=0)
    other.push()
    outcome = till.outcome()
    assert (outcome.status, "lease_reclaimed" in outcome.notes) == ("adjusted", True)
    assert house_loss(shop) > 0
    assert shop.verified().problems == ()
    lease_id = next(iter(till.held))
    till.release(guest_id, lease_id)
    assert till.outcome().status == "applied"
    assert shop.verified().problems == ()
