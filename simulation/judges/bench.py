"""Seats the judges: which of them look after every step, and which only at the end."""

import sqlite3

from simulation.judges import at_the_end, in_the_books, on_the_tablets, over_time
from simulation.judges.over_time import Memory
from simulation.world import World


class Bench:
    """The judges of one world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.memory = Memory()
        self.books: sqlite3.Connection
        self._seen: int | None = None
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
        for verdict in on_the_tablets.ALWAYS:
            self._hear(verdict.__name__, verdict(self.world, self.books))

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
