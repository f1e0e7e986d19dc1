"""Effects as their rows say, sound or not: for ``verify`` only."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from server.database import table_of
from server.effects.tables import EffectRow, WebhookRow
from server.prepared import Fields, ask, ask_one, stream
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
_IN_ORDER = (
    select(_EFFECT)
    .where(_EFFECT.c.tenant_id == bindparam("tenant_id"), _EFFECT.c.kind == bindparam("kind"))
    .order_by(_EFFECT.c.operation_id)
)
_KINDS = select(_EFFECT.c.kind).where(_EFFECT.c.tenant_id == bindparam("tenant_id")).distinct()
_SINCE = select(
    _WEBHOOK.c.since_decision, _WEBHOOK.c.since_transaction, _WEBHOOK.c.forgotten_to_ms
).where(_WEBHOOK.c.tenant_id == bindparam("tenant_id"))


def stored_effects(conn: Connection, tenant_id: TenantId, *, kind: str) -> Iterator[Fields]:
    """Every effect of that kind, in order of the operations."""
    return stream(conn, _IN_ORDER, tenant_id=tenant_id, kind=kind)


def kinds_of_effects(conn: Connection, tenant_id: TenantId) -> frozenset[str]:
    """The kinds that there are."""
    return frozenset(kind for (kind,) in ask(conn, _KINDS, tenant_id=tenant_id))


def told_since(conn: Connection, tenant_id: TenantId) -> Since | None:
    """Which bookings the tenant is owed an effect of; None: none."""
    row = ask_one(conn, _SINCE, tenant_id=tenant_id)
    return None if row is None else Since(*row)
