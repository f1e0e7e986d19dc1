"""Leases: what was granted is spent, returned or left (S6), and the house lost for a reason (S11).

Computed again from what went under each lease and left it, and from what the bookings say of why.
Not found here: who was asked to give a lease back, which horizon a device was told, and whether
anybody still waits for what was done under a lease taken back.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, case, func, or_, select

from server.database import table_of
from server.ledger.leases import ACTIVE, LeaseEnd
from server.ledger.tables import (
    EntryRow,
    LeaseLotRow,
    LeaseRow,
    LeaseUseRow,
    LotMoveRow,
    OperationRow,
    TransactionRow,
)
from server.ledger.verification.outcomes import is_copy, object_in, outcome_of
from server.prepared import Fields, ask, one_of, stream
from shared.domain.ids import TenantId
from shared.domain.ledger import Account, AccountKind, EntryKind

_LEASE = table_of(LeaseRow)
_PART = table_of(LeaseLotRow)
_USE = table_of(LeaseUseRow)
_MOVE = table_of(LotMoveRow)
_TRANSACTION = table_of(TransactionRow)
_ENTRY = table_of(EntryRow)
_OPERATION = table_of(OperationRow)
_TENANT: BindParameter[str] = bindparam("tenant_id")
_OF_USE = (_TRANSACTION.c.tenant_id == _USE.c.tenant_id) & (
    _TRANSACTION.c.transaction_seq == _USE.c.transaction_seq
)
_IS_RETURN = _TRANSACTION.c.kind == EntryKind.LEASE.value
_GRANTED = case((_USE.c.points > 0, _USE.c.points), else_=0)
_LEASES = select(_LEASE).where(_LEASE.c.tenant_id == _TENANT)
_PASTS = (
    select(
        _USE.c.lease_id,
        func.sum(_GRANTED).label("granted"),
        func.sum(case((_USE.c.points > 0, 0), (_IS_RETURN, 0), else_=-_USE.c.points)).label(
            "spent"
        ),
        func.sum(case((_USE.c.points > 0, 0), (_IS_RETURN, -_USE.c.points), else_=0)).label(
            "returned"
        ),
    )
    .join(_TRANSACTION, _OF_USE)
    .where(_USE.c.tenant_id == _TENANT)
    .group_by(_USE.c.lease_id)
)
_GRANTS_AND_RETURNS = (
    select(
        _TRANSACTION.c.snapshot,
        _TRANSACTION.c.posted_at_ms,
        _TRANSACTION.c.card_id,
        _USE.c.lease_id,
        _USE.c.points,
    )
    .join(_USE, _OF_USE)
    .where(_TRANSACTION.c.tenant_id == _TENANT, or_(_IS_RETURN, _USE.c.points > 0))
    .order_by(_TRANSACTION.c.transaction_seq, _USE.c.line)
)
_LATE = select(_TRANSACTION.c.snapshot).where(
    _TRANSACTION.c.tenant_id == _TENANT,
    _TRANSACTION.c.kind == EntryKind.REDEEM.value,
    _TRANSACTION.c.snapshot.contains('"late":{"', autoescape=True),
)
_USED_BEFORE_MOVE = (
    (_USE.c.tenant_id == _MOVE.c.tenant_id)
    & (_USE.c.lot_id == _MOVE.c.lot_id)
    & (_USE.c.transaction_seq < _MOVE.c.transaction_seq)
)
_MOVED = (
    select(_USE.c.lease_id, _MOVE.c.to_card_id)
    .join(_MOVE, _USED_BEFORE_MOVE)
    .where(_USE.c.tenant_id == _TENANT)
    .group_by(_USE.c.lease_id, _MOVE.c.lot_id, _MOVE.c.transaction_seq, _MOVE.c.to_card_id)
    .having(func.sum(_USE.c.points) > 0)
    .order_by(_MOVE.c.transaction_seq)
)
"""A lot takes along the leases that hold something of it then."""
_RELEASES = select(_OPERATION.c.body).where(
    _OPERATION.c.tenant_id == _TENANT,
    _OPERATION.c.kind == "lease_release",
    one_of(_OPERATION.c.status, ("applied", "adjusted")),
)
_PARTS = select(_PART).where(_PART.c.tenant_id == _TENANT)
_USED = (
    select(
        _USE.c.lease_id,
        _USE.c.lot_id,
        func.sum(_GRANTED).label("granted"),
        func.sum(_USE.c.points).label("left"),
    )
    .where(_USE.c.tenant_id == _TENANT)
    .group_by(_USE.c.lease_id, _USE.c.lot_id)
)
_DEVICES_LOST = select(_OPERATION.c.operation_id, _OPERATION.c.outcome).where(
    _OPERATION.c.tenant_id == _TENANT,
    _OPERATION.c.kind == "device_lost",
    _OPERATION.c.status == "applied",
)
_LOSSES = (
    select(_TRANSACTION.c.transaction_seq, _TRANSACTION.c.snapshot, _ENTRY.c.points)
    .join(
        _ENTRY,
        (_TRANSACTION.c.tenant_id == _ENTRY.c.tenant_id)
        & (_TRANSACTION.c.transaction_seq == _ENTRY.c.transaction_seq),
    )
    .where(
        _TRANSACTION.c.tenant_id == _TENANT,
        _ENTRY.c.account == Account(AccountKind.HOUSE_LOSS).key,
    )
    .order_by(_TRANSACTION.c.transaction_seq)
)
_TAKEN_BACK = {LeaseEnd.RECLAIMED.value, LeaseEnd.LOST.value}


@dataclass(frozen=True, slots=True)
class _Past:
    """What the bookings say of one lease."""

    granted: int = 0
    spent: int = 0
    returned: int = 0

    @property
    def left(self) -> int:
        return self.granted - self.spent - self.returned


@dataclass(frozen=True, slots=True)
class _Story:
    """Why it was granted and taken back, as the bookings tell it."""

    facts: dict[str, dict[str, Any]]
    """Of each lease, what its first booking kept."""
    causes: dict[str, str]
    """Of each lease that went back, how it ended."""
    late: Counter[str]
    """Of each lease, what was told only after it had been taken back."""
    lost: Counter[str]
    """Of each operation that gave a device up, what the device held."""
    moved: dict[str, str]
    """Of each lease whose lots changed cards while it held something of them: the last card."""


def check_leases(conn: Connection, tenant_id: TenantId, counts: Counter[str]) -> Iterator[str]:
    """What does not fit in the tenant's leases."""
    past, story = _past(conn, tenant_id), _story(conn, tenant_id)
    answered = _released(conn, tenant_id)
    for row in stream(conn, _LEASES, tenant_id=tenant_id):
        counts["leases"] += 1
        its_past = past.pop(row.lease_id, _Past())
        for problem in _wrongs(row, its_past, story, is_answered=row.lease_id in answered):
            yield f"lease {row.lease_id}: {problem}"
    for lease_id in past:
        yield f"lease {lease_id} is missing"
    yield from _check_parts(conn, tenant_id)
    yield from _check_lost(conn, tenant_id, story.lost)
    yield from _check_losses(conn, tenant_id)


