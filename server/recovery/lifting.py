"""The fence comes down although nobody announces any more (design §9).

The last till that was waited for may be shut out after all the others have told everything: by a
manager at a till, or by the operator. So the server looks by itself. Not before any till has told
everything: a backup without tills knows of none that may call.
"""

from contextlib import AbstractAsyncContextManager
from functools import partial

from sqlalchemy import Connection

from server.chance import Chance
from server.clock import Clock
from server.database import Database
from server.devices.recovery import has_any_replayed
from server.jobs import repeating
from server.recovery.fence import lift_if_all_called
from server.tenants.service import lock_tenant, tenant, tenants
from shared.domain.ids import TenantId

LOOK_EVERY_SECONDS = 30


def lifting_fences(
    database: Database, *, clock: Clock, chance: Chance
) -> AbstractAsyncContextManager[None]:
    """While this lasts, fences come down that nobody is waited for behind."""

    async def look() -> None:
        fenced = await database.read(
            lambda conn: [each.tenant_id for each in tenants(conn) if each.is_fenced]
        )
        for tenant_id in fenced:
            work = partial(is_lifted, now_ms=clock.now_ms(), chance=chance)
            await database.write(partial(work, tenant_id=tenant_id))

    return repeating(look, every_seconds=LOOK_EVERY_SECONDS, name="lift fences")


def is_lifted(conn: Connection, tenant_id: TenantId, *, now_ms: int, chance: Chance) -> bool:
    """Whether the tenant's fence is down, now or already."""
    lock_tenant(conn, tenant_id)
    owner = tenant(conn, tenant_id)
    if owner.is_fenced and not has_any_replayed(conn, tenant_id, server_epoch=owner.server_epoch):
        return False
    return lift_if_all_called(conn, owner, now_ms=now_ms, chance=chance)
