"""Effects of transfers on the receiver's side: told once, and just what was booked (S16)."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from pydantic import BaseModel, ValidationError
from sqlalchemy import Connection, Row, Select, func, select

from server.database import table_of
from server.effects.service import told_text
from server.effects.stored import stored_effects, told_since
from server.guests.stored import stored_cards_of_restaurants, stored_guests
from server.ledger.house_acts import ActTold
from server.ledger.incoming import RECEIVED_EFFECT
from server.ledger.tables import LotRow, LotUseRow, OperationRow, TransactionRow
from server.ledger.verification.outcomes import ROWS_AT_ONCE
from shared.domain.ids import OperationId, TenantId
from shared.domain.ledger import EntryKind
from shared.domain.points import PointsKind

_OPERATION = table_of(OperationRow)
_TRANSACTION = table_of(TransactionRow)
_LOT = table_of(LotRow)
_USE = table_of(LotUseRow)


class _Transfer(BaseModel):
    """What a transfer keeps of its other side."""

    to_card_id: str


def check_received(conn: Connection, tenant_id: TenantId) -> Iterator[str]:
    """What does not fit between the tenant's transfers and what it is told of who got them."""
    since = told_since(conn, tenant_id)
    if since is None:
        return  # a foreign key keeps no effect of who has no webhook
    cards = (*stored_guests(conn, tenant_id), *stored_cards_of_restaurants(conn, tenant_id))
    guests = {row.card_id: row.guest_id for row in cards}
    rows = stored_effects(conn, tenant_id, kind=RECEIVED_EFFECT)
    told = {row.operation_id: row.told for row in rows}
    for row, points in _transfers(conn, tenant_id):
        name = f"transaction {row.transaction_seq}"
        found = told.pop(row.original_id, None)
        must_be = row.transaction_seq > since.transaction
        if found is None and must_be and row.posted_at_ms >= since.forgotten_to_ms:
            yield f"{name}: nobody is told who got its points (S16)"
        elif found is not None and found != _text(tenant_id, row, points=points, guests=guests):
            yield f"{name}: who got its points is told something else (S16)"
    yield from (f"effect {operation_id}: no transfer owes it (S16)" for operation_id in told)


def _transfers(conn: Connection, tenant_id: TenantId) -> Iterator[tuple[Row[Any], dict[str, int]]]:
    """The transfers, each with the points of both kinds that were born for the receiver."""
    born: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for seq, kind, points in conn.execute(_born(tenant_id)):
        born[seq][kind] = int(points)
    of_operation = (_OPERATION.c.tenant_id == _TRANSACTION.c.tenant_id) & (
        _OPERATION.c.operation_id == _TRANSACTION.c.operation_id
    )
    rows = conn.execute(
        select(_TRANSACTION, _OPERATION.c.original_id)
        .join(_OPERATION, of_operation)
        .where(
            _TRANSACTION.c.tenant_id == tenant_id,
            _TRANSACTION.c.kind == EntryKind.TRANSFER_OUT.value,
        )
        .order_by(_TRANSACTION.c.transaction_seq)
        .execution_options(yield_per=ROWS_AT_ONCE)
    )
    for row in rows:
        yield row, born[row.transaction_seq]


def _born(tenant_id: TenantId) -> Select[Any]:
    same_lot = (_LOT.c.tenant_id == _USE.c.tenant_id) & (_LOT.c.lot_id == _USE.c.lot_id)
    same_transaction = (_TRANSACTION.c.tenant_id == _USE.c.tenant_id) & (
        _TRANSACTION.c.transaction_seq == _USE.c.transaction_seq
    )
    return (
        select(_USE.c.transaction_seq, _LOT.c.kind, func.sum(_USE.c.points))
        .select_from(_TRANSACTION)
        .join(_USE, same_transaction)
        .join(_LOT, same_lot)
        .where(
            _TRANSACTION.c.tenant_id == tenant_id,
            _TRANSACTION.c.kind == EntryKind.TRANSFER_OUT.value,
            _LOT.c.transaction_seq == _TRANSACTION.c.transaction_seq,
        )
        .group_by(_USE.c.transaction_seq, _LOT.c.kind)
    )


def _text(
    tenant_id: TenantId, row: Row[Any], *, points: dict[str, int], guests: dict[str, str]
) -> str | None:
    try:
        card_id = _Transfer.model_validate_json(row.snapshot).to_card_id
    except ValidationError:
        return None
    original_id = OperationId(row.original_id)
    told = ActTold(
        operation_id=original_id,
        guest_id=guests.get(card_id) or "",
        card_id=card_id,
        regular=points.get(PointsKind.REGULAR.value, 0),
        promo=points.get(PointsKind.PROMO.value, 0),
        transaction_seq=row.transaction_seq,
        at_ms=row.posted_at_ms,
    )
    return told_text(tenant_id, original_id, kind=RECEIVED_EFFECT, facts=asdict(told))
