"""The check behind an operation of this till: the halves it was sold in, and what is left of it."""

from dataclasses import dataclass

from sqlite_utils import Database

from client.store import outbox
from client.store.outbox import OutboxRow
from client.store.refunds import refunded_minor
from client.till.answers import is_refused
from shared.domain.errors import NotRefundable
from shared.domain.ids import OperationId
from shared.domain.refunding import WHOLE, RefundPart
from shared.operations.bodies import (
    CheckBody,
    DiscountBody,
    EarnBody,
    OperationBody,
    RedeemBody,
    RefundBody,
)


@dataclass(frozen=True, slots=True)
class Sale:
    """What was booked on one check and stands: the redemption first, then the earning."""

    halves: tuple[OutboxRow, ...]
    check: CheckBody
    refunded_minor: int

    @property
    def left_minor(self) -> int:
        """How much of the check may go back yet (LOY-100)."""
        return self.check.amount_minor - self.refunded_minor

    def part(self, refund_minor: int) -> RefundPart:
        """That much of the check, after what went back before."""
        return RefundPart(self.check.amount_minor, self.refunded_minor, refund_minor)


def sale_of(db: Database, operation_id: OperationId) -> Sale:
    """The check of that operation. Raises ``NotRefundable``."""
    row = outbox.get(db, operation_id)
    if row is None:
        raise NotRefundable(operation_id=operation_id, reason="unknown")
    reason = why_not_refundable(db, row)
    if reason is not None:
        raise NotRefundable(operation_id=operation_id, reason=reason)
    return _sale(db, row)


def left_to_refund(db: Database, row: OutboxRow) -> int:
    """How much of its check may go back yet, in minor units; 0 where nothing may."""
    return _sale(db, row).left_minor if why_not_refundable(db, row) is None else 0


def why_not_refundable(db: Database, row: OutboxRow) -> str | None:
    """``kind`` | ``refused`` | ``in_doubt`` | ``already_cancelled``, or None where one may be."""
    if check_told(row.body()) is None:
        return "kind"
    if is_refused(row):
        return "refused"
    if row.is_in_doubt:
        return "in_doubt"
    return "already_cancelled" if outbox.cancel_of(db, row.operation_id) else None


def remainder_of(db: Database, target: OutboxRow) -> RefundPart | None:
    """What no refund of this till took back of it; None: nothing is left."""
    check, before = check_told(target.body()), refunded_minor(db, target.operation_id)
    if check is None or before == 0:
        return WHOLE
    left = check.amount_minor - before
    return RefundPart(check.amount_minor, before, left) if left > 0 else None


def part_taken_back(db: Database, row: OutboxRow, target: OutboxRow) -> RefundPart | None:
    """Which part of ``target`` its cancel or refund ``row`` takes back; None: nothing is left."""
    check, body = check_told(target.body()), row.body()
    before = refunded_minor(db, target.operation_id, before=row.operation_id)
    if check is None or (before == 0 and not isinstance(body, RefundBody)):
        return WHOLE
    left = check.amount_minor - before
    now = min(left, body.refund_minor) if isinstance(body, RefundBody) else left
    return RefundPart(check.amount_minor, before, now) if now > 0 else None


def check_told(body: OperationBody) -> CheckBody | None:
    """The check it was booked on, where it was."""
    return body.check if isinstance(body, EarnBody | RedeemBody | DiscountBody) else None


def _sale(db: Database, row: OutboxRow) -> Sale:
    check = check_told(row.body())
    assert check is not None, "asked of what was booked on a check"
    together = outbox.of_receipt(db, row.receipt_id) if row.receipt_id else [row]
    halves = tuple(each for each in together if why_not_refundable(db, each) is None)
    refunded = max(refunded_minor(db, each.operation_id) for each in halves)
    return Sale(halves, check, refunded)
