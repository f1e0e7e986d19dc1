"""Debts of a restore that nobody brings: in the end the house pays them (design §9).

What no till has brought in five weeks none will: the guest had his goods, so it is the house's
loss. Not behind a fence: there nobody has been given up yet.
"""

from contextlib import AbstractAsyncContextManager
from functools import partial

from sqlalchemy import Connection

from server.audit import SYSTEM, Action, Activity, record
from server.books import writing
from server.clock import Clock
from server.database import Database
from server.jobs import repeating
from server.ledger.giving_up import WAITED_FOR_MS
from server.ledger.suspense import owing_since_ms, write_off
from server.tenants.service import lock_tenant, tenant, tenants
from shared.domain.ids import TenantId

LOOK_EVERY_SECONDS = 60 * 60


def paying_debts(database: Database, clock: Clock) -> AbstractAsyncContextManager[None]:
    """While this lasts, the house pays what nobody has brought for too long."""

    async def look() -> None:
        await pay_everywhere(database, now_ms=clock.now_ms())

    return repeating(look, every_seconds=LOOK_EVERY_SECONDS, name="pay debts of a restore")


async def pay_everywhere(database: Database, *, now_ms: int) -> int:
    """How many points the house paid, of all tenants."""
    everybody = await database.read(lambda conn: [each.tenant_id for each in tenants(conn)])
    return sum(
        [
            await database.write(partial(pay_old_debts, tenant_id=tenant_id, now_ms=now_ms))
            for tenant_id in everybody
        ]
    )


def pay_old_debts(conn: Connection, tenant_id: TenantId, *, now_ms: int) -> int:
    """How many points the house paid for cards that have owed them for too long."""
    lock_tenant(conn, tenant_id)
    if tenant(conn, tenant_id).is_fenced:
        return 0
    owing = owing_since_ms(conn, tenant_id)
    due = [each for each, since_ms in owing.items() if since_ms + WAITED_FOR_MS <= now_ms]
    with writing(conn) as books:
        loss = write_off(books, tenant_id, due, now_ms=now_ms)
    if loss:
        details = {"house_loss": loss, "cards": len(due)}
        paid = Activity(
            Action.DEBTS_PAID, "tenant", tenant_id, SYSTEM, at_ms=now_ms, details=details
        )
        record(conn, tenant_id, paid)
    return loss
