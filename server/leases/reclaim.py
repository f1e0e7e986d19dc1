"""Taking timed leases back from devices that have been silent for too long (design §6).

Who needs points takes them back at once; this is for those nobody asks for: a slice at a time, so
that nobody waits long behind it. Long after, nobody waits any more for what such a device did: the
worst that silence may cost (P4) counts it no longer, though it is booked whenever it comes.
"""

from contextlib import AbstractAsyncContextManager
from functools import partial
from itertools import product

from sqlalchemy import Connection

from server.books import Books, writing
from server.clock import Clock
from server.database import Database
from server.feed import service as feed
from server.jobs import repeating
from server.ledger import holders, leases
from server.ledger.giving_up import WAITED_FOR_MS
from server.ledger.granting import RECLAIM_AFTER_MS, Return, forfeited, take_back
from server.ledger.leases import HeldLease, LeaseEnd
from server.ledger.service import held_card
from server.tenants.service import lock_tenant, tenants
from shared.domain.ids import TenantId

RECLAIM_EVERY_SECONDS = 60
RECLAIM_SLICE = 50
"""So many leases are taken back in one unit of work."""


def reclaiming(database: Database, clock: Clock) -> AbstractAsyncContextManager[None]:
    """While this lasts, silent devices lose their timed leases."""

    async def look() -> None:
        await reclaim_everywhere(database, now_ms=clock.now_ms())

    return repeating(look, every_seconds=RECLAIM_EVERY_SECONDS, name="reclaim leases")


async def reclaim_everywhere(database: Database, *, now_ms: int) -> int:
    """How many leases were taken back or forgotten, tenant by tenant, slice by slice."""
    everybody = await database.read(lambda conn: [each.tenant_id for each in tenants(conn)])
    total = 0
    for tenant_id, work in product(everybody, (reclaim_slice, forget_slice)):
        done = RECLAIM_SLICE
        while done == RECLAIM_SLICE:
            done = await database.write(partial(work, tenant_id=tenant_id, now_ms=now_ms))
            total += done
    return total


def reclaim_slice(conn: Connection, tenant_id: TenantId, *, now_ms: int) -> int:
    """How many leases were taken back, at most a slice of them."""
    lock_tenant(conn, tenant_id)
    with writing(conn) as books:
        due = _due(books, tenant_id, now_ms=now_ms)
        why = Return(LeaseEnd.RECLAIMED, at_ms=now_ms, effective_at_ms=now_ms)
        for lease in due:
            card = held_card(books, tenant_id, lease.new.card_id)
            take_back(books, tenant_id, lease, card=card, why=why)
        if due:
            feed.tell(books, tenant_id, kind="tenant", entity_id=tenant_id)
    return len(due)


def forget_slice(conn: Connection, tenant_id: TenantId, *, now_ms: int) -> int:
    """How many leases, taken back long ago, are waited for no longer, at most a slice of them."""
    lock_tenant(conn, tenant_id)
    with writing(conn) as books:
        found = leases.taken_back_before(
            conn, tenant_id, moment_ms=now_ms - WAITED_FOR_MS, limit=RECLAIM_SLICE
        )
        forgotten = leases.named(books, tenant_id, found)
        leases.end(books, tenant_id, forgotten, how=LeaseEnd.FORGOTTEN)
        if forgotten:
            feed.tell(books, tenant_id, kind="tenant", entity_id=tenant_id)
    return len(forgotten)


def _due(books: Books, tenant_id: TenantId, *, now_ms: int) -> list[HeldLease]:
    silent = books.once(
        holders.silent, tenant_id, since_ms=now_ms - RECLAIM_AFTER_MS, limit=RECLAIM_SLICE
    )
    held = [each for device_id in silent for each in leases.of_device(books, tenant_id, device_id)]
    return list(forfeited(books, tenant_id, held[:RECLAIM_SLICE], now_ms=now_ms))
