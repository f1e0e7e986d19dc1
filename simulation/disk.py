"""A disk that can be full, fail, or lose its power in the very moment of a commit.

A power cut takes what was not committed and nothing else; what torn writes do to a file is the
drill's subject. Stands where a connection is opened, on the tablet and on the server alike.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from client.store.connection import KEY_BYTES, Connection, connect
from client.store.opening import open_reader, open_writer


class DiskFault(StrEnum):
    """What happens at the next commit."""

    CRASH_BEFORE = "crash_before"
    CRASH_AFTER = "crash_after"
    """It is committed, and nobody hears of it."""
    FULL = "full"
    FAILED_BEFORE = "failed_before"
    FAILED_AFTER = "failed_after"
    """The system reports an error for what is on the disk nevertheless."""


class Crashed(BaseException):
    """The process is dead. No code of the product catches it, and no process outlives it."""


@dataclass
class Disk:
    """What its owner's connections ask at every commit."""

    next_fault: DiskFault | None = None
    is_dead: bool = False
    """The process that used it crashed: it writes nothing more."""
    commits: int = 0

    def commit(self, connection: sqlite3.Connection, really: Callable[[], object]) -> None:
        """Commits by ``really``, or does what fate has for this one."""
        self.require_alive()
        if not connection.in_transaction:
            return
        fault, self.next_fault = self.next_fault, None
        match fault:
            case DiskFault.CRASH_BEFORE:
                raise self._crash()
            case DiskFault.FULL:
                raise _trouble("SQLITE_FULL", sqlite3.SQLITE_FULL)
            case DiskFault.FAILED_BEFORE:
                raise _trouble("SQLITE_IOERR_WRITE", sqlite3.SQLITE_IOERR_WRITE)
        really()
        self.commits += 1
        match fault:
            case DiskFault.CRASH_AFTER:
                raise self._crash()
            case DiskFault.FAILED_AFTER:
                raise _trouble("SQLITE_IOERR_FSYNC", sqlite3.SQLITE_IOERR_FSYNC)

    def require_alive(self) -> None:
        """Raises ``Crashed`` for a process that is dead already."""
        if self.is_dead:
            raise Crashed

    def _crash(self) -> Crashed:
        self.is_dead = True
        return Crashed()


def connection_on(disk_now: Callable[[], Disk]) -> type[sqlite3.Connection]:
    """The class of the server's connections: to the disk of the process there is now."""

    class OnDisk(sqlite3.Connection):
        def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
            if sql == "COMMIT":
                disk_now().commit(self, partial(super().execute, sql))
                return self.cursor()
            return super().execute(sql, parameters)

        def commit(self) -> None:
            disk_now().commit(self, super().commit)

    return OnDisk


def open_writer_on(disk: Disk, path: Path, key: bytes) -> Database:
    """The tablet's writing connection on ``disk``."""
    disk.require_alive()

    class OnDisk(Connection):
        def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
            if sql == "COMMIT":
                disk.commit(self, partial(super().execute, sql))
                return self.cursor()
            return super().execute(sql, parameters)

    return open_writer(path, key, connection=OnDisk)


def key_of(_file: Path) -> bytes:
    """The key of every tablet's file: what it hides is made up."""
    return bytes(KEY_BYTES)


def spare_page_seals() -> None:
    """From now on new tablets of this process are encrypted, but their pages not sealed as well.

    Nobody tears a page here (the drill does), and sealing costs a few hundredths of a day. For a
    process that lives days and nothing else: it cannot open files that were made before, or sealed.
    """
    with closing(connect(":memory:")) as nowhere:
        nowhere.execute("PRAGMA cipher_default_use_hmac = OFF")


def copy_database(source: Path, target: Path) -> None:
    """What a copy of the server's files at this moment would hold: everything committed."""
    target.unlink(missing_ok=True)
    with closing(sqlite3.connect(source)) as reading, closing(sqlite3.connect(target)) as writing:
        reading.backup(writing)


def copy_store(source: Path, target: Path) -> None:
    """As ``copy_database``, of a tablet."""
    target.unlink(missing_ok=True)
    key = key_of(source)
    with closing(open_reader(source, key)) as reading, closing(open_writer(target, key)) as writing:
        reading.conn.backup(writing.conn)


def _trouble(name: str, code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError(name)
    error.sqlite_errorcode = code
    error.sqlite_errorname = name
    return error
