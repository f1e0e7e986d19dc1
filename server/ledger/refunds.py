"""Refunds on record: how much of each check went back already, and what could not be taken."""

from dataclasses import dataclass

from server.books import Books
from server.database import table_of
from server.ledger.incoming import Act
from server.ledger.tables import RefundRow
from server.shelves import rows_by, rows_of
from shared.domain.ids import OperationId, TenantId
from shared.domain.refunding import WHOLE, RefundPart
from shared.operations.bodies import RefundBody

_REFUNDS = rows_of(table_of(RefundRow))
_OF_TARGET = rows_by(_REFUNDS, "tenant_id", "target_operation_id")


@dataclass(frozen=True, slots=True)
class Share:
    """What a booked refund took off what the check had given."""

    worth_minor: int
    """Of the spending, in the programme's own money."""
    shortfall: int
    """Points that were not there to take (LOY-101)."""
    expired: int
    """Points that had expired unspent: nobody takes them once more."""


def refunded_minor(books: Books, tenant_id: TenantId, target_id: OperationId) -> int:
    """How much of the operation's check went back, in the money of the check (LOY-100)."""
    rows = books.find(_OF_TARGET, (tenant_id, target_id))
    return sum(int(row["refund_minor"]) for row in rows)


def refunded_worth_minor(books: Books, tenant_id: TenantId, target_id: OperationId) -> int:
    """How much of its spending that was, in the programme's own money (LOY-102)."""
    rows = books.find(_OF_TARGET, (tenant_id, target_id))
    return sum(int(row["worth_minor"]) for row in rows)


def expired_points(books: Books, tenant_id: TenantId, target_id: OperationId) -> int:
    """How many points that expired its refunds have counted as taken."""
    rows = books.find(_OF_TARGET, (tenant_id, target_id))
    return sum(int(row["expired"]) for row in rows)


def remainder(
    books: Books, tenant_id: TenantId, target_id: OperationId, *, amount_minor: int
) -> RefundPart | None:
    """What is left to take back of an operation on a check of that amount; None: nothing."""
    before = refunded_minor(books, tenant_id, target_id)
    if before == 0:
        return WHOLE
    left = amount_minor - before
    return RefundPart(amount_minor, before, left) if left > 0 else None


def add(books: Books, act: Act, body: RefundBody, *, target_id: OperationId, share: Share) -> None:
    """Writes the booked refund."""
    row = {
        "tenant_id": act.tenant_id,
        "operation_id": act.operation_id,
        "target_operation_id": target_id,
        "refund_minor": body.refund_minor,
        "worth_minor": share.worth_minor,
        "shortfall": share.shortfall,
        "expired": share.expired,
    }
    books.put(_REFUNDS, (act.tenant_id, act.operation_id), row)
