"""Who waits for the one writer is committed together, answered after it, and harmed by nobody."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import Connection

from server.chance import Chance
from server.clock import Clock
from server.database import Database, DatabaseUnavailable
from server.group_commit import GROUP_MS
from server.tenants.service import create_tenant, tenants

UNITS = 5


class StandingClock(Clock):
    """However long it takes."""

    def monotonic_ms(self) -> int:
        return 0


class BusyMachine(Clock):
    """Between any two looks at the clock other programs had their turn."""

    def __init__(self) -> None:
        self.looks = 0

    def monotonic_ms(self) -> int:
        self.looks += 1
        return self.looks * GROUP_MS


class Disk(sqlite3.Connection):
    """Counts journeys to the disk, which may be full."""

    commits = 0
    is_full = False

    def commit(self) -> None:
        if Disk.is_full:
            error = sqlite3.OperationalError("database or disk is full")
            error.sqlite_errorcode = sqlite3.SQLITE_FULL
            raise error
        Disk.commits += 1
        super().commit()


@pytest.fixture
def database(sqlite_template: bytes, tmp_path: Path) -> Iterator[Database]:
    path = tmp_path / "group.db"
    path.write_bytes(sqlite_template)
    opened = Database.open(f"sqlite:///{path}", sqlite_connection=Disk, clock=StandingClock())
    opened.write_now(lambda _conn: None)
    Disk.commits = 0
    yield opened
    Disk.is_full = False
    opened.close()


def add_tenant(conn: Connection) -> None:
    create_tenant(conn, name="Сушилка", now_ms=1, chance=Chance())


def add_and_fail(conn: Connection) -> None:
    add_tenant(conn)
    raise LookupError


def count(database: Database) -> int:
    return len(database.read_now(tenants))


async def together(
    database: Database,
    *works: Callable[[Connection], None],
    meanwhile: Callable[[list[asyncio.Task[int]]], object] = len,
) -> list[int | BaseException]:
    """How many tenants each sees when it is answered; all waited while the writer was busy."""
    busy, free = Event(), Event()

    def keep_busy(_conn: Connection) -> None:
        busy.set()
        free.wait()

    async def counted(work: Callable[[Connection], None]) -> int:
        await database.write(work)
        return count(database)

    first = asyncio.create_task(counted(keep_busy))
    await asyncio.to_thread(busy.wait)
    tasks = [asyncio.create_task(counted(work)) for work in works]
    await asyncio.sleep(0)
    meanwhile(tasks)
    await asyncio.sleep(0)
    free.set()
    _, *answers = await asyncio.gather(first, *tasks, return_exceptions=True)
    return answers


def test_who_waits_shares_one_commit_and_is_answered_after_it(database: Database) -> None:
    assert asyncio.run(together(database, *[add_tenant] * UNITS)) == [UNITS] * UNITS
    busy_one_and_the_group = 2
    assert Disk.commits == busy_one_and_the_group


def test_what_one_raises_undoes_that_one_only(database: Database) -> None:
    first, failed, last = asyncio.run(together(database, add_tenant, add_and_fail, add_tenant))
    assert isinstance(failed, LookupError)
    assert (first, last) == (2, 2)


def test_when_the_disk_is_full_nobody_is_told_that_it_worked(database: Database) -> None:
    def fill(_tasks: object) -> None:
        Disk.is_full = True

    works = (add_tenant, add_and_fail, add_tenant)
    answers = asyncio.run(together(database, *works, meanwhile=fill))
    assert [type(each) for each in answers] == [DatabaseUnavailable] * len(works)
    Disk.is_full = False
    assert count(database) == 0


def test_who_gave_up_waiting_is_not_booked(database: Database) -> None:
    def give_up(tasks: list[asyncio.Task[int]]) -> None:
        tasks[0].cancel()

    _, second = asyncio.run(together(database, add_tenant, add_tenant, meanwhile=give_up))
    assert second == 1


def test_who_comes_alone_is_booked_however_late_the_writer_wakes(
    sqlite_template: bytes, tmp_path: Path
) -> None:
    """Else he waits for whoever comes next, be that nobody."""
    path = tmp_path / "busy.db"
    path.write_bytes(sqlite_template)
    database = Database.open(f"sqlite:///{path}", clock=BusyMachine())
    try:
        asyncio.run(asyncio.wait_for(database.write(add_tenant), timeout=10))
        assert count(database) == 1
    finally:
        database.close()


def test_who_comes_while_the_database_cannot_be_opened_is_told(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path}")
    try:
        with pytest.raises(DatabaseUnavailable):
            asyncio.run(asyncio.wait_for(database.write(add_tenant), timeout=10))
    finally:
        database.close()
