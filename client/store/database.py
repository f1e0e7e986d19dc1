"""The till's SQLite file: one thread that writes, one that reads, every commit on the disk.

Knows transactions, durability and refusal after damage. Must not know what the rows mean: the
modules beside it do, as functions that take the database first and never commit.
"""

import asyncio
import shutil
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import TypeVar

from sqlite_utils import Database

from client.store.errors import StoreFailed, StoreFull
from client.store.failures import ERRORS, trouble_of
from client.store.lock import Held, hold
from client.store.migrate import migrate
from client.store.opening import open_reader, open_writer
from client.store.seals import keep_seals
from client.store.takeover import take_over

S = TypeVar("S")
T = TypeVar("T")
Work = Callable[[Database], T]
FindKey = Callable[[Path], bytes]
"""Gives the key of the file at that path, and makes one for a file that is not there yet."""

DISK_RESERVE_BYTES = 16 * 1024 * 1024
"""With less room than this a new command is refused before anything of it is written (P1).

What is left is for finishing and delivering what was accepted before: ``from_reserve``."""


def one_thread(name: str) -> Executor:
    """Where all that one connection does happens, one after another."""
    return ThreadPoolExecutor(1, thread_name_prefix=name)


def free_bytes(folder: Path) -> int:
    """The room left on the disk that holds ``folder``."""
    return shutil.disk_usage(folder).free


class Store:
    """One open file. Every ``write`` is one durable transaction, every ``read`` one snapshot."""

    def __init__(
        self,
        file: Path | Held,
        find_key: FindKey,
        *,
        room: Callable[[Path], int] = free_bytes,
        threads: Callable[[str], Executor] = one_thread,
        connect: Callable[[Path, bytes], Database] = open_writer,
    ) -> None:
        """Locks the file unless somebody has, asks for its key, then opens and upgrades it.

        ``threads`` makes the one thread of each side, ``connect`` the connection that writes.
        Raises ``StoreInUse``, ``StoreTooNew``, ``StoreFull``, ``StoreUnreadable`` or
        ``StoreFailed``, and whatever ``find_key`` raises.
        """
        self._held = file if isinstance(file, Held) else hold(file)
        self._path = path = self._held.path
        self._room = room
        self._failure: StoreFailed | None = None
        self._writer = threads("store-writer")
        self._reader = threads("store-reader")
        self._closing = ExitStack()
        try:
            key = find_key(path)
            self._writer.submit(self._guarded, lambda file: take_over(file, key), path).result()
            self._writing = self._opened(self._writer, lambda file: connect(file, key))
            self._writer.submit(self._guarded, _prepare, self._writing).result()
            self._reading = self._opened(self._reader, lambda file: open_reader(file, key))
        except BaseException:
            self.close()
            raise

    @classmethod
    def open(cls, file: Path | Held, find_key: FindKey) -> "Store":
        """The store at ``file``, which is made when there is none. Raises as ``Store`` does."""
        return cls(file, find_key)

    async def write(self, work: Work[T], *, from_reserve: bool = False) -> T:
        """``work(db)`` in one transaction; when this returns, it is on the disk.

        ``from_reserve`` is for what only finishes or delivers: it goes on while there is any room.

        Raises ``StoreFull`` or ``StoreFailed``, and whatever ``work`` raises: then nothing of it
        was kept. For a caller that is cancelled meanwhile it happened whole or not at all.
        """
        return await asyncio.wrap_future(self._submit_write(work, from_reserve=from_reserve))

    async def read(self, work: Work[T]) -> T:
        """``work(db)`` on a snapshot that contains every finished write."""
        return await asyncio.wrap_future(self._submit_read(work))

    def write_now(self, work: Work[T], *, from_reserve: bool = False) -> T:
        """As ``write``, for threads that may block: never the one that paints."""
        return self._submit_write(work, from_reserve=from_reserve).result()

    def read_now(self, work: Work[T]) -> T:
        """As ``read``, for threads that may block."""
        return self._submit_read(work).result()

    async def tidy(self) -> None:
        """Moves the write-ahead log into the file, so that no sale has to; for idle moments."""
        await asyncio.wrap_future(self._writer.submit(self._guarded, _checkpoint, self._writing))

    def close(self) -> None:
        """Finishes what was asked for and lets the file go."""
        self._closing.close()
        self._writer.shutdown()
        self._reader.shutdown()
        self._held.lock.release()

    def _opened(self, thread: Executor, connect: Callable[[Path], Database]) -> Database:
        db = thread.submit(self._guarded, connect, self._path).result()
        self._closing.callback(thread.submit, db.close)
        return db

    def _submit_write(self, work: Work[T], *, from_reserve: bool) -> Future[T]:
        transaction = self._in_transaction if from_reserve else self._in_roomy_transaction
        return self._writer.submit(self._guarded, transaction, work)

    def _submit_read(self, work: Work[T]) -> Future[T]:
        return self._reader.submit(self._guarded, self._in_snapshot, work)

    def _in_roomy_transaction(self, work: Work[T]) -> T:
        self._require_room()
        return self._in_transaction(work)

    def _in_transaction(self, work: Work[T]) -> T:
        db = self._writing
        db.conn.execute("BEGIN IMMEDIATE")
        try:
            result = work(db)
            db.conn.execute("COMMIT")
        except BaseException:
            db.rollback()
            raise
        return result

    def _in_snapshot(self, work: Work[T]) -> T:
        self._reading.conn.execute("BEGIN")
        try:
            return work(self._reading)
        finally:
            self._reading.rollback()

    def _require_room(self) -> None:
        if self._room(self._path.parent) < DISK_RESERVE_BYTES:
            raise StoreFull(str(self._path.parent))

    def _guarded(self, work: Callable[[S], T], argument: S) -> T:
        """After an I/O error the handle is never tried again (SQLite may have lost a write)."""
        if self._failure:
            raise self._failure
        try:
            return work(argument)
        except ERRORS as error:
            trouble = trouble_of(error)
            if trouble is None:
                raise
            if isinstance(trouble, StoreFailed):
                self._failure = trouble
            raise trouble from error


def _prepare(db: Database) -> None:
    migrate(db)
    keep_seals(db)


def _checkpoint(db: Database) -> None:
    db.conn.execute("PRAGMA wal_checkpoint(PASSIVE)")
