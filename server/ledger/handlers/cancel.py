"""Cancel: what is left of an earlier operation taken back, never below zero (LOY-96…LOY-104)."""

from server.audit import Action, Activity, note
from server.books import Books
from server.checks import service as checks
from server.guests.service import CounterChange, change_counters
from server.ledger import operations, refunds, visits
from server.ledger.grants import take_back
from server.ledger.incoming import Act, Booked, Verdict
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
from shared.domain.adjusting import AdjustmentReason
from shared.domain.errors import NotCancellable
from shared.domain.ids import CheckId
from shared.domain.refunding import WHOLE, RefundPart
from shared.domain.staff import Permission
from shared.operations.bodies import AdjustmentBody, CancelBody, DiscountBody, EarnBody
from shared.operations.inputs import worth_minor

OWN_MISTAKE_MS = 15 * 60 * 1000
"""For so long who made an earn or a redemption may take it back without a manager."""


def cancel(books: Books, act: Act, body: CancelBody) -> Verdict:
    """Books the reversal; parks it while what it takes back is parked itself.

    What was spent since, or is under a lease, cannot be taken back: ``cancel_shortfall`` puts it
    on record for the manager (LOY-101). After refunds only the remainder is taken (LOY-100).
    Raises ``Refusal``.
    """
    found = enqueued_as_target(books, act, body)
    if is_waiting(found, body):
        return Verdict("parked", "guest_unknown", {"guest_id": body.guest_id})
    target = target_of(books, act, body, found=found)
    require_permission(books, act, body, permission=_permission(act, body, target=target))
    require_reason(body, AdjustmentReason)
    part = _part(books, act, target)
    done, reversal = reverse(books, act, body, target=target, part=part)
    shortfall = reversal.shortfall
    operations.mark_cancelled(books, act.tenant_id, target.operation_id, by=act.operation_id)
    _undo_check(books, act, target, done=done)
    _record(books, act, body, shortfall=shortfall)
    return verdict_of(books, act, body, done=done, shortfall=shortfall)


def _permission(act: Act, body: CancelBody, *, target: Target) -> Permission:
    """A manager's right, but for one's own mistake a moment ago on the same till."""
    made_by = (target.undone.staff_id, target.stored.incoming.device_id)
    is_own = (body.staff_id, act.incoming.device_id) == made_by
    age_ms = act.effective_at_ms - target.stored.effective_at_ms
    if is_own and age_ms <= OWN_MISTAKE_MS and not isinstance(target.undone, AdjustmentBody):
        return Permission.POINTS_AT_TILL
    return Permission.ADJUST_POINTS


def _part(books: Books, act: Act, target: Target) -> RefundPart:
    """What no refund took back yet. Raises ``NotCancellable`` where that is nothing."""
    if isinstance(target.undone, AdjustmentBody):
        return WHOLE
    amount_minor = target.undone.check.amount_minor
    part = refunds.remainder(books, act.tenant_id, target.operation_id, amount_minor=amount_minor)
    if part is None:
        raise NotCancellable(operation_id=target.stored.original_id, reason="refunded")
    return part


def _undo_check(books: Books, act: Act, target: Target, *, done: Booked) -> None:
    """Frees the check; what is cancelled is no visit and no spending any more (LOY-102)."""
    undone, target_id = target.undone, target.operation_id
    if isinstance(undone, AdjustmentBody):
        return
    check_id, slot = CheckId(undone.check.check_id), checks.SLOT_OF[undone.kind]
    checks.release(books, act.tenant_id, check_id, slot=slot, operation_id=target_id)
    if isinstance(undone, EarnBody | DiscountBody):
        visits.cancel(books, act, operation_id=target_id)
        refunded_minor = refunds.refunded_worth_minor(books, act.tenant_id, target_id)
        spent_minor = worth_minor(undone.check, undone.bill) - refunded_minor
        change = CounterChange(spent_minor=-spent_minor, visits=-1)
        change_counters(books, act.tenant_id, done.card.card_id, change=change)
    if isinstance(undone, EarnBody):
        take_back(books, act.tenant_id, done.card.guest_id, given_by=target_id, by=act.operation_id)


def _record(books: Books, act: Act, body: CancelBody, *, shortfall: int) -> None:
    note(
        books,
        act.tenant_id,
        Activity(
            Action.OPERATION_CANCELLED,
            "operation",
            body.target_operation_id,
            performed_by=body.staff_id,
            at_ms=act.posted_at_ms,
            details={
                "operation_id": act.operation_id,
                "reason": body.reason,
                "shortfall": shortfall,
                "approver_id": body.approver_id,
            },
        ),
    )
