"""One tablet of this world: the real till on its real file, and what may befall it.

A process holds a store, an engine and a till; a crash ends all of it at once, and the next boot
begins with what was committed.
"""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from client.devices.keystore import PIN_PEPPER, KeystoreLocked
from client.store.database import Store
from client.store.errors import StoreFailed, StoreInUse
from client.store.me import Me, me_of
from client.sync.engine import SyncEngine
from client.sync.line import Line
from client.sync.transport import HttpTransport
from client.till.sign_in import SignIn, slow_hash
from client.till.till import Till, open_till
from client.till.workplace import Workplace
from shared.domain.ids import StaffId
from simulation.chances import TabletChance
from simulation.clocks import TabletClock
from simulation.disk import Crashed, Disk, copy_store, key_of, open_writer_on
from simulation.network import Wire
from simulation.virtual_time import AtOnce

ROOM_BYTES = 10**12
hash_pin = cache(slow_hash)
"""Argon2id, once for each PIN."""


class NoPaper:
    """A printer is not part of this world: its jobs stay in the queue."""

    def nudge(self) -> None:
        """Nobody prints."""


class PocketKeystore:
    """The tablet's secrets; now and then it does not open."""

    def __init__(self, secrets: dict[str, bytes]) -> None:
        self._secrets = dict(secrets)
        self.is_locked = False

    def load(self, name: str) -> bytes | None:
        """The secret. Raises ``KeystoreLocked``."""
        if self.is_locked:
            raise KeystoreLocked(name)
        return self._secrets.get(name)

    def save(self, name: str, secret: bytes) -> None:
        """Keeps the secret."""
        self._secrets[name] = secret

    def forget(self, name: str) -> None:
        """No tablet is wiped here."""
        del self._secrets[name]


@dataclass(frozen=True, slots=True)
class Person:
    """Who works at the till, and his PIN."""

    staff_id: StaffId
    pin: str


@dataclass
class Running:
    """One life of the program."""

    disk: Disk
    store: Store
    line: Line
    engine: SyncEngine
    till: Till
    confess: Callable[[BaseException], None]
    """Hears of a task that ended as no task should."""
    tasks: set[asyncio.Task[Any]] = field(default_factory=set)

    def spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        """Begins a task that dies with the program."""
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self.tasks.discard(task)
        failure = None if task.cancelled() else task.exception()
        if failure is not None and not isinstance(failure, Crashed):
            self.confess(failure)


@dataclass(frozen=True, slots=True)
class Parts:
    """What a tablet is made of, beside its file."""

    clock: TabletClock
    keystore: PocketKeystore
    wire: Wire
    chance: TabletChance


class Tablet:
    """A tablet through all lives of its program."""

    def __init__(
        self, path: Path, parts: Parts, *, confess: Callable[[BaseException], None]
    ) -> None:
        self.path = path
        self.name = path.parent.name
        self.clock = parts.clock
        self.keystore = parts.keystore
        self.wire = parts.wire
        self.chance = parts.chance
        self._confess = confess
        self.has_room = True
        self.running: Running | None = None

    @property
    def till(self) -> Till:
        """What the cashier speaks to."""
        assert self.running
        return self.running.till

    async def start(self, person: Person) -> None:
        """The program starts on what the file holds, and that person signs in.

        Raises ``Crashed`` or a ``StoreFailed`` when it dies over it.
        """
        assert self.running is None
        disk = Disk()
        self.wire.disk = disk
        store = Store(
            self.path,
            key_of,
            room=lambda _folder: ROOM_BYTES if self.has_room else 0,
            threads=AtOnce,
            connect=lambda path, key: open_writer_on(disk, path, key),
        )
        line = Line(
            store,
            self.keystore,
            HttpTransport(self.chance, network=self.wire),
            self.clock,
            self.chance,
        )
        engine = SyncEngine(line)
        sign_in = SignIn(
            store,
            self.clock,
            load_pepper=lambda: self.keystore.load(PIN_PEPPER),
            hash_pin=hash_pin,
        )
        workplace = Workplace(store, self.clock, self.chance, sign_in, engine, NoPaper())
        self.running = Running(disk, store, line, engine, open_till(workplace), self._confess)
        self.running.spawn(engine.run())
        await sign_in.sign_in(person.staff_id, person.pin)

    async def kill(self) -> None:
        """The process ends in the middle of whatever it does."""
        running, self.running = self.running, None
        if running is None:
            return
        running.disk.is_dead = True
        for task in tuple(running.tasks):
            task.cancel()
        await asyncio.gather(*running.tasks, return_exceptions=True)
        running.store.close()

    def is_broken(self) -> bool:
        """Whether the program died, or refuses its file until it is started again."""
        if self.running is None or self.running.disk.is_dead:
            return True
        try:
            self.running.store.read_now(lambda _db: None)
        except StoreFailed:
            return True
        return False

    def refuses_a_second_program(self) -> bool:
        """Whether two instances on one file are impossible, as they must be."""
        try:
            Store(self.path, key_of, threads=AtOnce).close()
        except StoreInUse:
            return True
        return False

    def me(self) -> Me:
        """Who it is and where its chain stands."""
        assert self.running
        return self.running.store.read_now(me_of)

    def copy_to(self, image: Path) -> None:
        """A copy of its file as it is now."""
        copy_store(self.path, image)

    def become(self, image: Path) -> None:
        """Its file is replaced by an older copy of it; the program must not run."""
        assert self.running is None
        for leftover in (self.path.with_name(f"{self.path.name}-{end}") for end in ("wal", "shm")):
            leftover.unlink(missing_ok=True)
        copy_store(image, self.path)
