"""Where every point of a card came from: what support tells a guest who asks (LED-12).

Each lot with points left, in the order in which they will be spent: the booking it was born in,
with the check, the rule version, the steps and the people of it; the cards it lay on since; and, of
points that another guest gave, the lot they were taken from, back to the first. Reads the books as
they were written; must not know why anything was booked so.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from server.books import Books
from server.database import table_of
from server.devices import service as devices
from server.ledger.service import cards_of_person
from server.ledger.tables import (
    LotMoveRow,
    LotRow,
    LotUseRow,
    OperationRow,
    TransactionRow,
)
from server.restaurants import service as restaurants
from server.staff import service as staff
from shared.domain.card import Card
from shared.domain.ids import DeviceId, LotId, RestaurantId, StaffId, TenantId, is_uuid_text
from shared.domain.lots import Lot, spending_order
from shared.operations.chain import short_hash
from shared.operations.encode import from_millis

_LOT, _USE, _MOVE = table_of(LotRow), table_of(LotUseRow), table_of(LotMoveRow)
_TRANSACTION, _OPERATION = table_of(TransactionRow), table_of(OperationRow)
_LOT_NAMED = select(_LOT).where(
    _LOT.c.tenant_id == bindparam("tenant_id"), _LOT.c.lot_id == bindparam("lot_id")
)
_BIRTH = select(_TRANSACTION).where(
    _TRANSACTION.c.tenant_id == bindparam("tenant_id"),
    _TRANSACTION.c.transaction_seq == bindparam("transaction_seq"),
)
_GIVEN = select(_USE.c.points).where(
    _USE.c.tenant_id == bindparam("tenant_id"),
    _USE.c.transaction_seq == bindparam("transaction_seq"),
    _USE.c.lot_id == bindparam("lot_id"),
    _USE.c.points > 0,
)
_MOVES = (
    select(_MOVE, _TRANSACTION.c.kind, _TRANSACTION.c.staff_id, _TRANSACTION.c.posted_at_ms)
    .join(
        _TRANSACTION,
        (_TRANSACTION.c.tenant_id == _MOVE.c.tenant_id)
        & (_TRANSACTION.c.transaction_seq == _MOVE.c.transaction_seq),
    )
    .where(
        _MOVE.c.tenant_id == bindparam("tenant_id"),
        _MOVE.c.lot_id.in_(bindparam("lot_ids", expanding=True)),
    )
    .order_by(_MOVE.c.transaction_seq, _MOVE.c.line)
)
_DONE = select(_OPERATION).where(
    _OPERATION.c.tenant_id == bindparam("tenant_id"),
    _OPERATION.c.operation_id == bindparam("operation_id"),
)
_EXPLAINS = ("programme", "steps", "reason", "act", "granted", "points")
"""What of a booking's snapshot says why it was booked."""


def explain_balance(conn: Connection, tenant_id: TenantId, card: Card) -> dict[str, Any]:
    """The balance of whoever has ``card`` after every merge, as JSON values, lot by lot.

    The card of a restaurant is explained alone while it counts; else all that the guest has, each
    lot with the card it lies on.
    """
    cards = cards_of_person(Books(conn), tenant_id, card.guest_id)
    named = [each for each in cards if each.card_id == card.card_id and each.restaurant_id]
    held = named or list(cards)
    lots = [(lot, each) for each in held for lot in sorted(each.lots, key=spending_order)]
    return {
        "card_id": held[0].card_id,
        "guest_id": held[0].guest_id,
        "restaurant_id": held[0].restaurant_id,
        "status": held[0].status.value,
        "points": sum(lot.left for lot, _ in lots),
        "lots": [{"card_id": each.card_id, **lot_told(conn, tenant_id, lot)} for lot, each in lots],
    }


