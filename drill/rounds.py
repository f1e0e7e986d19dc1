"""The driver: one restaurant's server and tills, killed and started again, round after round.

A round ends with SIGKILL of a till, of the server, or of both, at a moment nobody can foresee: so
many confirmations after its last start and a little more, or a blind moment that may fall into the
start itself. Must not know what is right in the end: ``audit`` does.
"""

import random
import time
from dataclasses import dataclass
from multiprocessing.connection import wait
from typing import Any

from drill import server_process, till_process
from drill.house import House
from drill.journal import Journal
from drill.messages import Closed, Confirmed, Duty, Post, Shown, Task, Told, Up
from drill.processes import Child, told
from shared.domain.ids import GuestId

BLIND_KILLS = 0.25
"""How many kills look at nothing: many of them hit a process that is still starting."""
BLIND_SECONDS_MAX = 0.2
CONFIRMATIONS_MAX = 3
LITTLE_MORE_SECONDS = 0.03
PATIENCE_SECONDS = 5.0
"""A victim that confirms nothing for so long is killed all the same."""
END_SECONDS_MAX = 120.0
VICTIMS = ("till", "server", "both")
VICTIMS_WEIGHTS = (55, 25, 20)


class DrillFailed(Exception):
    """A process failed in a way no kill explains; the message says how."""


@dataclass
class Desk:
    """One till of the drill, whichever process it lives in now."""

    post: Post
    child: Child
    confirmed_since_start: int = 0


@dataclass
class Kills:
    """How many processes were killed."""

    tills: int = 0
    servers: int = 0


class Drill:
    """One server, some tills, and a driver who pulls plugs."""

    def __init__(self, house: House, journal: Journal, chance: random.Random) -> None:
        self._house = house
        self._journal = journal
        self._chance = chance
        self.kills = Kills()
        self._server = self._new_server()
        self._desks: list[Desk] = []

    def play(self, rounds: int) -> None:
        """So many kills, once everything works. Raises ``DrillFailed``."""
        if not self._server.wire.poll(END_SECONDS_MAX):
            raise DrillFailed("the server does not answer")
        self._desks = [Desk(post, self._new_till(post, Duty.SERVE)) for post in self._house.posts]
        self._await_all(Up)
        for _ in range(rounds):
            self._round()

    def end(self) -> list[dict[GuestId, int]]:
        """Nobody is killed any more: all is delivered and printed.

        What each till shows of each guest then.

        Raises ``DrillFailed`` when that does not come to an end.
        """
        self._restart_all(Duty.CLOSE)
        self._await_all(Closed)
        self._restart_all(Duty.SHOW)
        return [heard.totals for heard in self._await_all(Shown)]

    def stop(self) -> None:
        """Ends every process, whatever happened."""
        for child in (self._server, *(desk.child for desk in self._desks)):
            child.kill()

    def _round(self) -> None:
        (victims,) = self._chance.choices(VICTIMS, VICTIMS_WEIGHTS)
        desk = self._chance.choice(self._desks)
        self._wait_for_the_moment(desk)
        if victims in {"server", "both"}:
            self._server.kill()
            self.kills.servers += 1
        if victims in {"till", "both"}:
            desk.child.kill()
            self.kills.tills += 1
            self._listen(desk)
        if victims in {"server", "both"}:
            self._server = self._new_server()
        if victims in {"till", "both"}:
            self._start(desk, Duty.SERVE)

    def _wait_for_the_moment(self, victim: Desk) -> None:
        if self._chance.random() < BLIND_KILLS:
            self._listen_for(self._chance.uniform(0, BLIND_SECONDS_MAX))
            return
        wanted = victim.confirmed_since_start + self._chance.randint(1, CONFIRMATIONS_MAX)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while victim.confirmed_since_start < wanted and time.monotonic() < deadline:
            self._listen_for(LITTLE_MORE_SECONDS)
        self._listen_for(self._chance.uniform(0, LITTLE_MORE_SECONDS))

    def _listen_for(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        wires = [desk.child.wire for desk in self._desks]
        while (left := deadline - time.monotonic()) > 0:
            if wait(wires, left):
                for desk in self._desks:
                    self._listen(desk)

    def _listen(self, desk: Desk) -> list[Told]:
        heard: list[Told] = told(desk.child.wire)
        confirmed = [each for each in heard if isinstance(each, Confirmed)]
        self._journal.add(confirmed)
        desk.confirmed_since_start += len(confirmed)
        if desk.child.has_failed:
            raise DrillFailed(f"{desk.post.name}: see {desk.post.folder / till_process.LOG}")
        return heard

    def _await_all(self, kind: type[Any]) -> list[Any]:
        """What each till said of that kind. Raises ``DrillFailed``."""
        deadline = time.monotonic() + END_SECONDS_MAX
        found: dict[str, Any] = {}
        while len(found) < len(self._desks):
            if time.monotonic() > deadline:
                missing = {desk.post.name for desk in self._desks} - found.keys()
                raise DrillFailed(f"no {kind.__name__} from {sorted(missing)} in time")
            wait([desk.child.wire for desk in self._desks if desk.post.name not in found], 1)
            for desk in self._desks:
                for each in self._listen(desk):
                    if isinstance(each, kind):
                        found[desk.post.name] = each
        return [found[desk.post.name] for desk in self._desks]

    def _restart_all(self, duty: Duty) -> None:
        for desk in self._desks:
            if duty is Duty.SHOW:
                desk.child.wait()
            else:
                desk.child.kill()
                self._listen(desk)
        for desk in self._desks:
            self._start(desk, duty)

    def _start(self, desk: Desk, duty: Duty) -> None:
        desk.child = self._new_till(desk.post, duty)
        desk.confirmed_since_start = 0

    def _new_till(self, post: Post, duty: Duty) -> Child:
        return Child(till_process.work, post, Task(duty, self._chance.getrandbits(32)))

    def _new_server(self) -> Child:
        return Child(server_process.work, self._house.server_folder, self._house.port)
