"""The programme versions this till has been told."""

import json
from datetime import datetime
from functools import lru_cache
from typing import Final

from sqlite_utils import Database

from shared.domain.programme import ProgrammeVersion
from shared.operations.encode import to_millis
from shared.sync.payloads import programme_of, programme_payload

_PARSED_MAX: Final = 8


def put_programme(db: Database, programme: ProgrammeVersion, *, published_at_ms: int = 0) -> None:
    """One version; it never changes. 0 is before all others: the server did not say when."""
    db.execute(
        """INSERT OR REPLACE INTO programme
            (version_id, number, valid_from_ms, published_at_ms, data) VALUES (?, ?, ?, ?, ?)""",
        (
            programme.version_id,
            programme.number,
            to_millis(programme.valid_from),
            published_at_ms,
            json.dumps(programme_payload(programme)),
        ),
    )


def programme_in_force(db: Database, at: datetime) -> ProgrammeVersion | None:
    """The version in force at ``at``: published last of those valid. None before the first pull.

    A till whose clock stands before every version takes the newest it knows.
    """
    row = db.execute(
        """SELECT data FROM programme
        ORDER BY valid_from_ms > ?, published_at_ms DESC, number DESC LIMIT 1""",
        (to_millis(at),),
    ).fetchone()
    return _parsed(row[0]) if row else None


def newest_programme(db: Database) -> ProgrammeVersion | None:
    """The version published last, in force or not. None before the first pull."""
    row = db.execute("SELECT data FROM newest_programme").fetchone()
    return _parsed(row[0]) if row else None


def programme_version(db: Database, version_id: str) -> ProgrammeVersion | None:
    """That version, or None when this till was never told."""
    row = db.execute("SELECT data FROM programme WHERE version_id = ?", (version_id,)).fetchone()
    return _parsed(row[0]) if row else None


def remove_programme(db: Database, version_id: str) -> None:
    """The server withdrew the version."""
    db.execute("DELETE FROM programme WHERE version_id = ?", (version_id,))


@lru_cache(maxsize=_PARSED_MAX)
def _parsed(text: str) -> ProgrammeVersion:
    """A version never changes, and every command and every turn of the engine goes by it."""
    return programme_of(json.loads(text))
