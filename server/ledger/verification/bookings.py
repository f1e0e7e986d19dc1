"""Operations held against their bookings: who, when, how much, and with whose approval.

The walks over operations and over transactions add up what each says of the other. Where the sums
differ, ``name_differences`` looks at every pair and names what is wrong on the operation's side;
what it was told is asked in ``books``.
"""

from collections.abc import Hashable, Iterator

from sqlalchemy import BindParameter, Connection, bindparam, select

from server.database import table_of
from server.ledger.tables import OperationRow, TransactionRow
from server.ledger.verification.deeds import Told, body_of
from server.ledger.verification.outcomes import NO_EFFECT, is_copy, object_in, outcome_of
from server.prepared import Fields, stream
from shared.domain.ids import TenantId
from shared.domain.ledger import EntryKind
from shared.domain.points import PointsKind
from shared.operations.bodies import LeaseReleaseBody, OperationBody

_OPERATION, _TRANSACTION = table_of(OperationRow), table_of(TransactionRow)
_TENANT: BindParameter[str] = bindparam("tenant_id")
_OF_OPERATION = (_TRANSACTION.c.tenant_id == _OPERATION.c.tenant_id) & (
    _TRANSACTION.c.operation_id == _OPERATION.c.operation_id
)
_PAIRS = (
    select(
        _OPERATION,
        _TRANSACTION.c.transaction_seq,
        _TRANSACTION.c.effective_at_ms.label("booked_for_ms"),
        _TRANSACTION.c.staff_id.label("booked_by"),
    )
    .outerjoin(_TRANSACTION, _OF_OPERATION)
    .where(_OPERATION.c.tenant_id == _TENANT)
    .order_by(_OPERATION.c.decision_seq)
)
_APPROVED = (
    select(_OPERATION.c.operation_id, _OPERATION.c.body, _TRANSACTION.c.snapshot)
    .join(_TRANSACTION, _OF_OPERATION)
    .where(
        _OPERATION.c.tenant_id == _TENANT,
        _OPERATION.c.body.contains('"approver_id"'),
    )
    .order_by(_OPERATION.c.decision_seq)
)


def told_booking(told: Told) -> Hashable | None:
    """What the operation says of its own booking; None where it says that it has none."""
    row, outcome = told.row, told.outcome
    effect = outcome.effect if outcome is not None and not is_copy(outcome) else None
    if effect is None or effect.transaction_seq is None:
        return None
    moved = (effect.regular, effect.promo)
    person = _person(told.body)
    return effect.transaction_seq, row.operation_id, row.effective_at_ms, person, moved


def kept_booking(row: Fields, moved: dict[str, int]) -> Hashable:
    """The same, by the transaction of an operation that moved these points of either kind."""
    points = (moved[PointsKind.REGULAR.value], moved[PointsKind.PROMO.value])
    person = None if row.kind == EntryKind.LEASE.value else row.staff_id
    return row.transaction_seq, row.operation_id, row.effective_at_ms, person, points


def name_differences(conn: Connection, tenant_id: TenantId) -> Iterator[str]:
    """Every operation that was not booked as it says."""
    for row in stream(conn, _PAIRS, tenant_id=tenant_id):
        yield from (f"operation {row.operation_id}: {problem}" for problem in _wrongs(row))


def check_approvals(conn: Connection, tenant_id: TenantId) -> Iterator[str]:
    """Who approved is in the booking as the operation names him (CSH-95)."""
    for row in stream(conn, _APPROVED, tenant_id=tenant_id):
        body = body_of(row.body)
        if body is None or isinstance(body, LeaseReleaseBody):
            continue
        approver_id = object_in(row.snapshot).get("approver_id")
        if approver_id != body.approver_id:
            name = f"operation {row.operation_id}"
            yield f"{name}: was booked with the approval of {approver_id}"


def _person(body: OperationBody | None) -> str | None:
    """Who did it; None where no person did."""
    return None if body is None or isinstance(body, LeaseReleaseBody) else body.staff_id


def _wrongs(row: Fields) -> Iterator[str]:
    if row.booked_for_ms not in {None, row.effective_at_ms}:
        yield "its moment is not that of its transaction (S13)"
    person = _person(body_of(row.body))
    if person is not None and row.booked_by not in {None, person}:
        yield f"was booked in the name of {row.booked_by}"
    if row.status in NO_EFFECT and row.transaction_seq:
        yield f"is {row.status} and has an effect (S12)"
    outcome = outcome_of(row.outcome)
    if outcome is None or outcome.effect is None or is_copy(outcome):
        return
    told_seq = outcome.effect.transaction_seq
    if told_seq != row.transaction_seq:
        yield f"says transaction {told_seq}, the ledger has {row.transaction_seq}"
