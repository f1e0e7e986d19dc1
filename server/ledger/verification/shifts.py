"""Shifts: every closing was answered with what the ledger had booked otherwise by then."""

from collections.abc import Iterator

from pydantic import ValidationError
from sqlalchemy import Connection, select

from server.books import Books
from server.database import table_of
from server.ledger.handlers.shift import ADDENDUM
from server.ledger.shifts import ShiftAccount, shift_account
from server.ledger.tables import OperationRow
from shared.domain.ids import DeviceId, ShiftId, TenantId
from shared.domain.shifts import ShiftSum, difference, together
from shared.operations.shift_sums import sums_from_json

_OPERATION = table_of(OperationRow)


def check_shifts(conn: Connection, tenant_id: TenantId) -> Iterator[str]:
    """What does not fit in the tenant's closed shifts; each is read by itself."""
    closed = select(_OPERATION.c.device_id, _OPERATION.c.shift_id).where(
        _OPERATION.c.tenant_id == tenant_id,
        _OPERATION.c.kind == "shift_close",
        _OPERATION.c.shift_id.is_not(None),
    )
    for row in conn.execute(closed.distinct()).all():
        name = f"shift {row.shift_id}"
        try:
            account = shift_account(
                Books(conn), tenant_id, DeviceId(row.device_id), shift_id=ShiftId(row.shift_id)
            )
        except ValueError as error:
            yield f"{name}: an operation of it cannot be read: {error}"
            continue
        yield from (f"{name}: {problem}" for problem in _wrongs(account))


def _wrongs(account: ShiftAccount) -> Iterator[str]:
    if account.closing is None:
        return
    told = account.closing.outcome.data.get(ADDENDUM, [])
    if _read(told) != _first(account):
        yield "the closing was not answered with what the ledger had booked otherwise"
    reported = together(account.reported, *(each.sums for each in account.addenda))
    if difference(account.booked, reported):
        yield "the report with its addenda is not what the ledger booked"


def _read(told: object) -> tuple[ShiftSum, ...] | None:
    try:
        return sums_from_json(told)
    except ValidationError:
        return None


def _first(account: ShiftAccount) -> tuple[ShiftSum, ...]:
    """Of the addenda, the one that the closing itself made."""
    closing = account.closing.incoming.operation_id if account.closing else None
    return next((each.sums for each in account.addenda if each.decided_by == closing), ())
