"""A till without a window: everything ``client.wiring`` builds but the screens.

The store, the commands, the engine and the spool are the product's own, put together in the same
order. Must not know what is done with them.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
from sqlite_utils import Database

from client import paths
from client.clock import Clock
from client.devices.keystore import PIN_PEPPER, FileKeystore
from client.devices.print_spool import PrintSpool
from client.devices.store_key import key_finder
from client.ids import Chance
from client.store.database import Store, one_thread
from client.store.outbox import outbox_counts
from client.store.prints import PrintJob
from client.sync.engine import SyncEngine
from client.sync.enrolment import Enrolment
from client.sync.events import EventListener
from client.sync.line import Line
from client.sync.transport import HttpTransport
from client.till.sign_in import SignIn, slow_hash
from client.till.till import Till, open_till
from client.till.workplace import Workplace
from printers.profiles import FileAddress, PrinterProfile
from printers.registry import open_printer

HashPin = Callable[[str, bytes], bytes]


@dataclass(frozen=True, slots=True)
class World:
    """What a till gets from outside; the real thing where nothing else is said."""

    clock: Clock
    chance: Chance
    network: httpx.AsyncBaseTransport | None = None
    """What carries its requests; None is this machine's own."""
    hash_pin: HashPin = slow_hash
    threads: Callable[[str], Executor] = one_thread
    """Makes the threads of its store."""


@dataclass(frozen=True, slots=True)
class Tablet:
    """One till."""

    till: Till
    workplace: Workplace
    store: Store
    engine: SyncEngine
    print_spool: PrintSpool
    enrolment: Enrolment

    async def sign_in(self, name: str, pin: str) -> None:
        """The person called ``name`` signs in. Raises as ``SignIn.sign_in`` does."""
        (tile,) = [each for each in await self.till.sign_in.tiles() if each.name == name]
        await self.till.sign_in.sign_in(tile.staff_id, pin)

    async def sync(self) -> None:
        """Everything out and everything in, as far as the network lets it."""
        self.engine.nudge()
        while await self.engine.turn() == 0.0:
            pass

    async def all_out(self, *, on_paper: bool = False) -> None:
        """Until everything is delivered and, if asked for, printed; the engine must be running."""
        loop, moved = asyncio.get_running_loop(), asyncio.Event()

        def wake(_job: PrintJob) -> None:
            loop.call_soon_threadsafe(moved.set)

        with ExitStack() as listening:
            listening.callback(self.engine.subscribe(lambda _status: moved.set()))
            listening.callback(self.print_spool.subscribe(wake))
            self.engine.retry_now()
            while self.waiting() or (on_paper and await self.store.read(_is_printing)):
                await moved.wait()
                moved.clear()

    def waiting(self) -> int:
        """Operations the server has not answered for."""
        return self.store.read_now(outbox_counts).waiting

    def close(self) -> None:
        """Switches the till off in good order."""
        self.print_spool.stop()
        self.store.close()


def paper_roll(folder: Path) -> Path:
    """The file its printer prints into: every byte a real printer would have been sent."""
    return folder / "paper.bin"


def open_tablet(folder: Path, world: World) -> Tablet:
    """The till of ``folder``, which is made when there is none; nothing runs yet."""
    folder.mkdir(parents=True, exist_ok=True)
    keystore = FileKeystore(paths.keys_dir(folder))
    find_key = key_finder(keystore, world.chance)
    store = Store(paths.database_path(folder), find_key, threads=world.threads)
    transport = HttpTransport(world.chance, network=world.network)
    line = Line(store, keystore, transport, world.clock, world.chance)
    engine = SyncEngine(line, listener=EventListener(line, transport))
    print_spool = PrintSpool(
        store=store,
        clock=world.clock,
        open_printer=open_printer,
        profile=_printer(paper_roll(folder)),
    )
    sign_in = SignIn(
        store,
        world.clock,
        load_pepper=lambda: keystore.load(PIN_PEPPER),
        hash_pin=world.hash_pin,
    )
    workplace = Workplace(
        store, world.clock, world.chance, sign_in, delivery=engine, paper=print_spool
    )
    return Tablet(open_till(workplace), workplace, store, engine, print_spool, Enrolment(line))


def _is_printing(db: Database) -> bool:
    waiting = "SELECT 1 FROM print_job WHERE state IN ('queued', 'printing') LIMIT 1"
    return db.execute(waiting).fetchone() is not None


def _printer(roll: Path) -> PrinterProfile:
    """A device file, which must be there before anybody prints."""
    roll.touch()
    return PrinterProfile(name="drill", address=FileAddress(str(roll)), answers_status=False)
