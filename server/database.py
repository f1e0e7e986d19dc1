"""One way to the database, the same for SQLite and PostgreSQL.

A unit of work is a function of a connection: it runs in one transaction, off the event loop, and
is committed here when it returns, rolled back when it raises. Services never commit.

SQLite has ONE writer thread (many writers on one file only wait for each other; those who wait
share a commit), ``BEGIN IMMEDIATE``, a write-ahead log and ``synchronous=FULL``; its readers
cannot write. PostgreSQL has a few threads for each side, and its readers see one snapshot. Must
not know any table.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Self, TypeVar

from sqlalchemy import Connection, Engine, MetaData, Table, create_engine, event, inspect
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import SQLModel

from server.clock import Clock
from server.group_commit import GroupCommit
from server.prepared import Driver

READER_THREADS = 4
POSTGRESQL_WRITER_THREADS = 8
WRITES_WAITING_MAX = 256
"""Beyond it a request is sent away to come again: a queue that long is seconds deep."""
BUSY_TIMEOUT_SECONDS = 10
CONNECT_TIMEOUT_SECONDS = 10
_MACHINE = Clock()

Result = TypeVar("Result")
Work = Callable[[Connection], Result]
Threads = Callable[[int, str], Executor]
"""So many threads with that name."""

_DRIVERS = {
    "sqlite": "sqlite+pysqlite",
    "sqlite+pysqlite": "sqlite+pysqlite",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}
_SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "fullfsync=ON",
    "checkpoint_fullfsync=ON",
    "foreign_keys=ON",
)
_SQLITE_TROUBLE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
    }
)
_PRIMARY_CODE = 0xFF
"""SQLite's extended codes keep the primary one in their lowest byte."""


class DatabaseUnavailable(Exception):
    """The database cannot be reached, is locked, full or lost the transaction; worth a retry."""


class DatabaseUrlInvalid(Exception):
    """The database URL names nothing this server can speak to."""


class Row(SQLModel):
    """The base of every table: one metadata, every constraint with a name of its own."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def table_of(row: type[Row]) -> Table:
    """The Core table behind a row class: hot paths and services speak Core."""
    table = inspect(row).local_table
    assert isinstance(table, Table)
    return table


class _Side:
    """The threads and connections of those who write, or of those who only read."""

    def __init__(self, engine: Engine, threads: Executor) -> None:
        self.engine = engine
        self.threads = threads

    def run(self, work: Work[Result]) -> Result:
        try:
            with self.engine.begin() as conn:
                return work(conn)
        except PoolTimeout as trouble:
            raise DatabaseUnavailable("every connection is busy") from trouble
        except (OperationalError, InterfaceError) as error:
            if _is_trouble(error.orig):
                raise DatabaseUnavailable(str(error.orig)) from error
            raise

    def submit(self, work: Work[Result]) -> Future[Result]:
        return self.threads.submit(self.run, work)

    def close(self) -> None:
        self.threads.shutdown()
        self.engine.dispose()


class _OneWriter(_Side):
    """SQLite's only writer: who waits for it is committed together."""

    def __init__(self, engine: Engine, threads: Executor, *, clock: Clock) -> None:
        super().__init__(engine, threads)
        self._group = GroupCommit(threads, transact=self.run, clock=clock)

    def submit(self, work: Work[Result]) -> Future[Result]:
        return self._group.submit(work)


