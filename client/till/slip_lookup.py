"""The operation behind the code on a receipt, whichever till of the restaurant printed it.

This till's own is found without the network; another one's the server is asked for.
"""

from zoneinfo import ZoneInfo

from client.devices.scanner import understand
from client.store import outbox
from client.store.errors import Trouble
from client.store.guests import guest_record
from client.till.guest_search import full_name
from client.till.operation_view import OperationState, OperationView
from client.till.operations import views_of
from client.till.refusals import OperationUnknown
from client.till.workplace import Act, Workplace, programme_now
from shared.domain.codes import ScanKind
from shared.domain.ids import GuestId, OperationId
from shared.domain.money import Money
from shared.domain.staff import Permission
from shared.operations.encode import from_millis
from shared.sync.archive import OperationsReply, OperationTold

_BOOKED = frozenset({"applied", "adjusted"})
_CANCELLABLE = frozenset({"earn", "redeem", "discount", "adjustment"})


def operation_scanned(text: str) -> OperationId | None:
    """The operation that a scanned code speaks of; None for any other code."""
    _, scan = understand(text)
    return OperationId(scan.value) if scan.kind is ScanKind.OPERATION else None


class SlipLookup:
    """Receipts by their code."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace
        self._told: tuple[OperationId, OperationsReply] | None = None
        """What the server said of the last slip that it was asked for."""

    async def by_code(self, operation_id: OperationId) -> tuple[OperationView, ...]:
        """The operations of the slip with that code, as they were made.

        Raises ``OperationUnknown``: of another till while the server does not answer, or nobody's.
        """
        here = await self._workplace.look(
            Permission.POINTS_AT_TILL, lambda act: _of_this_till(act, operation_id)
        )
        return here or await self._ask(operation_id)

    async def _ask(self, operation_id: OperationId) -> tuple[OperationView, ...]:
        reply = await self._told_of(operation_id)
        if not reply.operations:
            raise OperationUnknown(reason="nowhere")
        return await self._workplace.look(
            Permission.POINTS_AT_TILL,
            lambda act: tuple(_view(act, each, slip=reply.operations) for each in reply.operations),
        )

    async def _told_of(self, operation_id: OperationId) -> OperationsReply:
        """What the server says, or said a moment ago. Raises ``OperationUnknown``."""
        asking = self._workplace.sign_in.require(Permission.POINTS_AT_TILL)
        try:
            reply = await self._workplace.ask().operations(operation_id, asked_by=asking.staff_id)
        except Trouble as silence:
            if self._told is not None and self._told[0] == operation_id:
                return self._told[1]
            raise OperationUnknown(reason="elsewhere") from silence
        self._told = operation_id, reply
        return reply


def _of_this_till(act: Act, operation_id: OperationId) -> tuple[OperationView, ...]:
    row = outbox.first_enqueued_as(act.db, operation_id)
    if row is None:
        return ()
    return views_of(act, outbox.of_receipt(act.db, row.receipt_id) if row.receipt_id else [row])


def _view(act: Act, told: OperationTold, *, slip: tuple[OperationTold, ...]) -> OperationView:
    """Another till's operation, as one of this till is shown."""
    zone = ZoneInfo(programme_now(act).settings.timezone)
    is_booked = told.status in _BOOKED
    stands = is_booked and not told.is_cancelled and not _is_taken_back_here(act, told)
    check = told.check
    left = check.amount_minor - told.refunded_minor if check and stands else 0
    return OperationView(
        operation_id=OperationId(told.operation_id),
        seq=told.seq,
        kind=told.kind,
        state=OperationState.CONFIRMED if is_booked else OperationState.ATTENTION,
        guest_id=GuestId(told.guest_id),
        guest_name=_guest_name(act, told.guest_id),
        points=told.regular + told.promo,
        amount=Money(check.amount_minor, check.currency) if check else None,
        staff_name=told.staff_name,
        approver_name=told.approver_name,
        occurred_at=from_millis(told.at_ms).astimezone(zone),
        outcome_code=told.code,
        outcome_data={},
        receipt_id=None,
        can_cancel=stands and told.kind in _CANCELLABLE,
        left_to_refund=Money(left, check.currency) if check and left > 0 else None,
        is_acknowledged=True,
        is_cancelled=is_booked and not stands,
        told=(told, *(each for each in slip if each is not told)),
    )


def _is_taken_back_here(act: Act, told: OperationTold) -> bool:
    return outbox.cancel_of(act.db, told.operation_id) is not None


def _guest_name(act: Act, guest_id: str) -> str:
    record = guest_record(act.db, GuestId(guest_id))
    if record is None:
        return ""
    return full_name(record) or record.guest.profile.phone