def lot_told(conn: Connection, tenant_id: TenantId, lot: Lot) -> dict[str, Any]:
    """One lot, what is left in it and its history, as JSON values."""
    history = list(_history(conn, tenant_id, lot.lot_id))
    born, *before = history
    return {
        "lot_id": lot.lot_id,
        "kind": lot.kind.value,
        "left": lot.left,
        "effective_at": lot.effective_at.isoformat(),
        "expires_at": lot.expires_at.isoformat() if lot.expires_at else None,
        **born,
        "taken_from": before,
        "moved": _moves(conn, tenant_id, [lot.lot_id, *(each["lot_id"] for each in before)]),
    }


def _history(conn: Connection, tenant_id: TenantId, lot_id: LotId) -> Iterator[dict[str, Any]]:
    """The birth of the lot, then of the one that a gift was taken from, back to the first."""
    origin: str | None = lot_id
    while origin is not None:
        key = {"tenant_id": tenant_id, "lot_id": origin}
        row = conn.execute(_LOT_NAMED, key).one()
        birth = {"tenant_id": tenant_id, "transaction_seq": row.transaction_seq}
        booked = conn.execute(_BIRTH, birth).one()
        given = conn.execute(_GIVEN, birth | key).scalars().all()
        snapshot = json.loads(booked.snapshot)
        yield {
            "lot_id": origin,
            "given": sum(given),
            "booking": booking_told(conn, tenant_id, booked, snapshot=snapshot),
        }
        origin = snapshot.get("origins", {}).get(origin)


def booking_told(
    conn: Connection, tenant_id: TenantId, booked: Row[Any], *, snapshot: dict[str, Any]
) -> dict[str, Any]:
    """A booking of ``snapshot``: when, by whom, on which paper and why, as JSON values."""
    why = {name: snapshot[name] for name in _EXPLAINS if name in snapshot}
    return {
        "transaction_seq": booked.transaction_seq,
        "kind": booked.kind,
        "effective_at": _iso(booked.effective_at_ms),
        "posted_at": _iso(booked.posted_at_ms),
        "person": _person(conn, tenant_id, booked.staff_id),
        "approver": _person(conn, tenant_id, snapshot.get("approver_id")),
        "operation": _operation(conn, tenant_id, booked.operation_id),
        **why,
    }


def _operation(
    conn: Connection, tenant_id: TenantId, operation_id: str | None
) -> dict[str, Any] | None:
    """What a device did, and what its paper says of it; None where the house acted by itself."""
    if operation_id is None:
        return None
    row = conn.execute(_DONE, {"tenant_id": tenant_id, "operation_id": operation_id}).one()
    device = devices.device(conn, DeviceId(row.device_id))
    place = restaurants.restaurant(conn, tenant_id, RestaurantId(row.restaurant_id))
    return {
        "operation_id": operation_id,
        "kind": row.kind,
        "receipt": short_hash(bytes.fromhex(row.original_id.replace("-", ""))),
        "number": row.seq,
        "check": json.loads(row.body).get("check"),
        "device": {"device_id": row.device_id, "name": device.name if device else None},
        "restaurant": {"restaurant_id": row.restaurant_id, "name": place.name if place else None},
    }


def _person(conn: Connection, tenant_id: TenantId, staff_id: str | None) -> dict[str, Any] | None:
    """Who did it: a colleague by name; the house itself, or an operator, has none."""
    if staff_id is None:
        return None
    person = None
    if is_uuid_text(staff_id):
        person = staff.staff_member(conn, tenant_id, StaffId(staff_id))
    return {
        "staff_id": staff_id,
        "name": person.name if person else None,
        "role": person.role.value if person else None,
    }


def _moves(conn: Connection, tenant_id: TenantId, lot_ids: Sequence[str]) -> list[dict[str, Any]]:
    """Which cards the lot, or one it comes from, lay on before, the oldest first."""
    rows = conn.execute(_MOVES, {"tenant_id": tenant_id, "lot_ids": list(lot_ids)})
    return [
        {
            "lot_id": row.lot_id,
            "kind": row.kind,
            "from_card_id": row.from_card_id,
            "to_card_id": row.to_card_id,
            "at": _iso(row.posted_at_ms),
            "person": _person(conn, tenant_id, row.staff_id),
        }
        for row in rows.all()
    ]


def _iso(moment_ms: int) -> str:
    return from_millis(moment_ms).isoformat()
