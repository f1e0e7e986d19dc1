"""Checks: which operation a bill has already had, so that none is booked twice (LED-20)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, bindparam, select

from server.books import Books
from server.checks.tables import PosCheckRow
from server.database import table_of
from server.guests.service import canonical
from server.prepared import stream
from server.shelves import Columns, Key, Want, rows_of
from shared.domain.check import Check
from shared.domain.errors import CheckAlreadyBooked, FieldInvalid
from shared.domain.ids import CheckId, GuestId, OperationId, RestaurantId, TenantId

CASHIER = "CASHIER"
"""The POS system of checks typed at our own till."""

Slot = Literal["earn", "redeem"]

_CHECK = table_of(PosCheckRow)
_CHECKS = rows_of(_CHECK)
_SLOTS_TAKEN = select(_CHECK.c.earn_operation_id, _CHECK.c.redeem_operation_id).where(
    _CHECK.c.tenant_id == bindparam("tenant_id"), _CHECK.c.pos_system == CASHIER
)
SLOT_OF: Mapping[str, Slot] = {"earn": "earn", "discount": "earn", "redeem": "redeem"}
"""Which place a kind of operation takes: a discount is what a check has instead of an earning."""
_SLOTS: dict[Slot, str] = {"earn": "earn_operation_id", "redeem": "redeem_operation_id"}


@dataclass(frozen=True, slots=True)
class Claim:
    """An operation takes its place on a check."""

    check: Check
    guest_id: GuestId
    restaurant_id: RestaurantId
    slot: Slot
    operation_id: OperationId
    at_ms: int


def claim(books: Books, tenant_id: TenantId, wanted: Claim) -> None:
    """Books the check for the operation.

    Raises ``CheckAlreadyBooked`` when the place is taken, or the check is another guest's or of
    another amount (CSH-25: the points of a check go to one guest); ``FieldInvalid`` for a number
    nobody can read.
    """
    check, slot = wanted.check, _SLOTS[wanted.slot]
    if check.number is not None and not check.number.isprintable():
        raise FieldInvalid(field="check.number", reason="format")
    key = _key(tenant_id, check.check_id)
    row = books.get(_CHECKS, key)
    if row is None:
        books.put(_CHECKS, key, _new(tenant_id, wanted))
        return
    who = canonical(books, tenant_id, row["guest_id"])
    is_same = (who, row["amount_minor"]) == (wanted.guest_id, check.amount.minor)
    if not is_same or row[slot] is not None:
        raise CheckAlreadyBooked(check_id=check.check_id)
    books.put(_CHECKS, key, {**row, slot: wanted.operation_id})


def release(
    books: Books,
    tenant_id: TenantId,
    check_id: CheckId,
    *,
    slot: Slot,
    operation_id: OperationId,
) -> None:
    """Frees the place of a cancelled operation, where it is that operation's."""
    key = _key(tenant_id, check_id)
    row = books.get(_CHECKS, key)
    if row is not None and row[_SLOTS[slot]] == operation_id:
        books.put(_CHECKS, key, {**row, _SLOTS[slot]: None})


def wants(tenant_id: TenantId, check_ids: Iterable[CheckId]) -> Iterator[Want]:
    """These checks."""
    return ((_CHECKS, _key(tenant_id, check_id)) for check_id in check_ids)


def booked_slots(conn: Connection, tenant_id: TenantId) -> Iterator[tuple[Slot, OperationId]]:
    """Every place taken on a check typed at a till, and the operation that took it."""
    for earn_id, redeem_id in stream(conn, _SLOTS_TAKEN, tenant_id=tenant_id):
        if earn_id is not None:
            yield "earn", OperationId(earn_id)
        if redeem_id is not None:
            yield "redeem", OperationId(redeem_id)


def _new(tenant_id: TenantId, wanted: Claim) -> Columns:
    check = wanted.check
    empty = dict.fromkeys(_SLOTS.values())
    return {
        **empty,
        "tenant_id": tenant_id,
        "pos_system": CASHIER,
        "pos_check_id": check.check_id,
        "restaurant_id": wanted.restaurant_id,
        "guest_id": wanted.guest_id,
        "amount_minor": check.amount.minor,
        "currency": check.amount.currency,
        "number": check.number,
        _SLOTS[wanted.slot]: wanted.operation_id,
        "closed_at_ms": wanted.at_ms,
    }


def _key(tenant_id: TenantId, check_id: CheckId) -> Key:
    return tenant_id, CASHIER, check_id
