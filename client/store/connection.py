"""How a connection to the till's file is opened, and which of its errors mean what."""

import sqlite3
from pathlib import Path

from sqlite_utils import Database

from client.store.errors import StoreFailed, StoreFull, Trouble

CHECKPOINT_PAGES = 8_000
"""SQLite checkpoints by itself only far beyond what an idle writer ever leaves behind."""

_WRITER_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA fullfsync = ON",
    "PRAGMA checkpoint_fullfsync = ON",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}",
)
_BASE_CODE = 0xFF
_NOTHING_WRONG_WITH_THE_FILE = frozenset(
    {
        sqlite3.SQLITE_ERROR,
        sqlite3.SQLITE_CONSTRAINT,
        sqlite3.SQLITE_MISMATCH,
        sqlite3.SQLITE_RANGE,
        sqlite3.SQLITE_TOOBIG,
        sqlite3.SQLITE_MISUSE,
        sqlite3.SQLITE_INTERRUPT,
    }
)


def open_writer(
    path: Path, *, connection: type[sqlite3.Connection] = sqlite3.Connection
) -> Database:
    """The only connection that writes: durable before it answers, on macOS past the drive's cache.

    Erased text is overwritten (``secure_delete``): a private part leaves no trace in free pages.
    The file is its user's alone, and so are the log and the index SQLite makes beside it.
    """
    path.touch(mode=0o600)
    opened = sqlite3.connect(path, isolation_level=None, factory=connection)
    try:
        for pragma in _WRITER_PRAGMAS:
            opened.execute(pragma)
        return Database(opened)
    except sqlite3.Error:
        opened.close()
        raise


def open_reader(path: Path) -> Database:
    """A connection that cannot write."""
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None
    )
    return Database(connection)


def trouble_of(error: sqlite3.Error) -> Trouble | None:
    """What ``error`` means for the till, or None when it is a bug in our SQL or data."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & _BASE_CODE
    if code == sqlite3.SQLITE_FULL:
        return StoreFull(str(error))
    if code in _NOTHING_WRONG_WITH_THE_FILE:
        return None
    return StoreFailed(str(error))
