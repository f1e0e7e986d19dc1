"""Leases: what was granted is spent, returned or left (S6), and the house lost for a reason (S11).

Computed again from what went under each lease and left it, and from what the bookings say of why.
Not found here: who was asked to give a lease back, which horizon a device was told, and whether
anybody still waits for what was done under a lease taken back.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, case, func, or_, select

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
from server.ledger.verification.outcomes import ROWS_AT_ONCE, is_copy, outcome_of
from shared.domain.ids import TenantId
from shared.domain.ledger import Account, AccountKind, EntryKind

_LEASE = table_of(LeaseRow)
_PART = table_of(LeaseLotRow)
_USE = table_of(LeaseUseRow)
_MOVE = table_of(LotMoveRow)
_TRANSACTION = table_of(TransactionRow)
_ENTRY = table_of(EntryRow)
_OPERATION = table_of(OperationRow)
_TAKEN_BACK = {LeaseEnd.RECLAIMED.value, LeaseEnd.LOST.value}


@dataclass(frozen=True, slots=True)
class _Past:
    """What the bookings say of one lease."""

    granted: int = 0
    spent: int = 0
    returned: int = 0
    first_seq: int = 0
    last_seq: int = 0
    """Its first and its last transaction."""

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
    moved: dict[str, list[tuple[int, str]]]
    """Of each lease whose lots changed cards: the transactions, and the cards they went to."""


def check_leases(conn: Connection, tenant_id: TenantId, counts: Counter[str]) -> Iterator[str]:
    """What does not fit in the tenant's leases."""
    past, story = _past(conn, tenant_id), _story(conn, tenant_id)
    answered = _released(conn, tenant_id)
    for row in conn.execute(select(_LEASE).where(_LEASE.c.tenant_id == tenant_id)):
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
    is_return = _TRANSACTION.c.kind == EntryKind.LEASE.value
    taken = -_USE.c.points
    rows = conn.execute(
        select(
            _USE.c.lease_id,
            func.sum(case((_USE.c.points > 0, _USE.c.points), else_=0)),
            func.sum(case((_USE.c.points > 0, 0), (is_return, 0), else_=taken)),
            func.sum(case((_USE.c.points > 0, 0), (is_return, taken), else_=0)),
            func.min(_USE.c.transaction_seq),
            func.max(_USE.c.transaction_seq),
        )
        .join(_TRANSACTION, _of_transaction(_USE))
        .where(_USE.c.tenant_id == tenant_id)
        .group_by(_USE.c.lease_id)
    )
    return {lease_id: _Past(*(int(each) for each in sums)) for lease_id, *sums in rows}


def _of_transaction(table: Any) -> Any:
    return (_TRANSACTION.c.tenant_id == table.c.tenant_id) & (
        _TRANSACTION.c.transaction_seq == table.c.transaction_seq
    )


def _story(conn: Connection, tenant_id: TenantId) -> _Story:
    facts: dict[str, dict[str, Any]] = {}
    causes: dict[str, str] = {}
    lost: Counter[str] = Counter()
    for row in conn.execute(_grants_and_returns(tenant_id)):
        snapshot = _json(row.snapshot)
        if row.points > 0:
            kept = {"granted_at_ms": row.posted_at_ms, "card_id": row.card_id}
            facts.setdefault(row.lease_id, snapshot.get("lease", {}) | kept)
        else:
            causes[row.lease_id] = str(snapshot.get("cause"))
            lost[str(snapshot.get("on_behalf_of"))] -= row.points
    return _Story(facts, causes, _late(conn, tenant_id), lost, _moved(conn, tenant_id))


def _grants_and_returns(tenant_id: TenantId) -> Any:
    is_return = _TRANSACTION.c.kind == EntryKind.LEASE.value
    return (
        select(
            _TRANSACTION.c.snapshot,
            _TRANSACTION.c.posted_at_ms,
            _TRANSACTION.c.card_id,
            _USE.c.lease_id,
            _USE.c.points,
        )
        .join(_USE, _of_transaction(_USE))
        .where(_TRANSACTION.c.tenant_id == tenant_id, or_(is_return, _USE.c.points > 0))
        .order_by(_TRANSACTION.c.transaction_seq, _USE.c.line)
        .execution_options(yield_per=ROWS_AT_ONCE)
    )


def _late(conn: Connection, tenant_id: TenantId) -> Counter[str]:
    rows = conn.execute(
        select(_TRANSACTION.c.snapshot)
        .where(
            _TRANSACTION.c.tenant_id == tenant_id,
            _TRANSACTION.c.kind == EntryKind.REDEEM.value,
            _TRANSACTION.c.snapshot.contains('"late":{"', autoescape=True),
        )
        .execution_options(yield_per=ROWS_AT_ONCE)
    )
    late: Counter[str] = Counter()
    for row in rows:
        late.update(_json(row.snapshot).get("late", {}))
    return late


