"""Effects as their rows say, sound or not: for ``verify`` only."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Row, select

from server.database import table_of
from server.effects.tables import EffectRow, WebhookRow
from shared.domain.ids import TenantId

_EFFECT = table_of(EffectRow)
_WEBHOOK = table_of(WebhookRow)


def stored_effects(conn: Connection, tenant_id: TenantId) -> Iterator[Row[Any]]:
    """Every effect, in order of the operations."""
    return iter(
        conn.execute(
            select(_EFFECT)
            .where(_EFFECT.c.tenant_id == tenant_id)
            .order_by(_EFFECT.c.operation_id, _EFFECT.c.kind)
            .execution_options(yield_per=1_000)
        )
    )


def told_since(conn: Connection, tenant_id: TenantId) -> int | None:
    """After which decision the tenant is told of bookings; None: of none."""
    query = select(_WEBHOOK.c.since_decision).where(_WEBHOOK.c.tenant_id == tenant_id)
    return conn.execute(query).scalar_one_or_none()
