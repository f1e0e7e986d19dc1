"""Wrong PINs of each person, kept so that a restart forgives nothing (CSH-06).

What is kept is how old each wrong try was at one reading of the clocks; how much time has passed
since then is judged by ``client.till.pin_lock``, which trusts no clock alone.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from client.store.rows import Readable

if TYPE_CHECKING:  # who may sign in is read before anything else is loaded
    from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class PinTries:
    """Wrong tries, each with its age in milliseconds, as of one reading of the clocks."""

    ages_ms: tuple[int, ...]
    mono_ms: int
    boot_id: str


def pin_tries(db: Readable, staff_id: str) -> PinTries | None:
    """What is on record for that person."""
    row = db.conn.execute(
        "SELECT mono_ms, boot_id FROM pin_try WHERE staff_id = ?", (staff_id,)
    ).fetchone()
    if row is None:
        return None
    # by SQLite: the first picture of a till does not wait for Python's own reader of JSON
    ages = db.conn.execute(
        """SELECT age.value FROM pin_try, json_each(pin_try.ages_ms) age
            WHERE staff_id = ? ORDER BY age.key""",
        (staff_id,),
    ).fetchall()
    return PinTries(tuple(age for (age,) in ages), *row)


def put_pin_tries(db: "Database", staff_id: str, tries: PinTries) -> None:
    """Replaces the record."""
    db.execute(
        "INSERT OR REPLACE INTO pin_try (staff_id, ages_ms, mono_ms, boot_id) VALUES (?, ?, ?, ?)",
        (staff_id, str(list(tries.ages_ms)), tries.mono_ms, tries.boot_id),
    )


def clear_pin_tries(db: "Database", staff_id: str) -> None:
    """The right PIN was given."""
    db.execute("DELETE FROM pin_try WHERE staff_id = ?", (staff_id,))
