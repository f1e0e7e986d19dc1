"""Whether the kept shifts are what the operations say. Reads only."""

from collections.abc import Iterator

from sqlite_utils import Database

from client.store import outbox
from client.store.rows import query
from client.store.shifts import ShiftRow, shift
from shared.operations.bodies import ShiftCloseBody, ShiftOpenBody
from shared.operations.shift_sums import sums_of


def check_shifts(db: Database) -> Iterator[str]:
    """What does not fit; of a shift whose operations were forgotten nothing can be said."""
    for row in query(db, "SELECT shift_id, number FROM shift ORDER BY number"):
        name = f"shift {row['number']}"
        try:
            kept = shift(db, row["shift_id"])
        except ValueError:
            yield f"{name}: nobody understands what it reported"
            continue
        assert kept is not None, "it was there a moment ago"
        yield from (f"{name}: {problem}" for problem in _wrongs(db, kept))
    for row in query(
        db,
        """SELECT operation_id FROM outbox WHERE shift_id IS NOT NULL
            AND shift_id NOT IN (SELECT shift_id FROM shift)""",
    ):
        yield f"operation {row['operation_id']}: its shift is missing"


def _wrongs(db: Database, kept: ShiftRow) -> Iterator[str]:
    bodies = [row.body() for row in outbox.of_shift(db, kept.shift_id)]
    opening = next((body for body in bodies if isinstance(body, ShiftOpenBody)), None)
    closing = next((body for body in bodies if isinstance(body, ShiftCloseBody)), None)
    if opening is not None and (opening.number, opening.staff_id) != (
        kept.number,
        kept.opened_by,
    ):
        yield "its opening says something else"
    if opening is not None and (closing is None) != (kept.closed_at is None):
        yield "whether it is closed its operations do not say"
    if closing is not None and sums_of(closing.sums) != kept.sums:
        yield "its closing reported something else"
