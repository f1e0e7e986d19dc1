"""Lots between the domain and their rows."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, or_, select, update

from server.database import table_of
from server.ledger.tables import LotRow, LotUseRow
from shared.domain.ids import CardId, LotId, TenantId
from shared.domain.lots import Lot, LotUse
from shared.domain.points import PointsKind
from shared.operations.encode import from_millis, to_millis

_LOT = table_of(LotRow)
_USE = table_of(LotUseRow)
_OF_CARD = (
    select(_LOT)
    .where(
        _LOT.c.tenant_id == bindparam("tenant_id"),
        _LOT.c.card_id == bindparam("card_id"),
        or_(_LOT.c.points_left > 0, _LOT.c.lot_id.in_(bindparam("also", expanding=True))),
    )
    .order_by(_LOT.c.lot_id)
)
_INSERT_LOTS = insert(_LOT)
_INSERT_USES = insert(_USE)
_UPDATE_LEFT = (
    update(_LOT)
    .where(_LOT.c.tenant_id == bindparam("of_tenant"), _LOT.c.lot_id == bindparam("of_lot"))
    .values(points_left=bindparam("left_after"))
)


def lots_of_card(
    conn: Connection, tenant_id: TenantId, card_id: CardId, *, also: Sequence[LotId] = ()
) -> tuple[Lot, ...]:
    """The card's lots that hold points, and those named in ``also`` even when empty."""
    parameters = {"tenant_id": tenant_id, "card_id": card_id, "also": also}
    return tuple(_lot_of(row) for row in conn.execute(_OF_CARD, parameters))


def lots_of_cards(
    conn: Connection, tenant_id: TenantId, card_ids: Sequence[CardId]
) -> dict[CardId, tuple[Lot, ...]]:
    """The lots that hold points, by card; a card without any is left out."""
    rows = conn.execute(
        select(_LOT)
        .where(_LOT.c.tenant_id == tenant_id, _LOT.c.card_id.in_(card_ids), _LOT.c.points_left > 0)
        .order_by(_LOT.c.card_id, _LOT.c.lot_id)
    )
    by_card = groupby(rows, key=lambda row: CardId(row.card_id))
    return {card_id: tuple(_lot_of(row) for row in group) for card_id, group in by_card}


def uses_of_transaction(
    conn: Connection, tenant_id: TenantId, transaction_seq: int
) -> tuple[LotUse, ...]:
    """What the transaction gave to and took from lots, in the order it did."""
    rows = conn.execute(
        select(_USE.c.lot_id, _USE.c.points, _LOT.c.kind)
        .join(_LOT, (_LOT.c.tenant_id == _USE.c.tenant_id) & (_LOT.c.lot_id == _USE.c.lot_id))
        .where(_USE.c.tenant_id == tenant_id, _USE.c.transaction_seq == transaction_seq)
        .order_by(_USE.c.line)
    )
    return tuple(LotUse(LotId(row.lot_id), PointsKind(row.kind), row.points) for row in rows)


def add_lots(
    conn: Connection,
    tenant_id: TenantId,
    card_id: CardId,
    *,
    transaction_seq: int,
    born: Sequence[Lot],
) -> None:
    """Writes the lots ``born`` in the transaction, with what is left in them after it."""
    if born:
        of = {"tenant_id": tenant_id, "card_id": card_id, "transaction_seq": transaction_seq}
        conn.execute(_INSERT_LOTS, [of | _columns(lot) for lot in born])


def update_lots(conn: Connection, tenant_id: TenantId, changed: Sequence[Lot]) -> None:
    """Writes what is left in lots that were there before."""
    if changed:
        conn.execute(
            _UPDATE_LEFT,
            [
                {"of_tenant": tenant_id, "of_lot": lot.lot_id, "left_after": lot.left}
                for lot in changed
            ],
        )


def add_uses(
    conn: Connection, tenant_id: TenantId, *, transaction_seq: int, uses: Sequence[LotUse]
) -> None:
    """Writes the uses of the transaction in their order."""
    if uses:
        of = {"tenant_id": tenant_id, "transaction_seq": transaction_seq}
        conn.execute(
            _INSERT_USES,
            [
                of | {"line": line, "lot_id": use.lot_id, "points": use.points}
                for line, use in enumerate(uses)
            ],
        )


def _columns(lot: Lot) -> dict[str, Any]:
    return {
        "lot_id": lot.lot_id,
        "kind": lot.kind.value,
        "effective_at_ms": to_millis(lot.effective_at),
        "expires_at_ms": to_millis(lot.expires_at) if lot.expires_at else None,
        "points_left": lot.left,
    }


def _lot_of(row: Row[Any]) -> Lot:
    expires = row.expires_at_ms
    return Lot(
        lot_id=LotId(row.lot_id),
        kind=PointsKind(row.kind),
        left=row.points_left,
        effective_at=from_millis(row.effective_at_ms),
        expires_at=from_millis(expires) if expires is not None else None,
    )
