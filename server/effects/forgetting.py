"""Forgetting what was delivered long ago, a slice at a time, so that nobody waits long behind it.

What was not delivered is kept for ever, and so is how far a company's effects may be forgotten:
verification misses nothing booked after that moment. An operation's sticky outcome, not its effect,
is what makes its second time none (S16).
"""

from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from functools import partial
from typing import Final

from sqlalchemy import Connection, delete, select, tuple_, update

from server.clock import Clock
from server.database import Database, table_of
from server.effects.service import tenants_with_webhook
from server.effects.tables import EffectRow, WebhookRow
from server.jobs import repeating
from server.tenants.service import lock_tenant
from server.witness import witness
from shared.domain.ids import TenantId

KEPT_FOR: Final = timedelta(days=30)
"""So long a company may ask what it was told."""
STEP: Final = timedelta(days=1)
"""How far the moment moves at a time; and how far back the server's clock may have been put."""
SLICE: Final = 500
LOOK_EVERY_SECONDS: Final = 60 * 60.0
_MILLI = timedelta(milliseconds=1)
_WEBHOOK = table_of(WebhookRow)
_EFFECT = table_of(EffectRow)


def forgetting(database: Database, clock: Clock) -> AbstractAsyncContextManager[None]:
    """While this lasts, effects that were delivered long ago are forgotten."""

    async def look() -> None:
        await forget_everywhere(database, now_ms=clock.now_ms())

    return repeating(look, every_seconds=LOOK_EVERY_SECONDS, name="forget effects")


async def forget_everywhere(database: Database, *, now_ms: int, at_once: int = SLICE) -> int:
    """How many effects were forgotten, tenant by tenant, ``at_once`` in a unit of work."""
    total = 0
    for tenant_id in await database.read(tenants_with_webhook):
        forget = partial(_forget_slice, tenant_id=tenant_id, now_ms=now_ms, limit=at_once)
        gone = at_once
        while gone == at_once:
            gone = await database.write(forget)
            total += gone
    return total


def _forget_slice(conn: Connection, tenant_id: TenantId, *, now_ms: int, limit: int) -> int:
    lock_tenant(conn, tenant_id)
    before_ms = _moved(conn, tenant_id, to_ms=now_ms - KEPT_FOR // _MILLI)
    key = tuple_(_EFFECT.c.operation_id, _EFFECT.c.kind)
    old = (
        select(_EFFECT.c.operation_id, _EFFECT.c.kind)
        .where(
            _EFFECT.c.tenant_id == tenant_id,
            _EFFECT.c.delivered_at_ms < before_ms - STEP // _MILLI,
        )
        .limit(limit)
    )
    gone = delete(_EFFECT).where(_EFFECT.c.tenant_id == tenant_id, key.in_(old))
    return conn.execute(gone).rowcount


def _moved(conn: Connection, tenant_id: TenantId, *, to_ms: int) -> int:
    """Before which moment may be forgotten; it moves by a day at least, for it is witnessed."""
    mine = _WEBHOOK.c.tenant_id == tenant_id
    before_ms: int | None = conn.execute(
        select(_WEBHOOK.c.forgotten_to_ms).where(mine)
    ).scalar_one_or_none()
    if before_ms is None:
        return 0
    if to_ms - before_ms < STEP // _MILLI:
        return before_ms
    conn.execute(update(_WEBHOOK).where(mine).values(forgotten_to_ms=to_ms))
    witness(conn, tenant_id, _WEBHOOK)
    return to_ms
