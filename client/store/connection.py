"""How a connection to the till's file is opened, and which of its errors mean what.

The one place that knows SQLCipher: every page of the file and of its log is encrypted and sealed
with a key of 32 random bytes, which no password is stretched into, so opening costs nothing
(SEC-02). Must not know where the key is kept, nor what stands on top.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sqlite3 import dbapi2  # what SQLCipher has is the same, and ships no types
else:
    from sqlcipher3 import dbapi2

Connection = dbapi2.Connection
IntegrityError = dbapi2.IntegrityError
connect = dbapi2.connect
"""A bare connection: without its key it reads only plain files."""
Error = dbapi2.Error
"""SQLCipher has a family of errors of its own."""
KEY_BYTES: Final = 32
CHECKPOINT_PAGES: Final = 8_000
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


def connect_writer(
    path: Path, key: bytes, *, connection: type[Connection] = Connection
) -> Connection:
    """The only connection that writes: durable before it answers, on macOS past the drive's cache.

    Erased text is overwritten (``secure_delete``): a private part leaves no trace in free pages.
    The file is its user's alone, and so are the log and the index SQLite makes beside it. A key
    that is not the file's changes nothing of it.
    """
    path.touch(mode=0o600)
    opened = connect(path, isolation_level=None, factory=connection)
    try:
        _unlock(opened, key)
        for pragma in _WRITER_PRAGMAS:
            opened.execute(pragma)
    except Error:
        opened.close()
        raise
    return opened


def connect_reader(path: Path, key: bytes) -> Connection:
    """A connection that cannot write."""
    opened = connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    _unlock(opened, key)
    return opened


def key_pragma(key: bytes) -> str:
    """What is said to a connection before anything else."""
    return f"PRAGMA key = {key_literal(key)}"


def key_literal(key: bytes) -> str:
    """``key`` as SQL: the very bytes, no password to be stretched."""
    assert len(key) == KEY_BYTES
    return f"\"x'{key.hex()}'\""


def _unlock(opened: Connection, key: bytes) -> None:
    """SQLCipher would tell standard error what it raises as well."""
    opened.execute("PRAGMA cipher_log_level = NONE")
    opened.execute(key_pragma(key))