class Database:
    """An open database."""

    def __init__(self, writing: _Side, reading: _Side) -> None:
        self._writing = writing
        self._reading = reading
        self._writes_waiting = 0
        self._on_write: Callable[[], None] = _nobody_asked

    @classmethod
    def open(
        cls,
        url: str,
        *,
        threads: Threads = ThreadPoolExecutor,
        sqlite_connection: type[sqlite3.Connection] = sqlite3.Connection,
        clock: Clock = _MACHINE,
    ) -> Self:
        """The database at ``url``; nothing is connected before the first unit of work.

        ``threads`` makes the threads of each side, ``sqlite_connection`` the connection that
        writes to an SQLite file; ``clock`` says how long a group has been waiting. Raises
        ``DatabaseUrlInvalid``.
        """
        parsed = _checked_url(url)
        if parsed.get_backend_name() == "sqlite":
            return cls(
                *_sqlite_sides(parsed, threads=threads, connection=sqlite_connection, clock=clock)
            )
        return cls(*_postgresql_sides(parsed, threads=threads))

    async def write(self, work: Work[Result]) -> Result:
        """What ``work`` returns, once it is durable.

        Raises what ``work`` raises, and ``DatabaseUnavailable``.
        """
        if self._writes_waiting >= WRITES_WAITING_MAX:
            raise DatabaseUnavailable("too much work is waiting")
        self._writes_waiting += 1
        try:
            result = await _off_loop(self._writing, work)
        finally:
            self._writes_waiting -= 1
        self._on_write()
        return result

    def on_write(self, callback: Callable[[], None]) -> None:
        """``callback`` is called on the event loop after every ``write`` that was committed."""
        self._on_write = callback

    async def read(self, work: Work[Result]) -> Result:
        """What ``work`` returns over one snapshot; it cannot write."""
        return await _off_loop(self._reading, work)

    def write_now(self, work: Work[Result]) -> Result:
        """Like ``write``, blocking: for the command line and tests."""
        return self._writing.submit(work).result()

    def read_now(self, work: Work[Result]) -> Result:
        """Like ``read``, blocking."""
        return self._reading.submit(work).result()

    def close(self) -> None:
        """Ends after the running units of work have ended."""
        self._reading.close()
        self._writing.close()


def is_missing(url: str) -> bool:
    """Whether ``url`` names an SQLite file that is not there. Raises ``DatabaseUrlInvalid``."""
    checked = _checked_url(url)
    return checked.get_backend_name() == "sqlite" and not Path(checked.database or "").is_file()


def _nobody_asked() -> None:
    pass


def _is_trouble(error: BaseException | None) -> bool:
    """SQLite calls a misspelt column "operational" too, and that is a bug of ours."""
    if not isinstance(error, sqlite3.Error):
        return True
    return error.sqlite_errorcode & _PRIMARY_CODE in _SQLITE_TROUBLE


async def _off_loop(side: _Side, work: Work[Result]) -> Result:
    return await asyncio.wrap_future(side.submit(work))


def _checked_url(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise DatabaseUrlInvalid(_shown(url)) from error
    if parsed.drivername not in _DRIVERS:
        raise DatabaseUrlInvalid(_shown(url))
    if parsed.get_backend_name() == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise DatabaseUrlInvalid(_shown(url))
    return parsed.set(drivername=_DRIVERS[parsed.drivername])


def _shown(url: str) -> str:
    """Only the scheme: the rest of a URL may hold a password."""
    return url.partition("://")[0][:40]


def _sqlite_sides(
    url: URL,
    *,
    threads: Threads,
    connection: type[sqlite3.Connection],
    clock: Clock,
) -> tuple[_Side, _Side]:
    assert url.database
    Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    patience = {"timeout": BUSY_TIMEOUT_SECONDS}
    writing = _engine(url, pool_size=1, connect_args={**patience, "factory": connection})
    reading = _engine(url, pool_size=READER_THREADS, connect_args=patience)
    _speak_sqlite(writing, begin="BEGIN IMMEDIATE", pragmas=_SQLITE_PRAGMAS)
    _speak_sqlite(reading, begin="BEGIN", pragmas=(*_SQLITE_PRAGMAS, "query_only=ON"))
    return (
        _OneWriter(writing, threads(1, "database-writer"), clock=clock),
        _Side(reading, threads(READER_THREADS, "database-reader")),
    )


def _postgresql_sides(url: URL, *, threads: Threads) -> tuple[_Side, _Side]:
    options: dict[str, Any] = {
        "connect_args": {"connect_timeout": CONNECT_TIMEOUT_SECONDS},
        "pool_pre_ping": True,
    }
    writing = _engine(url, pool_size=POSTGRESQL_WRITER_THREADS, **options)
    reading = _engine(
        url,
        pool_size=READER_THREADS,
        isolation_level="REPEATABLE READ",
        **options,
    ).execution_options(postgresql_readonly=True)
    return (
        _Side(writing, threads(POSTGRESQL_WRITER_THREADS, "database-writer")),
        _Side(reading, threads(READER_THREADS, "database-reader")),
    )


def _engine(url: URL, **options: Any) -> Engine:
    return create_engine(url, max_overflow=0, hide_parameters=True, **options)


def _speak_sqlite(engine: Engine, *, begin: str, pragmas: tuple[str, ...]) -> None:
    """Takes transactions away from the driver, which would begin them late and end them early."""

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin_here(conn: Connection) -> None:
        Driver(conn).run(begin)  # every unit of work begins: not the slow way
