"""A tenant's cards that hold points, page by page: for work that looks at all of them."""

from sqlalchemy import Connection, literal_column, select

from server.database import table_of
from server.ledger.service import cards_with_lots
from server.ledger.tables import LotRow
from shared.domain.card import Card
from shared.domain.ids import CardId, TenantId

_LOT = table_of(LotRow)
_HOLDS_POINTS = _LOT.c.points_left > literal_column("0")
"""Spelt out, as the index on a card's lots spells it."""


def cards_holding_points(
    conn: Connection, tenant_id: TenantId, *, after: str, limit: int
) -> tuple[Card, ...]:
    """At most ``limit`` cards beyond the id ``after``, with their lots, in the order of their ids.

    What devices hold of them is in the lots too.
    """
    query = (
        select(_LOT.c.card_id)
        .distinct()
        .where(_LOT.c.tenant_id == tenant_id, _LOT.c.card_id > after, _HOLDS_POINTS)
        .order_by(_LOT.c.card_id)
        .limit(limit)
    )
    card_ids = [CardId(each) for each in conn.execute(query).scalars()]
    found = cards_with_lots(conn, tenant_id, card_ids)
    return tuple(sorted(found, key=lambda card: card.card_id))
