"""Seats the judges: which of them look after every step, and which only at the end."""

import sqlite3
from dataclasses import dataclass

from client.store.database import Store
from simulation.judges import at_the_end, in_the_books, on_the_tablets, over_time
from simulation.judges.over_time import Memory
from simulation.tablet import Running, Tablet
from simulation.world import World


@dataclass(frozen=True, slots=True)
class _Looked:
    """What a tablet's judges had before them; the same again can only get the same verdict."""

    store: Store
    """One life of the program; the next may begin with another file."""
    commits: int
    """To it."""
    restores: int
    """Of the server; the versions of its books begin anew with each."""
    version: int
    """Of its books."""


class Bench:
    """The judges of one world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.memory = Memory()
        self.books: sqlite3.Connection
        self._seen: int | None = None
        self._looked: dict[str, _Looked] = {}
        """At each tablet, by its name."""
        self._restores = 0
        self._open()

    def look(self) -> None:
        """After a step: what must hold at every moment."""
        if self.world.restores != self._restores:
            self._begin_again()
        version = self.books.execute("PRAGMA data_version").fetchone()[0]
        if version != self._seen:
            self._seen = version
            for judge in (*in_the_books.ALWAYS, *over_time.ALWAYS):
                self._hear(judge.__name__, judge(self.books, self.memory))
        for tablet in self.world.tablets:
            if tablet.running and not tablet.is_broken():
                self._look_at(tablet, tablet.running, version)

    def judge_the_end(self) -> None:
        """When all has come to rest."""
        self.look()
        for judge in in_the_books.AT_THE_END:
            self._hear(judge.__name__, judge(self.books, self.memory))
        for verdict in at_the_end.ALL:
            self._hear(verdict.__name__, verdict(self.world, self.books))

    def operations(self) -> int:
        """How many the server holds."""
        return int(self.books.execute("SELECT count(*) FROM operation").fetchone()[0])

    def close(self) -> None:
        """The judges rise."""
        self.books.close()

    def _look_at(self, tablet: Tablet, running: Running, version: int) -> None:
        now = _Looked(running.store, running.disk.commits, self._restores, version)
        if self._looked.get(tablet.name) == now:
            return
        self._looked[tablet.name] = now
        for judge in on_the_tablets.ALWAYS:
            self._hear(judge.__name__, judge(self.world, tablet, self.books))

    def _begin_again(self) -> None:
        """The server's file was replaced: what was known of the one before holds no longer."""
        self.books.close()
        self._open()
        self.memory.forget()

    def _open(self) -> None:
        self._restores = self.world.restores
        self.books = sqlite3.connect(self.world.house.path, isolation_level=None)
        self.books.row_factory = sqlite3.Row
        self._seen = None

    def _hear(self, name: str, findings: list[str]) -> None:
        rule = name.split("_", 1)[0].upper()
        for finding in findings:
            self.world.witness.accuse(rule, finding)
