"""Taking a whole operation of this device back (LOY-96…LOY-101)."""

from typing import Final

from client.till.approval import Approval
from client.till.cancelling import cancellable, queue_cancel
from client.till.done import Done, done
from client.till.noting import private_note
from client.till.workplace import Act, Workplace
from shared.domain.adjusting import AdjustmentReason
from shared.domain.errors import AdjustmentReasonMissing
from shared.domain.ids import OperationId
from shared.domain.staff import Permission
from shared.operations.private import PrivatePart

REASON_DEFAULT: Final = AdjustmentReason.MISTAKE


class Cancellation:
    """A manager's cancel."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    async def cancel(
        self,
        operation_id: OperationId,
        *,
        reason: str = REASON_DEFAULT,
        note: str = "",
        approval: Approval | None = None,
    ) -> Done:
        """Cancel an earning, a redemption or an adjustment, whether the server has it or not.

        Raises ``PermissionMissing``, ``NotCancellable``, ``AdjustmentReasonMissing`` or
        ``FieldInvalid``; with ``approval`` what ``Workplace.book`` adds.
        """
        chance = self._workplace.chance
        private = private_note(note, salt=chance.salt())
        receipt_id = chance.uuid()
        _require_reason(reason, private)

        def work(act: Act) -> Done:
            return _cancel(act, operation_id, reason=reason, private=private, receipt_id=receipt_id)

        return await self._workplace.book(Permission.ADJUST_POINTS, work, approval=approval)


def _require_reason(reason: str, private: PrivatePart | None) -> None:
    """Raises ``AdjustmentReasonMissing`` for none of ours, or another one without words."""
    if reason not in set(AdjustmentReason):
        raise AdjustmentReasonMissing
    if reason == AdjustmentReason.OTHER and private is None:
        raise AdjustmentReasonMissing


def _cancel(
    act: Act,
    operation_id: OperationId,
    *,
    reason: str,
    private: PrivatePart | None,
    receipt_id: str,
) -> Done:
    target = cancellable(act, operation_id)
    queue_cancel(act, target, reason=reason, private=private, receipt_id=receipt_id)
    return done(act, receipt_id, guest_id=target.guest())
