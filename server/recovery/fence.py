"""The fence of a restored server: who has still to call, and how it comes down (design §9).

It comes down by itself when every till that is not shut out has sent again all it had been
answered for: what it was not answered for may still come, and is owed until then. Or it is taken
down by a manager, once no till can spend any more what it was granted before: what nobody told by
then is the house's loss.
"""

from dataclasses import replace

from sqlalchemy import Connection

from server.audit import SYSTEM
from server.books import Books, writing
from server.chance import Chance
from server.devices.recovery import silent_since
from server.devices.service import devices
from server.feed import service as feed
from server.ledger import announced
from server.ledger.giving_up import give_up
from server.ledger.granting import Return
from server.ledger.leases import LeaseEnd
from server.ledger.operations import promised_and_parked
from server.ledger.runs import book_again
from server.ledger.suspense import owing_cards, repay, write_off
from server.tenants.epochs import take_fence_down
from server.tenants.offline import offline_policy
from server.tenants.service import Tenant, lock_tenant
from shared.domain.errors import GuestUnknown
from shared.domain.ids import TenantId
from shared.domain.leases import GRACE_MINUTES

_MINUTE_MS = 60_000


def lift_if_all_called(conn: Connection, owner: Tenant, *, now_ms: int, chance: Chance) -> bool:
    """Whether the fence is down, now or already. Call ``lock_tenant`` before."""
    if not owner.is_fenced:
        return True
    if silent_since(conn, owner.tenant_id, server_epoch=owner.server_epoch):
        return False
    lift(conn, owner.tenant_id, by=SYSTEM, now_ms=now_ms, chance=chance)
    return True


def may_be_lifted_at_ms(conn: Connection, owner: Tenant) -> int:
    """From when on no till may spend what it was granted before the restore, server time."""
    assert owner.fenced_at_ms is not None, "asked only of a fenced tenant"
    minutes = offline_policy(conn, owner.tenant_id).horizon_minutes + GRACE_MINUTES
    return owner.fenced_at_ms + minutes * _MINUTE_MS


def lift(conn: Connection, tenant_id: TenantId, *, by: str, now_ms: int, chance: Chance) -> int:
    """Takes the fence down; how many points the house lost by what nobody told.

    None when it comes down by itself: then every till still works, and may bring it.
    """
    lock_tenant(conn, tenant_id)
    with writing(conn) as books:
        for card_id in books.once(owing_cards, tenant_id):
            repay(books, tenant_id, card_id, now_ms=now_ms)
    announced.grant_again(conn, tenant_id, is_last=True)
    _decide_the_rest(conn, tenant_id, now_ms=now_ms, chance=chance)
    with writing(conn) as books:
        _give_up_the_lost(books, tenant_id, now_ms=now_ms)
        owing = () if by == SYSTEM else books.once(owing_cards, tenant_id)
        loss = write_off(books, tenant_id, owing, now_ms=now_ms)
    take_fence_down(conn, tenant_id, by=by, now_ms=now_ms, loss=loss)
    feed.record(conn, tenant_id, kind="tenant", entity_id=tenant_id)
    return loss


def _decide_the_rest(conn: Connection, tenant_id: TenantId, *, now_ms: int, chance: Chance) -> None:
    """What was promised and cannot be booked as it was is decided by today's rules.

    What waits for a guest's registration goes on waiting for it.
    """
    for each in promised_and_parked(conn, tenant_id):
        if each.outcome.code != GuestUnknown.code:
            forgotten = replace(each, incoming=replace(each.incoming, promised=None))
            book_again(conn, forgotten, at_ms=now_ms, chance=chance)


def _give_up_the_lost(books: Books, tenant_id: TenantId, *, now_ms: int) -> None:
    """What a rescue packet brought back for a till that is shut out nobody would ever release."""
    why = Return(LeaseEnd.LOST, at_ms=now_ms, effective_at_ms=now_ms)
    for each in books.once(devices, tenant_id):
        if each.is_revoked:
            give_up(books, tenant_id, each.device_id, why=why)
