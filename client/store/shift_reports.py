"""What was done in a shift, computed from its operations; and what its closed report lacks.

Before the server's word an operation counts as the till showed it, after it as it was booked. Once
the closing itself is answered for, whatever the ledger has otherwise becomes a numbered addendum:
the closed report with all its addenda is what the server booked (field.md row 25).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlite_utils import Database

from client.store import outbox
from client.store.notices import add_notice
from client.store.outbox import OutboxRow
from client.store.shifts import ShiftRow, add_addendum, shift
from shared.domain.ids import ShiftId
from shared.domain.shifts import Deed, ShiftSum, difference, summed, together
from shared.operations.bodies import OperationBody, RefundBody
from shared.operations.deeds import deed_of, points_claimed

ADDENDUM_NOTICE = "shift_addendum"

_BOOKED = frozenset({"applied", "adjusted"})
_REFUSED = frozenset({"rejected", "quarantined"})


@dataclass(frozen=True, slots=True)
class ReportNow:
    """A shift as this till knows it."""

    sums: tuple[ShiftSum, ...]
    waiting: int
    """Of how many of its operations the server has not said yet what became of them."""


def report_now(db: Database, shift_id: ShiftId) -> ReportNow:
    """All that was done in the shift and not refused."""
    rows = [row for row in outbox.of_shift(db, shift_id) if _status(row) not in _REFUSED]
    waiting = sum(1 for row in rows if _is_deed(row) and _status(row) not in _BOOKED)
    return ReportNow(summed(_deeds(db, rows)), waiting)


def note_addenda(db: Database, *, epoch: int, seqs: Iterable[int], at_ms: int) -> None:
    """The server has answered for these operations: closed reports that lack something get it.

    A manager is told of each addendum.
    """
    for shift_id in _closed_shifts_of(db, epoch, list(seqs)):
        closed = shift(db, shift_id)
        assert closed is not None, "an operation names a shift of this till"
        _note_addendum(db, closed, at_ms=at_ms)


def _note_addendum(db: Database, closed: ShiftRow, *, at_ms: int) -> None:
    if not _is_answered_for(db, closed.shift_id):
        return
    rows = outbox.of_shift(db, closed.shift_id)
    booked = summed(_deeds(db, [row for row in rows if _status(row) in _BOOKED]))
    told = together(closed.sums, *(each.sums for each in closed.addenda))
    missing = difference(booked, told)
    if missing:
        number = len(closed.addenda) + 1
        add_addendum(db, closed.shift_id, number=number, sums=missing, at_ms=at_ms)
        data = {"shift": closed.number, "addendum": number}
        add_notice(db, ADDENDUM_NOTICE, data=data, at_ms=at_ms)


def _closed_shifts_of(db: Database, epoch: int, seqs: list[int]) -> list[ShiftId]:
    if not seqs:
        return []
    rows = db.execute(
        """SELECT DISTINCT shift.shift_id FROM outbox JOIN shift USING (shift_id)
        WHERE epoch = ? AND seq BETWEEN ? AND ? AND closed_at_ms IS NOT NULL""",
        (epoch, min(seqs), max(seqs)),
    )
    return [ShiftId(row[0]) for row in rows]


def _is_answered_for(db: Database, shift_id: ShiftId) -> bool:
    """Whether the whole shift is still here, and the server has heard all of it."""
    kinds = db.execute(
        """SELECT DISTINCT kind FROM outbox WHERE shift_id = ?
            AND kind IN ('shift_open', 'shift_close') AND outcome IS NOT NULL""",
        (shift_id,),
    )
    return {kind for (kind,) in kinds} == {"shift_open", "shift_close"}


def _deeds(db: Database, rows: Iterable[OutboxRow]) -> Iterator[Deed]:
    for row in rows:
        body = row.body()
        deed = deed_of(body, points=points_of(row, body), refunded=_refunded(db, body))
        if deed is not None:
            yield deed


def points_of(row: OutboxRow, body: OperationBody) -> int:
    """What the server booked; before its word, what the till showed."""
    effect = row.outcome.effect if row.outcome else None
    return effect.regular + effect.promo if effect else points_claimed(body)


def _refunded(db: Database, body: OperationBody) -> OperationBody | None:
    if not isinstance(body, RefundBody):
        return None
    target = outbox.get(db, body.target_operation_id)
    return target.body() if target is not None else None


def _is_deed(row: OutboxRow) -> bool:
    return row.guest_id is not None


def _status(row: OutboxRow) -> str | None:
    return row.outcome.status if row.outcome else None
