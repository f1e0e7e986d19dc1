"""What this till did, and what became of it (CSH-76, CSH-78)."""

from collections.abc import Iterable
from typing import Final

from sqlite_utils import Database

from client.store import outbox
from client.store.columns import approver_of
from client.store.guests import guest_record
from client.store.outbox import OutboxRow
from client.store.shift_reports import points_of
from client.till.answers import is_booked, is_refused
from client.till.cancelling import why_not_cancellable
from client.till.guest_search import full_name
from client.till.notices import acknowledge_notice, notice_views
from client.till.operation_view import OperationState, OperationView
from client.till.sales import check_told, left_to_refund
from client.till.slip_facts import local_time, staff_name
from client.till.trouble import InDoubt, RedemptionInDoubt, in_doubt_of
from client.till.workplace import Act, Workplace
from shared.domain.ids import GuestId, OperationId
from shared.domain.money import Money
from shared.domain.staff import Permission
from shared.operations.bodies import CheckBody

OPERATIONS_SHOWN: Final = 200
SLIP_NOT_GIVEN: Final = "slip_not_given"
"""The code of a redemption that is booked, of which nobody has a slip."""


class Operations:
    """The operations list."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    async def list(
        self, *, only: OperationState | None = None, limit: int = OPERATIONS_SHOWN
    ) -> tuple[OperationView, ...]:
        """The newest first. ``only`` ATTENTION gives those that nobody has looked at yet."""
        return await self._workplace.look(
            Permission.POINTS_AT_TILL, lambda act: _views(act, only=only, limit=limit)
        )

    async def count_attention(self) -> int:
        """How many rows nobody has looked at yet: the number that the status bar says too."""
        return await self._workplace.look(
            Permission.POINTS_AT_TILL, lambda act: outbox.outbox_counts(act.db).attention
        )

    async def acknowledge(self, operation_id: OperationId) -> None:
        """Somebody has seen that this operation needs attention."""

        def work(act: Act) -> None:
            if not acknowledge_notice(act.db, operation_id):
                outbox.acknowledge(act.db, operation_id)

        await self._workplace.book(Permission.POINTS_AT_TILL, work)


def views_of(act: Act, rows: Iterable[OutboxRow]) -> tuple[OperationView, ...]:
    """These operations of the till, as a person asks about them."""
    waiting = outbox.unanswered_ids(act.db)
    return tuple(_operation_view(act, row, _state(row, waiting)) for row in rows)


def _views(act: Act, *, only: OperationState | None, limit: int) -> tuple[OperationView, ...]:
    """What happened to the till itself stands first, until somebody has seen it."""
    notices = notice_views(act.db) if only in {None, OperationState.ATTENTION} else ()
    return (*notices, *views_of(act, _rows(act.db, only=only, limit=limit)))


def _rows(db: Database, *, only: OperationState | None, limit: int) -> list[OutboxRow]:
    """What the status bar counts is found however old it is, the other states among the recent."""
    match only:
        case None:
            return outbox.list_recent(db, limit)
        case OperationState.ATTENTION:
            return outbox.list_attention(db, limit)
        case OperationState.WAITING:
            return outbox.list_unanswered(db, limit)
    waiting = outbox.unanswered_ids(db)
    return [row for row in outbox.list_recent(db, limit) if _state(row, waiting) is only]


def _state(row: OutboxRow, waiting: frozenset[str]) -> OperationState:
    """On the wire is not answered: until then an operation waits, as the status bar counts it."""
    if row.needs_attention or row.is_in_doubt:
        return OperationState.ATTENTION
    if row.operation_id in waiting:
        return OperationState.WAITING
    is_decided = is_booked(row) or is_refused(row)
    return OperationState.CONFIRMED if is_decided else OperationState.SENT


def _operation_view(act: Act, row: OutboxRow, state: OperationState) -> OperationView:
    body, outcome = row.body(), row.outcome
    check, in_doubt = check_told(body), _in_doubt(act.db, row)
    code = outcome.code if outcome else None
    return OperationView(
        operation_id=row.operation_id,
        seq=row.seq,
        kind=body.kind,
        state=state,
        guest_id=row.guest_id,
        guest_name=_guest_name(act.db, row.guest_id),
        points=points_of(row, body),
        amount=Money(check.amount_minor, check.currency) if check else None,
        staff_name=staff_name(act.db, row.staff_id),
        approver_name=staff_name(act.db, approver_of(body)),
        occurred_at=local_time(act.db, row),
        outcome_code=_doubt_code(row) if in_doubt else code,
        outcome_data=outcome.data if outcome else {},
        notes=outcome.notes if outcome else (),
        receipt_id=row.receipt_id,
        can_cancel=in_doubt is None and why_not_cancellable(act, row) is None,
        left_to_refund=_left_to_refund(act.db, row, check),
        is_acknowledged=row.is_acknowledged,
        is_cancelled=outbox.cancel_of(act.db, row.operation_id) is not None,
        in_doubt=in_doubt,
    )


def _in_doubt(db: Database, row: OutboxRow) -> InDoubt | None:
    if not row.is_in_doubt or row.receipt_id is None:
        return None
    return in_doubt_of(row, outbox.of_receipt(db, row.receipt_id))


def _doubt_code(row: OutboxRow) -> str:
    return SLIP_NOT_GIVEN if is_booked(row) else RedemptionInDoubt.code


def _left_to_refund(db: Database, row: OutboxRow, check: CheckBody | None) -> Money | None:
    left = left_to_refund(db, row) if check else 0
    return Money(left, check.currency) if check and left else None


def _guest_name(db: Database, guest_id: GuestId | None) -> str:
    record = guest_record(db, guest_id) if guest_id else None
    if record is None:
        return ""
    return full_name(record) or record.guest.profile.phone