def _moved(conn: Connection, tenant_id: TenantId) -> dict[str, list[tuple[int, str]]]:
    moved: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    same_lot = (_PART.c.tenant_id == _MOVE.c.tenant_id) & (_PART.c.lot_id == _MOVE.c.lot_id)
    for row in conn.execute(
        select(_PART.c.lease_id, _MOVE.c.transaction_seq, _MOVE.c.to_card_id)
        .join(_MOVE, same_lot)
        .where(_PART.c.tenant_id == tenant_id)
        .order_by(_MOVE.c.transaction_seq)
    ):
        moved[row.lease_id].append((row.transaction_seq, row.to_card_id))
    return moved


def _json(text: str) -> dict[str, Any]:
    """The object in ``text``; an empty one where somebody wrote another thing there."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _wrongs(row: Row[Any], past: _Past, story: _Story, *, is_answered: bool) -> Iterator[str]:
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
    told = _told(row.lease_id, past, story)
    columns = ("lease_id", "guest_id", "server_epoch", "granted_at_ms", "card_id")
    if told != {column: getattr(row, column) for column in columns}:
        yield "is not the lease that was booked"
    if row.ended not in _ends(past, story.causes.get(row.lease_id), is_answered=is_answered):
        yield f"has ended as {row.ended!r}, its bookings say otherwise"


def _told(lease_id: str, past: _Past, story: _Story) -> dict[str, Any]:
    """What its first booking kept of it, and the card it is on since its lots moved."""
    told = story.facts.get(lease_id, {})
    for seq, card_id in story.moved.get(lease_id, ()):
        if past.first_seq < seq and (past.left or seq < past.last_seq):
            told = told | {"card_id": card_id}
    return told


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
    rows = conn.execute(
        select(_OPERATION.c.body).where(
            _OPERATION.c.tenant_id == tenant_id,
            _OPERATION.c.kind == "lease_release",
            _OPERATION.c.status.in_(["applied", "adjusted"]),
        )
    )
    return {str(_json(row.body).get("lease_id")) for row in rows}


def _check_parts(conn: Connection, tenant_id: TenantId) -> Iterator[str]:
    """Each part of a lot was granted, and has left, what its uses say."""
    granted = func.sum(case((_USE.c.points > 0, _USE.c.points), else_=0))
    used = (
        select(_USE.c.lease_id, _USE.c.lot_id, granted.label("granted"), func.sum(_USE.c.points))
        .where(_USE.c.tenant_id == tenant_id)
        .group_by(_USE.c.lease_id, _USE.c.lot_id)
    )
    sums = {(row[0], row[1]): (int(row[2]), int(row[3])) for row in conn.execute(used)}
    for row in conn.execute(select(_PART).where(_PART.c.tenant_id == tenant_id)):
        told = sums.pop((row.lease_id, row.lot_id), (0, 0))
        if (row.points_granted, row.points_left) != told:
            yield f"lease {row.lease_id}: lot {row.lot_id} keeps {row.points_left} of it (S6)"
    for lease_id, lot_id in sums:
        yield f"lease {lease_id}: lot {lot_id} is missing"


def _check_lost(conn: Connection, tenant_id: TenantId, lost: Counter[str]) -> Iterator[str]:
    """A device given up gave back what its operation was answered."""
    rows = conn.execute(
        select(_OPERATION.c.operation_id, _OPERATION.c.outcome).where(
            _OPERATION.c.tenant_id == tenant_id,
            _OPERATION.c.kind == "device_lost",
            _OPERATION.c.status == "applied",
        )
    )
    for row in rows:
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
    rows = conn.execute(
        select(_TRANSACTION.c.transaction_seq, _TRANSACTION.c.snapshot, _ENTRY.c.points)
        .join(_ENTRY, _of_transaction(_ENTRY))
        .where(
            _TRANSACTION.c.tenant_id == tenant_id,
            _ENTRY.c.account == Account(AccountKind.HOUSE_LOSS).key,
        )
        .order_by(_TRANSACTION.c.transaction_seq)
    )
    for row in rows:
        facts = _json(row.snapshot)
        is_written_off = facts.get("cause") == "WRITTEN_OFF"
        is_reason = bool(facts.get("lease_ids") or facts.get("float_points") or is_written_off)
        if row.points < 0 and not is_reason:
            yield f"transaction {row.transaction_seq}: the house pays for nothing (S11)"
        if row.points > 0 and not facts.keys() & {"cancels", "refunds"}:
            yield f"transaction {row.transaction_seq}: the house gets what it never paid (S11)"
