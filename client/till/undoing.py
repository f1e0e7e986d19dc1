"""Undo: who has just booked a check takes it back with one tap (server: one's own mistake).

It is a cancellation of each operation on the slip, in one transaction and with a slip of its own;
what was done stays in the chain. Must not know screens: they say for how long they offer it.
"""

from collections.abc import Sequence
from typing import Final

from client.store.outbox import OutboxRow
from client.till.cancelling import cancellable, queue_cancel
from client.till.done import Done, done
from client.till.refusals import UndoTooLate
from client.till.workplace import Act, Workplace
from shared.domain.adjusting import AdjustmentReason
from shared.domain.errors import PermissionMissing
from shared.domain.ids import OperationId
from shared.domain.staff import Permission, may
from shared.operations.encode import to_millis
from shared.receipt.facts import SlipKind

UNDO_SECONDS: Final = 10
"""How long a person is offered to take a check back."""
_GRACE_MS: Final = 5_000
"""Between the tap and the transaction; far within what the server allows for one's own mistake."""
_UNDOABLE: Final = frozenset(
    {SlipKind.EARN, SlipKind.REDEEM, SlipKind.REDEEM_AND_EARN, SlipKind.DISCOUNT}
)


class Undoing:
    """A cashier's own step back, without a manager."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    async def undo(self, operation_ids: Sequence[OperationId]) -> Done:
        """Take back the check that these operations are, newest first.

        Raises ``UndoTooLate`` after ``UNDO_SECONDS`` (then it is a manager's), ``NotCancellable``,
        or ``PermissionMissing`` for what another person has done.
        """
        receipt_id = self._workplace.chance.uuid()

        def work(act: Act) -> Done:
            return _undo(act, tuple(operation_ids), receipt_id=receipt_id)

        return await self._workplace.book(Permission.POINTS_AT_TILL, work)


def may_undo(made: Done) -> bool:
    """Whether what was done is a check; a correction is taken back by a correction."""
    return made.facts.kind in _UNDOABLE


def _undo(act: Act, operation_ids: tuple[OperationId, ...], *, receipt_id: str) -> Done:
    targets = [cancellable(act, operation_id) for operation_id in reversed(operation_ids)]
    for target in targets:
        _require_own(act, target)
        _require_recent(act, target)
    for target in targets:
        queue_cancel(act, target, reason=AdjustmentReason.MISTAKE, receipt_id=receipt_id)
    return done(act, receipt_id, guest_id=targets[0].guest())


def _require_own(act: Act, target: OutboxRow) -> None:
    is_own = target.staff_id == act.staff_member.staff_id
    if not is_own and not may(act.staff_member, Permission.ADJUST_POINTS):
        raise PermissionMissing(permission=Permission.ADJUST_POINTS)


def _require_recent(act: Act, target: OutboxRow) -> None:
    """By the monotonic clock: somebody may set the other one."""
    made, moment = target.body().clock, act.moment
    if made.boot_id == moment.boot_id:
        age_ms = moment.mono_ms - made.mono_ms
    else:
        age_ms = to_millis(moment.at) - made.wall_ms
    if age_ms > UNDO_SECONDS * 1_000 + _GRACE_MS:
        raise UndoTooLate
