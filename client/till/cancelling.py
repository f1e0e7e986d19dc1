"""One cancel operation into the queue, and which operations may be cancelled."""

from client.store import outbox
from client.store.doubts import end_doubt
from client.store.guests import GuestRecord
from client.store.outbox import OutboxRow, Stamp
from client.store.releases import release_of_guest
from client.till.answers import is_refused
from client.till.authorship import authorship
from client.till.guest_view import known_guest
from client.till.overlay import Change, overlay
from client.till.sales import remainder_of
from client.till.workplace import Act, programme_now
from shared.domain.errors import NotCancellable
from shared.domain.ids import OperationId
from shared.operations.bodies import CancelBody
from shared.operations.private import PrivatePart

CANCELLABLE_KINDS = frozenset({"earn", "redeem", "discount", "adjustment"})


def queue_cancel(
    act: Act,
    target: OutboxRow,
    *,
    reason: str,
    private: PrivatePart | None = None,
    receipt_id: str | None = None,
) -> OperationId:
    """Enqueues the cancellation of ``target``, with the change of balance the till expects.

    Before it, what this till holds of the guest goes back to him: only free points are taken.

    Raises ``GuestUnknown`` when the guest is gone.
    """
    record = known_guest(act.db, target.guest())
    change = _change(act, record, target)
    programme = programme_now(act)

    def build(stamp: Stamp) -> CancelBody:
        return CancelBody(
            **authorship(act, stamp, programme),
            guest_id=record.guest.guest_id,
            target_operation_id=target.operation_id,
            points=change.points,
            reason=reason,
        )

    end_doubt(act.db, target.operation_id)
    release_of_guest(act.db, record.guest.guest_id, act.moment)
    return outbox.enqueue(
        act.db, build, moment=act.moment, private=private, receipt_id=receipt_id
    ).operation_id


def _change(act: Act, record: GuestRecord, target: OutboxRow) -> Change:
    """What is left of the target, after refunds, goes back."""
    shown = overlay(act.db, record.card)
    part = remainder_of(act.db, target)
    if part is None:
        raise NotCancellable(operation_id=target.operation_id, reason="refunded")
    return shown.change_by_taking_back(target, part=part, at=act.moment.at)


def cancellable(act: Act, operation_id: OperationId) -> OutboxRow:
    """The operation, when it may be cancelled here.

    Raises ``NotCancellable``: not of this device, of another kind, refused, cancelled already.
    """
    row = outbox.get(act.db, operation_id)
    if row is None:
        raise NotCancellable(operation_id=operation_id, reason="unknown")
    reason = why_not_cancellable(act, row)
    if reason is not None:
        raise NotCancellable(operation_id=operation_id, reason=reason)
    return row


def why_not_cancellable(act: Act, row: OutboxRow) -> str | None:
    """``kind`` | ``refused`` | ``already_cancelled`` | ``refunded``, or None when it may be."""
    if row.body().kind not in CANCELLABLE_KINDS:
        return "kind"
    if is_refused(row):
        return "refused"
    if outbox.cancel_of(act.db, row.operation_id):
        return "already_cancelled"
    return "refunded" if remainder_of(act.db, row) is None else None
