"""Effects as their rows say, sound or not: for ``verify`` only."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from server.database import table_of
from server.effects.tables import EffectRow, WebhookRow
from shared.domain.ids import TenantId


@dataclass(frozen=True, slots=True)
class Since:
    """Where the effects begin that must be there."""

    decision: int
    """After this one of the tenant's decisions."""
    transaction: int
    """And after this one of its transactions, where the house acted by itself."""
    forgotten_to_ms: int
    """And booked at this moment or later."""


_EFFECT = table_of(EffectRow)
_WEBHOOK = table_of(WebhookRow)


def stored_effects(
    conn: Connection, tenant_id: TenantId, *, kinds: Collection[str]
) -> Iterator[Row[Any]]:
    """Every effect of these kinds, in order of the operations."""
    return iter(
        conn.execute(
            select(_EFFECT)
            .where(_EFFECT.c.tenant_id == tenant_id, _EFFECT.c.kind.in_(kinds))
            .order_by(_EFFECT.c.operation_id, _EFFECT.c.kind)
            .execution_options(yield_per=1_000)
        )
    )


def kinds_of_effects(conn: Connection, tenant_id: TenantId) -> frozenset[str]:
    """The kinds that there are."""
    kinds = select(_EFFECT.c.kind).where(_EFFECT.c.tenant_id == tenant_id).distinct()
    return frozenset(conn.execute(kinds).scalars())


def told_since(conn: Connection, tenant_id: TenantId) -> Since | None:
    """Which bookings the tenant is owed an effect of; None: none."""
    query = select(
        _WEBHOOK.c.since_decision, _WEBHOOK.c.since_transaction, _WEBHOOK.c.forgotten_to_ms
    )
    row = conn.execute(query.where(_WEBHOOK.c.tenant_id == tenant_id)).one_or_none()
    return None if row is None else Since(*row)
