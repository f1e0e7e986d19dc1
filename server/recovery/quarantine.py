"""Quarantine: what an older server did not understand is decided after its upgrade (design §5)."""

from sqlalchemy import Connection

from server.chance import Chance
from server.database import Database
from server.ledger.operations import quarantined
from server.ledger.runs import book_again
from server.tenants.service import lock_tenant, tenants
from shared.domain.ids import TenantId


async def release_quarantined(database: Database, *, now_ms: int, chance: Chance) -> None:
    """Decides what this version of the server can decide, tenant by tenant; at its start."""
    for owner in await database.read(tenants):

        def release(conn: Connection, of: TenantId = owner.tenant_id) -> None:
            lock_tenant(conn, of)
            for each in quarantined(conn, of):
                book_again(conn, each, at_ms=now_ms, chance=chance)

        await database.write(release)
