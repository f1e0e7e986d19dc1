"""Wrong PINs of each person, kept so that a restart forgives nothing (CSH-06)."""

from dataclasses import dataclass

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class PinTries:
    """Wrong tries in a row; moments are UTC milliseconds of the wall clock."""

    wrong_count: int = 0
    last_wrong_ms: int = 0
    locked_until_ms: int | None = None


def pin_tries(db: Database, staff_id: str) -> PinTries:
    """What is on record for that person."""
    row = db.execute(
        "SELECT wrong_count, last_wrong_ms, locked_until_ms FROM pin_try WHERE staff_id = ?",
        (staff_id,),
    ).fetchone()
    return PinTries(*row) if row else PinTries()


def put_pin_tries(db: Database, staff_id: str, tries: PinTries) -> None:
    """Replaces the record."""
    db.execute(
        "INSERT OR REPLACE INTO pin_try (staff_id, wrong_count, last_wrong_ms, locked_until_ms)"
        " VALUES (?, ?, ?, ?)",
        (staff_id, tries.wrong_count, tries.last_wrong_ms, tries.locked_until_ms),
    )


def clear_pin_tries(db: Database, staff_id: str) -> None:
    """The right PIN was given."""
    db.execute("DELETE FROM pin_try WHERE staff_id = ?", (staff_id,))
