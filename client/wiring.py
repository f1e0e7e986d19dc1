"""Every object of the till, built once, by hand, here.

Read it from top to bottom to see what the program is made of.
"""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Protocol

from client import paths
from client.clock import Clock
from client.devices.keystore import PIN_PEPPER, FileKeystore, Keystore
from client.devices.os_keystore import open_keystore
from client.devices.print_spool import OpenPrinter, PrintSpool
from client.devices.printer_setup import PrinterSetup, open_printer
from client.devices.serial_scanner import SerialPorts
from client.devices.sight import find_cameras, open_camera
from client.devices.store_key import STORE_KEY, key_finder
from client.devices.volumes import carrying_folders, removable_folders
from client.devices.wiping import wipe_till
from client.ids import Chance
from client.settings import VERSION, Settings
from client.store.database import Store
from client.store.lock import Held
from client.sync.archive import ServerArchive
from client.sync.carrying import Carrying
from client.sync.engine import SyncEngine
from client.sync.enrolment import Enrolment
from client.sync.events import EventListener
from client.sync.handover import Handover
from client.sync.line import Line
from client.sync.transport import HttpTransport
from client.till.about import about_till
from client.till.archive import Archive
from client.till.preferences import Preferences, PreferencesKeeper, printer_profile
from client.till.sign_in import SignIn
from client.till.till import Till, open_till
from client.till.training import TrainingMode
from client.till.workplace import Delivery, Workplace
from client.ui.application.assembly import Parts, Syncing
from client.ui.application.printing import Printing
from client.ui.application.safeguards import Safeguards
from client.ui.application.scanning import Scanning
from client.ui.presenters.connection import QueueLimits
from printers.profiles import virtual_printer
from shared.receipt.words import Language


@dataclass
class Ending:
    """How the program ends."""

    is_wipe: bool = False
    """Nothing of the till is to be left."""

    def wipe(self) -> None:
        """Somebody has typed what is lost, or lost nothing."""
        self.is_wipe = True


class Delivering(Delivery, Syncing, Protocol):
    """Carries operations, and tells the screens of it."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What one till is built on, and another is not."""

    folder: Path
    line: Line
    delivery: Delivering
    archive: Archive | None
    initial: Preferences
    """What holds until somebody chooses."""
    open_printer: OpenPrinter = open_printer
    is_training: bool = False


@dataclass(frozen=True, slots=True)
class Client:
    """The whole program but its window."""

    parts: Parts
    store: Store
    print_spool: PrintSpool
    keystore: Keystore
    ending: Ending
    folder: Path

    def close(self) -> None:
        """Lets printer and file go, in this order; what still waits is kept, unless all is wiped.

        Raises ``KeystoreLocked`` for a till that could not be wiped.
        """
        self.print_spool.stop()
        self.store.close()
        if self.ending.is_wipe:
            wipe_till(self.folder, self.keystore)


def open_client(settings: Settings, held: Held | None = None) -> Client:
    """The till of ``settings.data_dir``; its printer is at work when this returns.

    ``held`` is its file, where somebody has locked that already.
    Raises as ``Store`` does, and ``StoreKeyMissing`` or ``KeystoreLocked``.
    """
    folder, clock, chance = settings.data_dir, Clock(), Chance()
    keystore = open_keystore(paths.keys_dir(folder))
    store = Store.open(held or paths.database_path(folder), key_finder(keystore, chance))
    transport = HttpTransport(chance)
    line = Line(store, keystore, transport, clock, chance)
    ground = Ground(
        folder=folder,
        line=line,
        delivery=SyncEngine(line, listener=EventListener(line, transport)),
        archive=ServerArchive(line, transport),
        initial=_initial(settings),
    )
    return build_client(ground, settings)


def build_client(ground: Ground, settings: Settings) -> Client:
    """The whole till on ``ground``; its printer is at work when this returns."""
    line, folder, ending = ground.line, ground.folder, Ending()
    store, clock, paper_folder = line.store, line.clock, paths.paper_dir(folder)
    print_spool = _print_spool(ground, paper_folder=paper_folder)
    keeper = PreferencesKeeper(
        store, paper_folder=paper_folder, use_printer=print_spool.use, initial=ground.initial
    )
    parts = Parts(
        till=_till(ground, print_spool),
        sync=ground.delivery,
        enrolment=Enrolment(line),
        printing=Printing(print_spool, PrinterSetup(print_spool, pdf_folder=paper_folder)),
        keeper=keeper,
        scanning=_scanning(clock),
        about=lambda: about_till(store),
        version=VERSION,
        now=clock.now_utc,
        new_id=line.chance.uuid,
        report_folder=paths.logs_dir(settings.data_dir),
        safeguards=_safeguards(line, folder, ending),
        queue_limits=_queue_limits(settings),
        training=TrainingMode(is_on=ground.is_training),
    )
    _start_printing(print_spool, keeper, paper_folder=paper_folder)
    return Client(parts, store, print_spool, line.keystore, ending, folder)


def _till(ground: Ground, paper: PrintSpool) -> Till:
    line = ground.line
    pepper = partial(line.keystore.load, PIN_PEPPER)
    return open_till(
        Workplace(
            store=line.store,
            clock=line.clock,
            chance=line.chance,
            sign_in=SignIn(line.store, line.clock, load_pepper=pepper),
            delivery=ground.delivery,
            paper=paper,
            language=ground.initial.language,
            archive=ground.archive,
        )
    )


def _scanning(clock: Clock) -> Scanning:
    return Scanning(
        open_camera=lambda source: open_camera(source, clock=clock),
        find_cameras=find_cameras,
        serial_ports=SerialPorts(),
    )


def _queue_limits(settings: Settings) -> QueueLimits:
    return QueueLimits(settings.warn_waiting, timedelta(hours=settings.warn_waiting_hours))


def _safeguards(line: Line, folder: Path, ending: Ending) -> Safeguards:
    """Packets that find no stick, or came as codes, stay in the till's ``folder``."""
    packets = paths.rescue_dir(folder)
    return Safeguards(
        handover=Handover(line, fallback=packets, sticks=removable_folders),
        carrying=Carrying(line, folder=packets / "brought", places=carrying_folders),
        wipe=ending.wipe,
        is_key_beside=FileKeystore(paths.keys_dir(folder)).load(STORE_KEY) is not None,
    )


def _initial(settings: Settings) -> Preferences:
    """What holds until somebody chooses."""
    return Preferences(
        language=Language(settings.language or Language.RU),
        auto_lock_seconds=settings.auto_lock_seconds,
        camera_source=settings.camera,
    )


def _print_spool(ground: Ground, *, paper_folder: Path) -> PrintSpool:
    """On the virtual printer until the chosen one is known."""
    return PrintSpool(
        store=ground.line.store,
        clock=ground.line.clock,
        open_printer=ground.open_printer,
        profile=virtual_printer(str(paper_folder)),
    )


def _start_printing(
    print_spool: PrintSpool, keeper: PreferencesKeeper, *, paper_folder: Path
) -> None:
    """On the chosen printer."""
    chosen = asyncio.run(keeper.load())
    print_spool.use(printer_profile(chosen, paper_folder=paper_folder))
    print_spool.start()
