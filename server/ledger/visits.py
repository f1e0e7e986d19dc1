"""Visits: when a guest bought what for how much, a row for each booked earn (LED-07)."""

from sqlalchemy import Connection, insert, update

from server.database import table_of
from server.ledger.incoming import Act
from server.ledger.tables import VisitRow
from shared.domain.ids import CardId, OperationId

_VISIT = table_of(VisitRow)
_INSERT = insert(_VISIT)


def add(conn: Connection, act: Act, *, card_id: CardId, amount_minor: int) -> None:
    """Writes the visit of a booked earn."""
    conn.execute(
        _INSERT,
        {
            "tenant_id": act.tenant_id,
            "operation_id": act.operation_id,
            "card_id": card_id,
            "restaurant_id": act.incoming.restaurant_id,
            "amount_minor": amount_minor,
            "visited_at_ms": act.effective_at_ms,
        },
    )


def cancel(conn: Connection, act: Act, *, earn_id: OperationId) -> None:
    """Marks the visit of a cancelled earn; it stays on record."""
    conn.execute(
        update(_VISIT)
        .where(_VISIT.c.tenant_id == act.tenant_id, _VISIT.c.operation_id == earn_id)
        .values(cancelled_by=act.operation_id)
    )
