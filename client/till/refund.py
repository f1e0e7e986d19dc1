"""Part of a check's money went back: its share of the points follows (LOY-95…LOY-101)."""

from dataclasses import dataclass

from client.store import outbox
from client.store.outbox import OutboxRow, Stamp
from client.store.releases import release_of_guest
from client.till.approval import Approval
from client.till.authorship import authorship
from client.till.done import Done, done
from client.till.guest_view import known_guest
from client.till.overlay import overlay
from client.till.sales import sale_of
from client.till.workplace import Act, Workplace, programme_now
from shared.domain.errors import AdjustmentReasonMissing
from shared.domain.ids import OperationId
from shared.domain.money import Money
from shared.domain.refunding import RefundPart, RefundReason, require_part
from shared.domain.staff import Permission
from shared.operations.bodies import RefundBody


@dataclass(frozen=True, slots=True)
class _Order:
    operation_id: OperationId
    refund_minor: int
    reason: str
    receipt_id: str


class Refund:
    """A manager's refund."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    async def refund(
        self,
        operation_id: OperationId,
        amount: Money,
        *,
        reason: str = RefundReason.RETURN,
        approval: Approval | None = None,
    ) -> Done:
        """Refund ``amount`` of the check that the operation was booked on, with or without network.

        What was redeemed on the check and what it earned go back as they came: in two operations,
        on one slip. Raises ``PermissionMissing``, ``NotRefundable``, ``RefundTooLarge``,
        ``AdjustmentReasonMissing``,
        or with ``approval`` what ``Workplace.book`` adds.
        """
        if reason not in set(RefundReason):
            raise AdjustmentReasonMissing
        order = _Order(operation_id, amount.minor, reason, self._workplace.chance.uuid())
        return await self._workplace.book(
            Permission.ADJUST_POINTS, lambda act: _refund(act, order), approval=approval
        )


def _refund(act: Act, order: _Order) -> Done:
    sale = sale_of(act.db, order.operation_id)
    part = sale.part(order.refund_minor)
    require_part(part)
    guest_id = sale.halves[0].guest()
    release_of_guest(act.db, guest_id, act.moment)
    after: OperationId | None = None
    for half in sale.halves:
        after = _queue_half(act, half, order=order, part=part, after=after)
    return done(act, order.receipt_id, guest_id=guest_id)


def _queue_half(
    act: Act, half: OutboxRow, *, order: _Order, part: RefundPart, after: OperationId | None
) -> OperationId:
    record = known_guest(act.db, half.guest())
    shown = overlay(act.db, record.card)
    change = shown.change_by_taking_back(half, part=part, at=act.moment.at)
    programme = programme_now(act)

    def build(stamp: Stamp) -> RefundBody:
        return RefundBody(
            **authorship(act, stamp, programme),
            guest_id=record.guest.guest_id,
            target_operation_id=half.operation_id,
            refund_minor=order.refund_minor,
            points=change.points,
            reason=order.reason,
            after=after,
        )

    return outbox.enqueue(
        act.db, build, moment=act.moment, receipt_id=order.receipt_id
    ).operation_id