def _past(conn: Connection, tenant_id: TenantId) -> dict[str, _Past]:
    rows = stream(conn, _PASTS, tenant_id=tenant_id)
    return {lease_id: _Past(*(int(each) for each in sums)) for lease_id, *sums in rows}


def _story(conn: Connection, tenant_id: TenantId) -> _Story:
    facts: dict[str, dict[str, Any]] = {}
    causes: dict[str, str] = {}
    lost: Counter[str] = Counter()
    for row in stream(conn, _GRANTS_AND_RETURNS, tenant_id=tenant_id):
        snapshot = object_in(row.snapshot)
        if row.points > 0:
            kept = {"granted_at_ms": row.posted_at_ms, "card_id": row.card_id}
            facts.setdefault(row.lease_id, snapshot.get("lease", {}) | kept)
        else:
            causes[row.lease_id] = str(snapshot.get("cause"))
            lost[str(snapshot.get("on_behalf_of"))] -= row.points
    return _Story(facts, causes, _late(conn, tenant_id), lost, _moved(conn, tenant_id))


def _late(conn: Connection, tenant_id: TenantId) -> Counter[str]:
    late: Counter[str] = Counter()
    for row in stream(conn, _LATE, tenant_id=tenant_id):
        late.update(object_in(row.snapshot).get("late", {}))
    return late


