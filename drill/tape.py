"""A recording of what a till's store did to its files, and of what was promised meanwhile."""

import asyncio
import random
from dataclasses import dataclass, field
from pathlib import Path

from client import paths
from client.clock import Clock
from client.devices.keystore import FileKeystore
from client.devices.store_key import kept_key
from client.ids import Chance
from drill.cashier import Cashier
from drill.in_process import URL, Network, ServerHere
from drill.sqlite_files import recorded_files
from drill.tablet import Tablet, World, open_tablet
from shared.domain.ids import OperationId

COMMANDS = 40
OFFLINE, TIDY, RESTART = 0.15, 0.1, 0.05
"""How often, before a command, the network changes, the log is put away, the till restarts."""


@dataclass(frozen=True, slots=True)
class Write:
    """Bytes on their way to the disk."""

    name: str
    offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Cut:
    """The file becomes so long."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Gone:
    """The file is taken away."""

    name: str


@dataclass(frozen=True, slots=True)
class Sync:
    """All that was done to the file before is on the disk."""

    name: str


Change = Write | Cut | Gone
Event = Change | Sync


@dataclass
class Tape:
    """Hears SQLite, and remembers when which operations were promised."""

    folder: Path
    start: dict[str, bytes] = field(default_factory=dict)
    """The files when the recording began, all of them on the disk."""
    events: list[Event] = field(default_factory=list)
    promises: list[tuple[int, OperationId]] = field(default_factory=list)
    """How many events there had been when an operation was confirmed."""
    key: bytes = b""
    """Of the till's file: a power cut takes nothing from the keystore."""

    def wrote(self, path: Path, offset: int, data: bytes) -> None:
        """See ``Listener``."""
        self._hear(path, Write(path.name, offset, data))

    def cut(self, path: Path, size: int) -> None:
        """See ``Listener``."""
        self._hear(path, Cut(path.name, size))

    def synced(self, path: Path) -> None:
        """See ``Listener``."""
        self._hear(path, Sync(path.name))

    def deleted(self, path: Path) -> None:
        """See ``Listener``."""
        self._hear(path, Gone(path.name))

    def promise(self, operation_ids: tuple[OperationId, ...]) -> None:
        """From here on they may not be lost."""
        self.promises += [(len(self.events), each) for each in operation_ids]

    def _hear(self, path: Path, event: Event) -> None:
        if path.parent == self.folder:
            self.events.append(event)


def record(folder: Path, *, seed: int, commands: int = COMMANDS) -> Tape:
    """A shift of so many commands on a new till, recorded."""
    return asyncio.run(_Shift(folder, random.Random(seed)).recorded(commands))


class _Shift:
    """One till that serves, loses the network, puts its log away and restarts."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self._folder = folder / "till"
        self._chance = chance
        self._server = ServerHere.open(folder, Clock())
        self._network = Network(self._server, chance=chance)

    async def recorded(self, commands: int) -> Tape:
        await self._enrol()
        tape = Tape(
            self._folder.resolve(), key=kept_key(FileKeystore(paths.keys_dir(self._folder)))
        )
        tape.start = _database_files(self._folder)
        with recorded_files(tape):
            tablet = await self._opened()
            for _ in range(commands):
                if self._chance.random() < RESTART:
                    await _closed(tablet)
                    tablet = await self._opened()
                await self._command(tablet, tape)
            await _closed(tablet)
            self._server.close()
        return tape

    async def _enrol(self) -> None:
        tablet = self._tablet()
        code = self._server.enrolment_code()
        await tablet.enrolment.enrol(URL, code, device_name="Касса")
        await _closed(tablet)

    async def _command(self, tablet: Tablet, tape: Tape) -> None:
        if self._chance.random() < OFFLINE:
            self._network.is_cut = not self._network.is_cut
            tablet.engine.retry_now()
        if self._chance.random() < TIDY:
            await tablet.store.tidy()
        confirmed = await Cashier(tablet, self._chance).act()
        if confirmed is not None:
            tape.promise(confirmed.operation_ids)

    async def _opened(self) -> Tablet:
        tablet = self._tablet()
        staff = next(each for each in self._server.demo.staff if each.role == "MANAGER")
        await tablet.sign_in(staff.name, staff.pin)
        tablet.print_spool.start()
        tablet.engine.start()
        return tablet

    def _tablet(self) -> Tablet:
        return open_tablet(self._folder, World(Clock(), Chance(), self._network))


async def _closed(tablet: Tablet) -> None:
    await tablet.engine.stop()
    tablet.close()


def _database_files(folder: Path) -> dict[str, bytes]:
    """The database and what of its log was not put away yet; the index is made anew anyway."""
    base = paths.database_path(folder)
    found = [base, base.with_name(f"{base.name}-wal")]
    return {each.name: each.read_bytes() for each in found if each.exists()}
