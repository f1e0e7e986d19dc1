"""Quarantine: what an older server did not understand is decided after its upgrade (design §5)."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from sqlalchemy import Connection

from server.chance import Chance
from server.database import Database
from server.ledger.incoming import understood
from server.ledger.operations import Stored, quarantined
from server.ledger.runs import book_again
from server.scope import enter_tenant
from server.tenants.service import lock_tenant, tenants
from shared.domain.ids import TenantId

AT_ONCE: Final = 500
"""So many are decided in one transaction: a start that is cut short goes on from there."""


async def release_quarantined(database: Database, *, now_ms: int, chance: Chance) -> None:
    """Decides what this version of the server can decide, tenant by tenant; at its start."""
    for owner in await database.read(tenants):
        waiting = await database.read(partial(_waiting, tenant_id=owner.tenant_id))
        for start in range(0, len(waiting), AT_ONCE):
            some = waiting[start : start + AT_ONCE]
            await database.write(partial(_decide, some=some, at_ms=now_ms, chance=chance))


def _waiting(conn: Connection, tenant_id: TenantId) -> tuple[Stored, ...]:
    """What nobody understands yet is not even tried: a till may send any number of it."""
    enter_tenant(conn, tenant_id)
    return tuple(each for each in quarantined(conn, tenant_id) if understood(each.incoming.body))


def _decide(conn: Connection, some: Sequence[Stored], *, at_ms: int, chance: Chance) -> None:
    lock_tenant(conn, some[0].incoming.tenant_id)
    for each in some:
        book_again(conn, each, at_ms=at_ms, chance=chance)