def _moved(conn: Connection, tenant_id: TenantId) -> dict[str, str]:
    return {row.lease_id: row.to_card_id for row in ask(conn, _MOVED, tenant_id=tenant_id)}


def _wrongs(row: Fields, past: _Past, story: _Story, *, is_answered: bool) -> Iterator[str]:
    kept = (row.points_granted, row.points_spent, row.points_returned)
    if kept != (past.granted, past.spent, past.returned):
        yield f"keeps {kept}, its bookings say {(past.granted, past.spent, past.returned)} (S6)"
    if past.left < 0:
        yield f"{-past.left} points more left it than went under it (S6)"
    late = story.late[row.lease_id]
    if row.points_late != late:
        yield f"keeps {row.points_late} late points, the bookings say {late}"
    if late > past.returned:
        yield "more was spent late than had been taken back (S11)"
    told = _told(row.lease_id, story)
    columns = ("lease_id", "guest_id", "server_epoch", "granted_at_ms", "card_id")
    if told != {column: getattr(row, column) for column in columns}:
        yield "is not the lease that was booked"
    if row.ended not in _ends(past, story.causes.get(row.lease_id), is_answered=is_answered):
        yield f"has ended as {row.ended!r}, its bookings say otherwise"


def _told(lease_id: str, story: _Story) -> dict[str, Any]:
    """What its first booking kept of it, and the card it is on since its lots moved."""
    told = story.facts.get(lease_id, {})
    moved_to = story.moved.get(lease_id)
    return told | {"card_id": moved_to} if moved_to else told


def _ends(past: _Past, cause: str | None, *, is_answered: bool) -> set[str]:
    """How a lease may have ended; what was taken back is released once the device answers."""
    if past.left > 0:
        return {ACTIVE}
    if cause is None:
        return {LeaseEnd.SPENT.value}
    if cause not in _TAKEN_BACK:
        return {cause}
    return {LeaseEnd.RELEASED.value} if is_answered else {cause, LeaseEnd.FORGOTTEN.value}


def _released(conn: Connection, tenant_id: TenantId) -> set[str]:
    """The leases that their devices gave back, whatever was left of them then."""
    rows = stream(conn, _RELEASES, tenant_id=tenant_id)
    return {str(object_in(row.body).get("lease_id")) for row in rows}


def _check_parts(conn: Connection, tenant_id: TenantId) -> Iterator[str]:
    """Each part of a lot was granted, and has left, what its uses say."""
    sums = {
        (row[0], row[1]): (int(row[2]), int(row[3]))
        for row in ask(conn, _USED, tenant_id=tenant_id)
    }
    for row in stream(conn, _PARTS, tenant_id=tenant_id):
        told = sums.pop((row.lease_id, row.lot_id), (0, 0))
        if (row.points_granted, row.points_left) != told:
            yield f"lease {row.lease_id}: lot {row.lot_id} keeps {row.points_left} of it (S6)"
    for lease_id, lot_id in sums:
        yield f"lease {lease_id}: lot {lot_id} is missing"


def _check_lost(conn: Connection, tenant_id: TenantId, lost: Counter[str]) -> Iterator[str]:
    """A device given up gave back what its operation was answered."""
    for row in ask(conn, _DEVICES_LOST, tenant_id=tenant_id):
        outcome = outcome_of(row.outcome)
        if outcome is None or is_copy(outcome):
            continue
        if outcome.data.get("points") != lost.pop(row.operation_id, 0):
            yield f"operation {row.operation_id}: the device did not hold as many points"
    lost.pop("None", None)
    for operation_id in lost:
        yield f"operation {operation_id} gave no device up, and leases were taken back for it"


def _check_losses(conn: Connection, tenant_id: TenantId) -> Iterator[str]:
    """The house pays only for what a till spent under leases or vouched for, and once (S11)."""
    for row in stream(conn, _LOSSES, tenant_id=tenant_id):
        facts = object_in(row.snapshot)
        is_written_off = facts.get("cause") == "WRITTEN_OFF"
        is_reason = bool(facts.get("lease_ids") or facts.get("float_points") or is_written_off)
        if row.points < 0 and not is_reason:
            yield f"transaction {row.transaction_seq}: the house pays for nothing (S11)"
        if row.points > 0 and not facts.keys() & {"cancels", "refunds"}:
            yield f"transaction {row.transaction_seq}: the house gets what it never paid (S11)"
