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
        "SELECT ages_ms, mono_ms, boot_id FROM pin_try WHERE staff_id = ?", (staff_id,)
    ).fetchone()
    if row is None:
        return None
    import json  # noqa: PLC0415 - 1 ms before the first picture, and as a rule nobody was wrong

    return PinTries(tuple(json.loads(row[0])), row[1], row[2])


def put_pin_tries(db: "Database", staff_id: str, tries: PinTries) -> None:
    """Replaces the record."""
    import json  # noqa: PLC0415 - likewise

    db.execute(
        "INSERT OR REPLACE INTO pin_try (staff_id, ages_ms, mono_ms, boot_id) VALUES (?, ?, ?, ?)",
        (staff_id, json.dumps(tries.ages_ms), tries.mono_ms, tries.boot_id),
    )


def clear_pin_tries(db: "Database", staff_id: str) -> None:
    """The right PIN was given."""
    db.execute("DELETE FROM pin_try WHERE staff_id = ?", (staff_id,))
