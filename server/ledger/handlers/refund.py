"""Refund: part of a check's money went back, and its share of the points follows (LOY-95…102)."""

from server.audit import Action, Activity, note
from server.books import Books
from server.guests.service import CounterChange, change_counters
from server.ledger import operations, refunds
from server.ledger.incoming import Act, Verdict, understood
from server.ledger.reversing import (
    Target,
    enqueued_as_target,
    is_waiting,
    require_reason,
    reverse,
    target_of,
    verdict_of,
)
from server.ledger.rights import require_permission
from shared.domain.errors import DependencyRefused
from shared.domain.ids import OperationId
from shared.domain.refunding import RefundPart, RefundReason, require_part
from shared.domain.staff import Permission
from shared.operations.bodies import DiscountBody, EarnBody, RedeemBody, RefundBody
from shared.operations.inputs import worth_of_part


def refund(books: Books, act: Act, body: RefundBody) -> Verdict:
    """Books the share; parks it while what it takes back is parked itself.

    What was spent since, or is under a lease, cannot be taken back: ``refund_shortfall`` puts it
    on record for the manager (LOY-101). Raises ``Refusal``: more than is left of the check
    (LOY-100), an unknown, cancelled or refused original (LOY-99), or its other half was refused.
    """
    found = enqueued_as_target(books, act, body)
    if is_waiting(found, body):
        return Verdict("parked", "guest_unknown", {"guest_id": body.guest_id})
    _require_other_half(books, act, body)
    target = target_of(books, act, body, found=found)
    require_permission(books, act, body, permission=Permission.ADJUST_POINTS)
    require_reason(body, RefundReason)
    part = _part(books, act, body, target=target)
    done, reversal = reverse(books, act, body, target=target, part=part)
    shortfall = reversal.shortfall
    share = refunds.Share(_worth_minor(target, part), shortfall, reversal.expired)
    refunds.add(books, act, body, target_id=target.operation_id, share=share)
    if isinstance(target.undone, EarnBody | DiscountBody):
        spent = CounterChange(spent_minor=-share.worth_minor)
        change_counters(books, act.tenant_id, done.card.card_id, change=spent)
    _record(books, act, body, shortfall=shortfall)
    return verdict_of(books, act, body, done=done, shortfall=shortfall)


def _require_other_half(books: Books, act: Act, body: RefundBody) -> None:
    """A check that was redeemed on and earned is refunded by two operations, or by none."""
    if body.after is None:
        return
    found = operations.by_original(books, act.tenant_id, OperationId(body.after))
    other = next((x for x in found if x.is_booked and x.kind == "refund"), None)
    if other is None:
        raise DependencyRefused(operation_id=body.after)
    before = understood(other.incoming.body)
    assert isinstance(before, RefundBody)
    if (before.guest_id, before.refund_minor) != (body.guest_id, body.refund_minor):
        raise DependencyRefused(operation_id=body.after)


def _part(books: Books, act: Act, body: RefundBody, *, target: Target) -> RefundPart:
    assert isinstance(target.undone, EarnBody | RedeemBody | DiscountBody)
    part = RefundPart(
        original_minor=target.undone.check.amount_minor,
        refunded_minor=refunds.refunded_minor(books, act.tenant_id, target.operation_id),
        refund_minor=body.refund_minor,
    )
    require_part(part)
    return part


def _worth_minor(target: Target, part: RefundPart) -> int:
    """A check that was redeemed on, or had a discount, is in the programme's own money (LOY-90)."""
    assert isinstance(target.undone, EarnBody | RedeemBody | DiscountBody)
    bill = target.undone.bill if isinstance(target.undone, EarnBody) else None
    return worth_of_part(target.undone.check, bill, part)


def _record(books: Books, act: Act, body: RefundBody, *, shortfall: int) -> None:
    note(
        books,
        act.tenant_id,
        Activity(
            Action.OPERATION_REFUNDED,
            "operation",
            body.target_operation_id,
            performed_by=body.staff_id,
            at_ms=act.posted_at_ms,
            details={
                "operation_id": act.operation_id,
                "refund_minor": body.refund_minor,
                "reason": body.reason,
                "shortfall": shortfall,
                "approver_id": body.approver_id,
            },
        ),
    )
