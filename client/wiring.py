"""Every object of the till, built once, by hand, here.

Read it from top to bottom to see what the program is made of.
"""

import asyncio
import logging
from dataclasses import dataclass

from client import paths
from client.clock import Clock
from client.devices.keystore import PIN_PEPPER, open_keystore
from client.devices.print_spool import PrintSpool
from client.ids import Chance
from client.settings import Settings
from client.store.database import Store
from client.sync.engine import SyncEngine
from client.sync.enrolment import Enrolment
from client.sync.line import Line
from client.sync.transport import HttpTransport
from client.till.preferences import Preferences, PreferencesKeeper, printer_profile
from client.till.sign_in import SignIn
from client.till.till import open_till
from client.till.workplace import Workplace
from client.ui.application import Parts
from printers.profiles import virtual_printer
from printers.registry import open_printer
from shared.domain.errors import FieldInvalid
from shared.receipt.words import Language

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Client:
    """The whole program but its window."""

    parts: Parts
    store: Store
    print_spool: PrintSpool

    def close(self) -> None:
        """Lets printer and file go, in this order; what still waits is kept."""
        self.print_spool.stop()
        self.store.close()


def open_client(settings: Settings) -> Client:
    """The till of ``settings.data_dir``; its printer is at work when this returns.

    Raises ``StoreInUse``, ``StoreTooNew``, ``StoreFull`` or ``StoreFailed``.
    """
    folder = settings.data_dir
    paper_folder = paths.paper_dir(folder)
    clock, chance = Clock(), Chance()
    store = Store.open(paths.database_path(folder))
    keystore = open_keystore(paths.keys_dir(folder))

    line = Line(store, keystore, HttpTransport(chance), clock, chance)
    sync = SyncEngine(line)
    print_spool = PrintSpool(
        store=store,
        clock=clock,
        open_printer=open_printer,
        profile=virtual_printer(str(paper_folder)),
    )
    preferences = PreferencesKeeper(
        store,
        virtual_folder=paper_folder,
        use_printer=print_spool.use,
        initial=_initial_preferences(settings),
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
            language=_initial_preferences(settings).language,
        )
    )

    _use_chosen_printer(print_spool, preferences, settings)
    print_spool.start()
    parts = Parts(
        till=till,
        sync=sync,
        enrolment=Enrolment(line),
        print_spool=print_spool,
        preferences=preferences,
        clock=clock,
        chance=chance,
        is_fullscreen=settings.is_fullscreen,
    )
    return Client(parts, store, print_spool)


def _initial_preferences(settings: Settings) -> Preferences:
    """What a new till starts with; what a person chose on it wins."""
    return Preferences(
        language=Language(settings.language or Language.RU), camera_source=settings.camera
    )


def _use_chosen_printer(
    print_spool: PrintSpool, preferences: PreferencesKeeper, settings: Settings
) -> None:
    """An address that no longer means anything must not keep the till from starting."""
    chosen = asyncio.run(preferences.load())
    try:
        print_spool.use(printer_profile(chosen, virtual_folder=paths.paper_dir(settings.data_dir)))
    except FieldInvalid:
        log.warning("the chosen printer's address is unusable: paper goes to the virtual one")
