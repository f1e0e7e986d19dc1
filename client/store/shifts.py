"""Shifts of this till: which one is open, what the closed ones reported, and their addenda.

Must not know how a report is computed: ``client.store.shift_reports``.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from client.store.rows import first, query
from shared.domain.ids import ShiftId, StaffId
from shared.domain.shifts import ShiftSum
from shared.operations.encode import from_millis
from shared.operations.shift_sums import sums_from_json, sums_to_json


@dataclass(frozen=True, slots=True)
class Addendum:
    """What had to be added to a closed report; numbered from 1."""

    number: int
    sums: tuple[ShiftSum, ...]
    made_at: datetime


@dataclass(frozen=True, slots=True)
class ShiftRow:
    """One shift."""

    shift_id: ShiftId
    number: int
    opened_at: datetime
    opened_by: StaffId
    keeper_id: StaffId
    """Who answers for it."""
    closed_at: datetime | None
    closed_by: StaffId | None
    sums: tuple[ShiftSum, ...]
    """What the closing operation reported; nothing while the shift is open."""
    receipt_id: str | None
    """The slip of the closed report."""
    addenda: tuple[Addendum, ...]


@dataclass(frozen=True, slots=True)
class Closing:
    """How a shift ended."""

    at_ms: int
    staff_id: StaffId
    sums: tuple[ShiftSum, ...]
    receipt_id: str


def open_shift_id(db: Database) -> ShiftId | None:
    """The shift that everything a person does belongs to now, or None."""
    row = db.execute("SELECT shift_id FROM shift WHERE closed_at_ms IS NULL").fetchone()
    return ShiftId(row[0]) if row else None


def open_shift(db: Database) -> ShiftRow | None:
    """The open shift, or None."""
    row = first(db, "SELECT * FROM shift WHERE closed_at_ms IS NULL")
    return _row(db, row) if row else None


def shift(db: Database, shift_id: str) -> ShiftRow | None:
    """That shift, or None."""
    row = first(db, "SELECT * FROM shift WHERE shift_id = ?", (shift_id,))
    return _row(db, row) if row else None


def closed_shifts(db: Database, limit: int) -> tuple[ShiftRow, ...]:
    """The closed ones, the newest first."""
    rows = query(
        db,
        "SELECT * FROM shift WHERE closed_at_ms IS NOT NULL ORDER BY number DESC LIMIT ?",
        (limit,),
    )
    return tuple(_row(db, row) for row in rows)


def next_number(db: Database) -> int:
    """The number of the shift that would be opened now."""
    (last,) = db.execute("SELECT coalesce(max(number), 0) FROM shift").fetchone()
    return int(last) + 1


def add_shift(
    db: Database, shift_id: ShiftId, *, number: int, staff_id: StaffId, at_ms: int
) -> None:
    """A shift begins; no other may be open."""
    db.execute(
        "INSERT INTO shift (shift_id, number, opened_at_ms, opened_by, keeper_id)"
        " VALUES (?, ?, ?, ?, ?)",
        (shift_id, number, at_ms, staff_id, staff_id),
    )


def set_keeper(db: Database, shift_id: ShiftId, *, staff_id: StaffId) -> None:
    """Somebody else answers for it."""
    db.execute("UPDATE shift SET keeper_id = ? WHERE shift_id = ?", (staff_id, shift_id))


def end_shift(db: Database, shift_id: ShiftId, closing: Closing) -> None:
    """The shift is closed for good."""
    db.execute(
        """UPDATE shift SET closed_at_ms = ?, closed_by = ?, sums = ?, receipt_id = ?
        WHERE shift_id = ? AND closed_at_ms IS NULL""",
        (closing.at_ms, closing.staff_id, _text(closing.sums), closing.receipt_id, shift_id),
    )


def add_addendum(
    db: Database, shift_id: ShiftId, *, number: int, sums: tuple[ShiftSum, ...], at_ms: int
) -> None:
    """Keeps one more addendum; none is ever changed."""
    db.execute(
        "INSERT INTO shift_addendum (shift_id, number, sums, made_at_ms) VALUES (?, ?, ?, ?)",
        (shift_id, number, _text(sums), at_ms),
    )


def _row(db: Database, row: dict[str, Any]) -> ShiftRow:
    shift_id, closed_at_ms = ShiftId(row["shift_id"]), row["closed_at_ms"]
    return ShiftRow(
        shift_id=shift_id,
        number=row["number"],
        opened_at=from_millis(row["opened_at_ms"]),
        opened_by=StaffId(row["opened_by"]),
        keeper_id=StaffId(row["keeper_id"]),
        closed_at=from_millis(closed_at_ms) if closed_at_ms is not None else None,
        closed_by=StaffId(row["closed_by"]) if row["closed_by"] else None,
        sums=_sums(row["sums"]) if row["sums"] else (),
        receipt_id=row["receipt_id"],
        addenda=_addenda(db, shift_id),
    )


def _addenda(db: Database, shift_id: ShiftId) -> tuple[Addendum, ...]:
    rows = query(db, "SELECT * FROM shift_addendum WHERE shift_id = ? ORDER BY number", (shift_id,))
    return tuple(
        Addendum(row["number"], _sums(row["sums"]), from_millis(row["made_at_ms"])) for row in rows
    )


def _text(sums: Iterable[ShiftSum]) -> str:
    return json.dumps(sums_to_json(sums))


def _sums(text: str) -> tuple[ShiftSum, ...]:
    return sums_from_json(json.loads(text))
