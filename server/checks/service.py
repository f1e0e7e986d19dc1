"""Checks: which operation a bill has already had, so that none is booked twice (LED-20)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, RowMapping, bindparam, insert, select, update

from server.checks.tables import PosCheckRow
from server.database import table_of
from shared.domain.check import Check
from shared.domain.errors import CheckAlreadyBooked, FieldInvalid
from shared.domain.ids import CheckId, GuestId, OperationId, RestaurantId, TenantId

CASHIER = "CASHIER"
"""The POS system of checks typed at our own till."""

Slot = Literal["earn", "redeem"]

_CHECK = table_of(PosCheckRow)
_BY_ID = select(_CHECK).where(
    _CHECK.c.tenant_id == bindparam("tenant_id"),
    _CHECK.c.pos_system == CASHIER,
    _CHECK.c.pos_check_id == bindparam("check_id"),
)
_INSERT = insert(_CHECK)


@dataclass(frozen=True, slots=True)
class Claim:
    """An operation takes its place on a check."""

    check: Check
    guest_id: GuestId
    restaurant_id: RestaurantId
    slot: Slot
    operation_id: OperationId
    at_ms: int


def claim(conn: Connection, tenant_id: TenantId, wanted: Claim) -> None:
    """Books the check for the operation.

    Raises ``CheckAlreadyBooked`` when the place is taken, or the check is another guest's or of
    another amount (CSH-25: the points of a check go to one guest); ``FieldInvalid`` for a number
    nobody can read.
    """
    number = wanted.check.number
    if number is not None and not number.isprintable():
        raise FieldInvalid(field="check.number", reason="format")
    row = _row(conn, tenant_id, wanted.check.check_id)
    if row is None:
        conn.execute(_INSERT, _columns(tenant_id, wanted))
        return
    is_same = (row["guest_id"], row["amount_minor"]) == (wanted.guest_id, wanted.check.amount.minor)
    if not is_same or row[_column(wanted.slot)] is not None:
        raise CheckAlreadyBooked(check_id=wanted.check.check_id)
    _fill(conn, tenant_id, wanted.check.check_id, slot=wanted.slot, with_id=wanted.operation_id)


def release(
    conn: Connection,
    tenant_id: TenantId,
    check_id: CheckId,
    *,
    slot: Slot,
    operation_id: OperationId,
) -> None:
    """Frees the place of a cancelled operation, where it is that operation's."""
    row = _row(conn, tenant_id, check_id)
    if row is not None and row[_column(slot)] == operation_id:
        _fill(conn, tenant_id, check_id, slot=slot, with_id=None)


def booked_slots(conn: Connection, tenant_id: TenantId) -> Iterator[tuple[Slot, OperationId]]:
    """Every place taken on a check typed at a till, and the operation that took it."""
    rows = conn.execute(
        select(_CHECK.c.earn_operation_id, _CHECK.c.redeem_operation_id).where(
            _CHECK.c.tenant_id == tenant_id, _CHECK.c.pos_system == CASHIER
        )
    )
    for earn_id, redeem_id in rows:
        if earn_id is not None:
            yield "earn", OperationId(earn_id)
        if redeem_id is not None:
            yield "redeem", OperationId(redeem_id)


def _row(conn: Connection, tenant_id: TenantId, check_id: CheckId) -> RowMapping | None:
    found = conn.execute(_BY_ID, {"tenant_id": tenant_id, "check_id": check_id})
    return found.mappings().one_or_none()


def _columns(tenant_id: TenantId, wanted: Claim) -> dict[str, Any]:
    check = wanted.check
    return {
        "tenant_id": tenant_id,
        "pos_system": CASHIER,
        "pos_check_id": check.check_id,
        "restaurant_id": wanted.restaurant_id,
        "guest_id": wanted.guest_id,
        "amount_minor": check.amount.minor,
        "currency": check.amount.currency,
        "number": check.number,
        _column(wanted.slot): wanted.operation_id,
        "closed_at_ms": wanted.at_ms,
    }


def _fill(
    conn: Connection,
    tenant_id: TenantId,
    check_id: CheckId,
    *,
    slot: Slot,
    with_id: OperationId | None,
) -> None:
    conn.execute(
        update(_CHECK)
        .where(
            _CHECK.c.tenant_id == tenant_id,
            _CHECK.c.pos_system == CASHIER,
            _CHECK.c.pos_check_id == check_id,
        )
        .values({_column(slot): with_id})
    )


def _column(slot: Slot) -> str:
    return f"{slot}_operation_id"
