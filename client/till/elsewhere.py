"""An operation of another till of the restaurant taken back here, as the server told of it.

What it did to the guest is the server's word; what is taken back is an operation of this till like
any other, and the server decides it by its own books (LOY-96…LOY-101).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from client.store import outbox
from client.store.outbox import Stamp
from client.store.refunds import refunded_minor
from client.store.releases import release_of_guest
from client.till.approval import Approval
from client.till.authorship import authorship
from client.till.checkout import RECALL_SECONDS
from client.till.done import Done, done
from client.till.guest_view import view_of
from client.till.workplace import Act, Workplace, programme_now
from shared.domain.adjusting import AdjustmentReason
from shared.domain.errors import AdjustmentReasonMissing, NotCancellable, NotRefundable
from shared.domain.ids import GuestId, OperationId
from shared.domain.money import Money
from shared.domain.refunding import WHOLE, RefundPart, RefundReason, refund_share, require_part
from shared.domain.staff import Permission
from shared.operations.bodies import CancelBody, RefundBody
from shared.sync.archive import OperationTold


@dataclass(frozen=True, slots=True)
class _Refund:
    halves: Sequence[OperationTold]
    amount: Money
    reason: str
    receipt_id: str


class Elsewhere:
    """Taking back what another till did."""

    def __init__(self, workplace: Workplace, *, recall_seconds: float = RECALL_SECONDS) -> None:
        """``recall_seconds`` is how long other tills are given to hand points over."""
        self._workplace = workplace
        self._recall_seconds = recall_seconds

    async def cancel(self, told: OperationTold, *, approval: Approval | None = None) -> Done:
        """All that is left of the operation. Works without the network once it was told of.

        Raises ``PermissionMissing``, ``NotCancellable`` or ``GuestUnknown``; with ``approval``
        what ``Workplace.book`` adds.
        """
        receipt_id = self._workplace.chance.uuid()
        await self._gather(told)
        return await self._workplace.book(
            Permission.ADJUST_POINTS,
            lambda act: _cancel(act, told, receipt_id=receipt_id),
            approval=approval,
        )

    async def refund(
        self,
        halves: Sequence[OperationTold],
        amount: Money,
        *,
        reason: str = RefundReason.RETURN,
        approval: Approval | None = None,
    ) -> Done:
        """Part of the check that ``halves`` were booked on goes back, in their order.

        Raises ``PermissionMissing``, ``NotRefundable``, ``RefundTooLarge``, ``GuestUnknown`` or
        ``AdjustmentReasonMissing``; with ``approval`` what ``Workplace.book`` adds.
        """
        if reason not in set(RefundReason):
            raise AdjustmentReasonMissing
        order = _Refund(halves, amount, reason, self._workplace.chance.uuid())
        for half in halves:
            await self._gather(half)
        return await self._workplace.book(
            Permission.ADJUST_POINTS, lambda act: _refund(act, order), approval=approval
        )

    async def _gather(self, told: OperationTold) -> None:
        """The till that gave points may hold them still: it is asked to hand them over first.

        Points that nobody hands over are missing, and on record for the manager (LOY-101).
        """
        given = told.regular + told.promo
        if given > 0 and self._workplace.is_online():
            await self._workplace.delivery.lease(
                GuestId(told.guest_id),
                points_wanted=given,
                timeout_seconds=self._recall_seconds,
            )


def _cancel(act: Act, told: OperationTold, *, receipt_id: str) -> Done:
    if told.is_cancelled or outbox.cancel_of(act.db, told.operation_id):
        raise NotCancellable(operation_id=told.operation_id, reason="already_cancelled")
    view, programme = view_of(act, GuestId(told.guest_id)), programme_now(act)
    points = _taken_back(told, _left(act, told), total=view.total)

    def build(stamp: Stamp) -> CancelBody:
        return CancelBody(
            **authorship(act, stamp, programme),
            guest_id=view.guest.guest_id,
            target_operation_id=told.operation_id,
            points=points,
            reason=AdjustmentReason.MISTAKE,
        )

    release_of_guest(act.db, view.guest.guest_id, act.moment)
    outbox.enqueue(act.db, build, moment=act.moment, receipt_id=receipt_id)
    return done(act, receipt_id, guest_id=view.guest.guest_id)


def _left(act: Act, told: OperationTold) -> RefundPart:
    """What no refund took back, as far as this till knows. Raises ``NotCancellable``."""
    before = _refunded(act, told)
    if told.check is None or before == 0:
        return WHOLE
    left = told.check.amount_minor - before
    if left <= 0:
        raise NotCancellable(operation_id=told.operation_id, reason="refunded")
    return RefundPart(told.check.amount_minor, before, left)


def _refund(act: Act, order: _Refund) -> Done:
    guest_id = GuestId(order.halves[0].guest_id)
    release_of_guest(act.db, view_of(act, guest_id).guest.guest_id, act.moment)
    after: OperationId | None = None
    for half in order.halves:
        after = _refund_half(act, half, order=order, after=after)
    return done(act, order.receipt_id, guest_id=guest_id)


def _refund_half(
    act: Act, half: OperationTold, *, order: _Refund, after: OperationId | None
) -> OperationId:
    if half.check is None or half.is_cancelled:
        reason = "already_cancelled" if half.is_cancelled else "kind"
        raise NotRefundable(operation_id=half.operation_id, reason=reason)
    part = RefundPart(half.check.amount_minor, _refunded(act, half), order.amount.minor)
    require_part(part)
    view, programme = view_of(act, GuestId(half.guest_id)), programme_now(act)

    def build(stamp: Stamp) -> RefundBody:
        return RefundBody(
            **authorship(act, stamp, programme),
            guest_id=view.guest.guest_id,
            target_operation_id=half.operation_id,
            refund_minor=order.amount.minor,
            points=_taken_back(half, part, total=view.total),
            reason=order.reason,
            after=after,
        )

    return outbox.enqueue(
        act.db, build, moment=act.moment, receipt_id=order.receipt_id
    ).operation_id


def _refunded(act: Act, told: OperationTold) -> int:
    """What the server told of already, or this till sent back since, whichever is more."""
    return max(told.refunded_minor, refunded_minor(act.db, told.operation_id))


def _taken_back(told: OperationTold, part: RefundPart, *, total: int) -> int:
    """By how much the guest's total changes: no more is taken than he has (LOY-101)."""
    points = told.regular + told.promo
    share = refund_share(abs(points), part)
    return share if points < 0 else -min(share, total)
