"""A till that is shut out holds nothing for ever (design §6, P3)."""

import pytest
from sqlalchemy import Connection

from server.books import writing
from server.devices.refusals import DeviceRevoked
from server.leases.contacts import hear
from server.ledger.giving_up import give_up
from server.ledger.granting import Return
from server.ledger.leases import LeaseEnd
from shared.domain.leases import OfflinePolicy, SilencePolicy
from tests.server.leases.pouch import Pouch, accounts, set_policy
from tests.server.shop import Shop

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
