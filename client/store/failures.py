"""Which errors of a database mean what for the till."""

import sqlite3
from typing import Final

from client.store.connection import Error
from client.store.errors import StoreFailed, StoreFull, StoreUnreadable, Trouble

ERRORS: Final = (Error, sqlite3.Error)
"""SQLCipher's own, and those of ``sqlite3``, which ``sqlite_utils`` raises."""
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


def trouble_of(error: Exception) -> Trouble | None:
    """What one of ``ERRORS`` means for the till, or None when it is a bug in our SQL or data."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & _BASE_CODE
    if code == sqlite3.SQLITE_FULL:
        return StoreFull(str(error))
    if code in _NOTHING_WRONG_WITH_THE_FILE:
        return None
    if code == sqlite3.SQLITE_NOTADB:
        return StoreUnreadable(str(error))
    return StoreFailed(str(error))
