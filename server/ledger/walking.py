"""A tenant's cards on which points are due, page by page: for work that looks at all of them.

An index knows by when which lots are due, so a night reads those and no others.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, CompoundSelect, Connection, literal_column, select, union

from server.database import table_of
from server.guests.cards import was_idle_since
from server.ledger.service import cards_with_lots
from server.ledger.tables import LotRow
from shared.domain.card import Card
from shared.domain.ids import CardId, TenantId
from shared.domain.points import PointsKind

_LOT = table_of(LotRow)
_HOLDS_POINTS = _LOT.c.points_left > literal_column("0")
"""Spelt out, as the index on a card's lots spells it."""


@dataclass(frozen=True, slots=True)
class DueBy:
    """Which points are looked for."""

    term_ms: int
    """Promo points whose term is over by then (LOY-18)."""
    idle_since_ms: int
    """Regular points that were there by then, of guests who were not since (LOY-17)."""


def cards_with_due(
    conn: Connection, tenant_id: TenantId, due: DueBy, *, after: str, limit: int
) -> tuple[Card, ...]:
    """At most ``limit`` cards beyond the id ``after``, with all their lots, in order of their ids.

    What devices hold of them is in the lots too.
    """
    page = due_cards(tenant_id, due).subquery()
    beyond = select(page.c.card_id).where(page.c.card_id > after)
    rows = conn.execute(beyond.order_by(page.c.card_id).limit(limit))
    found = cards_with_lots(conn, tenant_id, [CardId(each) for each in rows.scalars()])
    return tuple(sorted(found, key=lambda card: card.card_id))


def due_cards(tenant_id: TenantId, due: DueBy) -> CompoundSelect[tuple[str]]:
    """The ids of all of them, each once; in two halves, for the index has an order for each."""
    mine = select(_LOT.c.card_id).where(_LOT.c.tenant_id == tenant_id, _HOLDS_POINTS)
    return union(
        mine.where(_has_term_by(due.term_ms)), mine.where(_was_idle_since(due.idle_since_ms))
    )


def _has_term_by(at_ms: int) -> ColumnElement[bool]:
    return (_LOT.c.kind == PointsKind.PROMO.value) & (_LOT.c.expires_at_ms <= at_ms)


def _was_idle_since(at_ms: int) -> ColumnElement[bool]:
    return (
        (_LOT.c.kind == PointsKind.REGULAR.value)
        & _LOT.c.expires_at_ms.is_(None)
        & (_LOT.c.effective_at_ms <= at_ms)
        & was_idle_since(_LOT.c.tenant_id, _LOT.c.card_id, at_ms=at_ms)
    )
