"""Writers that number a feed all at once, and readers that page along it meanwhile (S7).

Every reader must be told of every thing once, however the commits fall. The same race runs on the
product's feed and, to show that it can be lost, on a feed that is numbered by a sequence.
"""

import random
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event, Lock

from sqlalchemy import Connection, text

from server.database import POSTGRESQL_WRITER_THREADS, Database

DELAY_SECONDS_MAX = 0.002
ROLLED_BACK = 0.1
"""How many of the transactions are thrown away after they took their numbers."""
_DELAY = text("SELECT pg_sleep(:seconds)")


@dataclass(frozen=True, slots=True)
class Page:
    """What a reader was told at once, and from where it goes on."""

    things: Sequence[int]
    cursor: int


@dataclass(frozen=True, slots=True)
class Course:
    """What is run on: how new things enter a feed, and how a page of it is read after a cursor."""

    write: Callable[[Connection, Sequence[int]], None]
    read: Callable[[Connection, int], Page]


@dataclass(frozen=True, slots=True)
class Plan:
    """How large a race."""

    rows: int
    writers: int = 32
    readers: int = 4
    batch: int = 40
    """At most so many rows in a transaction."""
    seed: int = 2026


@dataclass(frozen=True, slots=True)
class Finish:
    """What the readers met, all of them together."""

    rows: int
    rolled_back: int
    pages: int
    missed: int
    repeated: int


def race(database_url: str, course: Course, plan: Plan) -> Finish:
    """Runs it to the end, each writer on a connection of its own."""
    count = -(-plan.writers // POSTGRESQL_WRITER_THREADS)
    databases = [Database.open(database_url) for _ in range(count)]
    try:
        return _Race(databases, course, plan).run()
    finally:
        for each in databases:
            each.close()


class _ChangedMind(Exception):
    """A writer throws away what it wrote."""


@dataclass(frozen=True, slots=True)
class _Met:
    """What one reader was told."""

    pages: int
    missed: int
    repeated: int


class _Race:
    """One race: what is left to write, and whether all of it is written."""

    def __init__(self, databases: Sequence[Database], course: Course, plan: Plan) -> None:
        self._databases = databases
        self._course = course
        self._plan = plan
        self._lock = Lock()
        self._taken = 0
        self._is_written = Event()
        self._news = [Event() for _ in range(plan.readers)]
        """For each reader: somebody has committed since he last looked."""

    def run(self) -> Finish:
        plan = self._plan
        with ThreadPoolExecutor(plan.writers + plan.readers) as threads:
            readers = [threads.submit(self._read, number) for number in range(plan.readers)]
            writers = [threads.submit(self._write, number) for number in range(plan.writers)]
            try:
                rolled_back = sum(each.result() for each in writers)
            finally:
                self._is_written.set()
                self._tell()
            met = [each.result() for each in readers]
        return Finish(
            rows=plan.rows,
            rolled_back=rolled_back,
            pages=sum(each.pages for each in met),
            missed=sum(each.missed for each in met),
            repeated=sum(each.repeated for each in met),
        )

    def _write(self, number: int) -> int:
        """How many transactions were thrown away on the way."""
        chance = random.Random(self._plan.seed * 1_000 + number)
        rolled_back = 0
        while things := self._take(chance.randint(1, self._plan.batch)):
            while self._try(number, things, chance):
                rolled_back += 1
        return rolled_back

    def _take(self, wanted: int) -> range:
        """Things that nobody else writes."""
        with self._lock:
            start = self._taken
            self._taken = min(start + wanted, self._plan.rows)
            return range(start, self._taken)

    def _try(self, number: int, things: range, chance: random.Random) -> bool:
        """Whether it was thrown away."""
        delay = chance.random() * DELAY_SECONDS_MAX
        is_thrown = chance.random() < ROLLED_BACK

        def work(conn: Connection) -> None:
            self._course.write(conn, things)
            conn.execute(_DELAY, {"seconds": delay})
            if is_thrown:
                raise _ChangedMind

        try:
            self._databases[number % len(self._databases)].write_now(work)
        except _ChangedMind:
            return True
        self._tell()
        return False

    def _tell(self) -> None:
        for each in self._news:
            each.set()

    def _read(self, number: int) -> _Met:
        """Pages on until nothing comes any more after the last writer has ended.

        At the feed's end he waits for the next commit, with the others' still under way.
        """
        news = self._news[number]
        database = self._databases[number % len(self._databases)]
        told = bytearray(self._plan.rows)
        repeated = pages = cursor = 0
        while True:
            news.clear()
            was_written = self._is_written.is_set()
            page = database.read_now(_reading(self._course, cursor))
            pages, cursor = pages + 1, page.cursor
            for thing in page.things:
                repeated += told[thing]
                told[thing] = 1
            if page.things:
                continue
            if was_written:
                return _Met(pages, told.count(0), repeated)
            news.wait()


def _reading(course: Course, cursor: int) -> Callable[[Connection], Page]:
    return lambda conn: course.read(conn, cursor)
