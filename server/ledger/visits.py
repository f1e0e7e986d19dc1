"""Visits: when a guest bought what for how much, a row for each earn or discount (LED-07)."""

from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from server.books import Books
from server.database import table_of
from server.ledger.incoming import Act
from server.ledger.tables import VisitRow
from server.shelves import rows_of
from shared.domain.ids import CardId, OperationId, RestaurantId, TenantId

_VISIT = table_of(VisitRow)
_VISITS = rows_of(_VISIT)
VISITS_LOOKED_AT = 4
"""For each guest looked for: the rows of a busy week need not be read."""


def add(books: Books, act: Act, *, card_id: CardId, amount_minor: int) -> None:
    """Writes the visit of a booked earn or discount."""
    visit = {
        "tenant_id": act.tenant_id,
        "operation_id": act.operation_id,
        "card_id": card_id,
        "restaurant_id": act.incoming.restaurant_id,
        "amount_minor": amount_minor,
        "visited_at_ms": act.effective_at_ms,
        "cancelled_by": None,
    }
    books.put(_VISITS, (act.tenant_id, act.operation_id), visit)


def cancel(books: Books, act: Act, *, operation_id: OperationId) -> None:
    """Marks the visit of what was cancelled; it stays on record."""
    key = (act.tenant_id, operation_id)
    visit = books.get(_VISITS, key)
    assert visit is not None, "who earned or had something off was there"
    books.put(_VISITS, key, {**visit, "cancelled_by": act.operation_id})


def last_visitors(
    conn: Connection, tenant_id: TenantId, restaurant_id: RestaurantId, *, limit: int
) -> Sequence[CardId]:
    """The cards seen last in the restaurant, at most ``limit`` of them, the last one first.

    Looks at no more than the last few visits of each: who comes often leaves room for fewer.
    """
    visits = (
        select(_VISIT.c.card_id, _VISIT.c.visited_at_ms)
        .where(
            _VISIT.c.tenant_id == tenant_id,
            _VISIT.c.restaurant_id == restaurant_id,
            _VISIT.c.cancelled_by.is_(None),
        )
        .order_by(_VISIT.c.visited_at_ms.desc(), _VISIT.c.operation_id)
        .limit(limit * VISITS_LOOKED_AT)
        .subquery()
    )
    last = func.max(visits.c.visited_at_ms)
    rows = conn.execute(
        select(visits.c.card_id)
        .group_by(visits.c.card_id)
        .order_by(last.desc(), visits.c.card_id)
        .limit(limit)
    )
    return [CardId(row.card_id) for row in rows]
