"""``export``: every operation and what became of it, to compare paper with the books."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from server.database import table_of
from server.guests.cards import cards
from server.ledger.tables import OperationRow
from server.tenants.service import walk_tenants
from shared.domain.ids import CardId, TenantId, card_id_of
from shared.sync.messages import Outcome

ROWS_AT_ONCE = 1_000

_OPERATION = table_of(OperationRow)
_IN_ORDER = (
    select(_OPERATION)
    .where(_OPERATION.c.tenant_id == bindparam("tenant_id"))
    .order_by(_OPERATION.c.device_id, _OPERATION.c.epoch, _OPERATION.c.seq)
    .execution_options(yield_per=ROWS_AT_ONCE)
)


def export(conn: Connection) -> Iterator[dict[str, Any]]:
    """JSON values of one operation after another, tenant by tenant, in the order of their chains.

    No personal data: a registration comes with the card's token and display code.
    """
    for tenant in walk_tenants(conn):
        for row in conn.execute(_IN_ORDER, {"tenant_id": tenant.tenant_id}):
            yield _exported(row) | {"card": _card(conn, row)}


def _exported(row: Row[Any]) -> dict[str, Any]:
    outcome = Outcome.model_validate_json(row.outcome)
    return {
        "tenant_id": row.tenant_id,
        "restaurant_id": row.restaurant_id,
        "device_id": row.device_id,
        "epoch": row.epoch,
        "seq": row.seq,
        "operation_id": row.operation_id,
        "hash": row.link,
        "kind": row.kind,
        "guest_id": row.guest_id,
        "shift_id": row.shift_id,
        "received_at_ms": row.received_at_ms,
        "effective_at_ms": row.effective_at_ms,
        "status": row.status,
        "code": row.code,
        "data": outcome.data,
        "notes": list(outcome.notes),
        "effect": outcome.effect.model_dump(mode="json") if outcome.effect else None,
        "cancelled_by": row.cancelled_by,
    }


def _card(conn: Connection, row: Row[Any]) -> dict[str, Any] | None:
    """The card a registration handed out."""
    if row.kind != "registration":
        return None
    card_id: CardId = card_id_of(row.guest_id)
    found = cards(conn, TenantId(row.tenant_id), [card_id])
    return {"token": found[0].token, "display_code": found[0].display_code} if found else None
