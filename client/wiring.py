"""Every object of the till, built once, by hand, here.

Read it from top to bottom to see what the program is made of.
"""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from client import paths
from client.clock import Clock
from client.devices.keystore import PIN_PEPPER, FileKeystore, Keystore, open_keystore
from client.devices.print_spool import PrintSpool
from client.devices.printer_setup import PrinterSetup, open_printer
from client.devices.serial_scanner import SerialPorts
from client.devices.sight import find_cameras, open_camera
from client.devices.store_key import STORE_KEY, key_finder
from client.devices.volumes import carrying_folders, removable_folders
from client.devices.wiping import wipe_till
from client.ids import Chance
from client.settings import VERSION, Settings
from client.store.database import Store
from client.sync.archive import ServerArchive
from client.sync.carrying import Carrying
from client.sync.engine import SyncEngine
from client.sync.enrolment import Enrolment
from client.sync.events import EventListener
from client.sync.handover import Handover
from client.sync.line import Line
from client.sync.transport import HttpTransport
from client.till.about import about_till
from client.till.preferences import Preferences, PreferencesKeeper, printer_profile
from client.till.sign_in import SignIn
from client.till.till import open_till
from client.till.workplace import Workplace
from client.ui.application import Parts
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


def open_client(settings: Settings) -> Client:
    """The till of ``settings.data_dir``; its printer is at work when this returns.

    Raises as ``Store`` does, and ``StoreKeyMissing`` or ``KeystoreLocked``.
    """
    folder = settings.data_dir
    clock, chance, paper_folder = Clock(), Chance(), paths.paper_dir(folder)
    keystore, ending = open_keystore(paths.keys_dir(folder)), Ending()
    store = Store.open(paths.database_path(folder), key_finder(keystore, chance))
    transport = HttpTransport(chance)
    line = Line(store, keystore, transport, clock, chance)
    sync = SyncEngine(line, listener=EventListener(line, transport))
    print_spool = _print_spool(store, clock, paper_folder=paper_folder)
    initial = _initial(settings)
    keeper = PreferencesKeeper(
        store, paper_folder=paper_folder, use_printer=print_spool.use, initial=initial
    )
    sign_in = SignIn(store, clock, load_pepper=lambda: keystore.load(PIN_PEPPER))
    till = open_till(
        Workplace(
            store=store,
            clock=clock,
            chance=chance,
            sign_in=sign_in,
            delivery=sync,
            paper=print_spool,
            language=initial.language,
            archive=ServerArchive(line, transport),
        )
    )
    parts = Parts(
        till=till,
        sync=sync,
        enrolment=Enrolment(line),
        printing=Printing(print_spool, PrinterSetup(print_spool, pdf_folder=paper_folder)),
        keeper=keeper,
        scanning=_scanning(clock),
        about=lambda: about_till(store),
        version=VERSION,
        now=clock.now_utc,
        new_id=chance.uuid,
        report_folder=paths.logs_dir(folder),
        safeguards=_safeguards(line, folder, ending),
        queue_limits=_queue_limits(settings),
    )
    _start_printing(print_spool, keeper, paper_folder=paper_folder)
    return Client(parts, store, print_spool, keystore, ending, folder)


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


def _print_spool(store: Store, clock: Clock, *, paper_folder: Path) -> PrintSpool:
    """On the virtual printer until the chosen one is known."""
    return PrintSpool(
        store=store,
        clock=clock,
        open_printer=open_printer,
        profile=virtual_printer(str(paper_folder)),
    )


def _start_printing(
    print_spool: PrintSpool, keeper: PreferencesKeeper, *, paper_folder: Path
) -> None:
    """On the chosen printer."""
    chosen = asyncio.run(keeper.load())
    print_spool.use(printer_profile(chosen, paper_folder=paper_folder))
    print_spool.start()
