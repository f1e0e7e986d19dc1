"""Cancel: the whole of an earlier operation taken back, never below zero (LOY-96…LOY-104)."""

from collections.abc import Sequence

from server.audit import Action, Activity, note
from server.books import Books
from server.checks import service as checks
from server.guests import service as guests
from server.guests.service import CounterChange, change_counters
from server.ledger import operations, visits
from server.ledger.accounts import loss_of_transaction
from server.ledger.bookings import Purpose, book_uses
from server.ledger.granting import freed_card
from server.ledger.incoming import Act, Booked, Verdict, adjusted, booked, understood
from server.ledger.lots import uses_of_transaction
from server.ledger.operations import Stored
from server.ledger.quoting import notes_on, quoted_by
from server.ledger.rights import require_permission
from server.ledger.service import card_with_lots
from server.ledger.suspense import undoing
from shared.domain.adjusting import AdjustmentReason
from shared.domain.card import require_may_adjust
from shared.domain.errors import AdjustmentReasonMissing, GuestUnknown, NotCancellable
from shared.domain.ids import CardId, CheckId, GuestId, OperationId
from shared.domain.ledger import AccountKind, EntryKind
from shared.domain.refunding import Reversal, reverse_uses
from shared.domain.staff import Permission
from shared.operations.bodies import AdjustmentBody, CancelBody, EarnBody, RedeemBody
from shared.operations.encode import from_millis

OWN_MISTAKE_MS = 15 * 60 * 1000
"""For so long who made an earn or a redemption may take it back without a manager."""

Cancellable = EarnBody | RedeemBody | AdjustmentBody

_POSTED_AS = {
    "earn": (EntryKind.REFUND_EARN, AccountKind.ISSUED),
    "redeem": (EntryKind.REFUND_REDEEM, AccountKind.REDEEMED),
    "adjustment": (EntryKind.MANUAL_ADJUST, AccountKind.ADJUSTED),
}


def cancel(books: Books, act: Act, body: CancelBody) -> Verdict:
    """Books the reversal; parks it while what it takes back is parked itself.

    What was spent since, or is under a lease, cannot be taken back: ``cancel_shortfall`` puts it
    on record for the manager (LOY-101). Raises ``Refusal``.
    """
    found = operations.by_original(books, act.tenant_id, OperationId(body.target_operation_id))
    if _is_waiting(found, body):
        return Verdict("parked", "guest_unknown", {"guest_id": body.guest_id})
    target = _target(books, act, body, found=found)
    undone = understood(target.incoming.body)
    assert isinstance(undone, Cancellable)
    permission = _permission(act, body, target=target, undone=undone)
    require_permission(books, act, body, permission=permission)
    _require_reason(body)
    done, shortfall = _reverse(books, act, body, target=target)
    operations.mark_cancelled(
        books, act.tenant_id, target.incoming.operation_id, by=act.operation_id
    )
    _undo_check(books, act, undone, target=target, done=done)
    _record(books, act, body, shortfall=shortfall)
    verdict = booked(done, *notes_on(books, act, body))
    if shortfall:
        return adjusted(verdict, "cancel_shortfall", {"shortfall": shortfall})
    if done.regular + done.promo != body.points:
        return adjusted(verdict, "points_differ", {"points": done.regular + done.promo})
    return verdict


def _is_waiting(found: Sequence[Stored], body: CancelBody) -> bool:
    """Whether the target waits for its guest's registration; the cancel then waits with it."""
    is_booked = any(each.is_booked for each in found)
    parked = [each for each in found if each.outcome.status == "parked"]
    return not is_booked and any(each.guest_id == body.guest_id for each in parked)


def _target(books: Books, act: Act, body: CancelBody, *, found: Sequence[Stored]) -> Stored:
    """The booked operation to take back. Raises ``NotCancellable`` or ``GuestUnknown``."""
    target_id = OperationId(body.target_operation_id)
    if not found:
        raise NotCancellable(operation_id=target_id, reason="unknown")
    if found[0].kind not in _POSTED_AS:
        raise NotCancellable(operation_id=target_id, reason="kind")
    target = next((each for each in found if each.is_booked), None)
    if target is None:
        raise NotCancellable(operation_id=target_id, reason="refused")
    who = guests.canonical(books, act.tenant_id, GuestId(body.guest_id))
    if who is None:
        raise GuestUnknown(guest_id=body.guest_id)
    assert target.guest_id is not None
    if guests.canonical(books, act.tenant_id, target.guest_id) != who:
        raise NotCancellable(operation_id=target_id, reason="other_guest")
    if target.cancelled_by is not None:
        raise NotCancellable(operation_id=target_id, reason="already_cancelled")
    return target


def _permission(act: Act, body: CancelBody, *, target: Stored, undone: Cancellable) -> Permission:
    """A manager's right, but for one's own mistake a moment ago on the same till."""
    is_own = (body.staff_id, act.incoming.device_id) == (undone.staff_id, target.incoming.device_id)
    age_ms = act.effective_at_ms - target.effective_at_ms
    if is_own and age_ms <= OWN_MISTAKE_MS and not isinstance(undone, AdjustmentBody):
        return Permission.POINTS_AT_TILL
    return Permission.ADJUST_POINTS


def _require_reason(body: CancelBody) -> None:
    if body.reason not in set(AdjustmentReason):
        raise AdjustmentReasonMissing


def _reverse(books: Books, act: Act, body: CancelBody, *, target: Stored) -> tuple[Booked, int]:
    effect = target.outcome.effect
    assert effect is not None
    seq = effect.transaction_seq
    assert seq is not None, "what can be cancelled moved points"
    debt = undoing(books, act.tenant_id, CardId(effect.card_id), transaction_seq=seq)
    uses = (*uses_of_transaction(books, act.tenant_id, seq), *debt.repaid)
    card = card_with_lots(
        books, act.tenant_id, GuestId(body.guest_id), also=[use.lot_id for use in uses]
    )
    assert card is not None
    require_may_adjust(card)
    free = freed_card(books, act.tenant_id, card, now_ms=act.posted_at_ms)
    reversal = reverse_uses(uses, free.lots, at=from_millis(act.effective_at_ms))
    kind, counter = _POSTED_AS[str(target.kind)]
    purpose = Purpose(
        kind,
        counter,
        quoted_by(books, act, body),
        facts=_facts(body, reversal),
        house_points=-debt.written_off - loss_of_transaction(books, act.tenant_id, seq),
        owed={each: -points for each, points in debt.forgiven.items() if points},
    )
    done = book_uses(books, act, body, card_and_uses=(card, reversal.uses), purpose=purpose)
    return done, reversal.shortfall


def _facts(body: CancelBody, reversal: Reversal) -> dict[str, str | int]:
    return {
        "cancels": body.target_operation_id,
        "reason": body.reason,
        "shortfall": reversal.shortfall,
    }


def _undo_check(
    books: Books, act: Act, undone: Cancellable, *, target: Stored, done: Booked
) -> None:
    """Frees the check; a cancelled earn is no visit and no spending any more (LOY-102)."""
    if isinstance(undone, AdjustmentBody):
        return
    check_id = CheckId(undone.check.check_id)
    checks.release(
        books,
        act.tenant_id,
        check_id,
        slot=undone.kind,
        operation_id=target.incoming.operation_id,
    )
    if isinstance(undone, EarnBody):
        visits.cancel(books, act, earn_id=target.incoming.operation_id)
        change = CounterChange(spent_minor=-undone.check.amount_minor, visits=-1)
        change_counters(books, act.tenant_id, done.card.card_id, change=change)


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
