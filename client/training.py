"""The turns of the program: the real till, one for training when asked for, the real one again.

Only one of them is open at a time. While somebody is trained, neither the real file is open nor any
network: the training till has a file of its own, whose key is never written down, and which is
removed with it. Whatever ends the program meanwhile, it begins with the real till.
"""

import asyncio
import shutil
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Protocol

from client import paths
from client.clock import Clock
from client.devices.keystore import PIN_PEPPER, FleetingKeystore
from client.devices.printer_setup import open_printer
from client.devices.store_key import key_finder
from client.ids import Chance
from client.settings import Settings
from client.store.database import Store
from client.store.lock import FolderLock, Held
from client.store.sandbox import HouseCopy, copy_house
from client.sync.line import Line
from client.sync.network import NoNetwork
from client.sync.transport import HttpTransport
from client.till.preferences import NO_PRINTER, Preferences
from client.till.training import furnish
from client.till.training_line import TrainingLine
from client.ui.application.assembly import Parts
from client.wiring import Client, Ground, build_client, open_client
from printers.printer import Printer
from printers.profiles import PrinterProfile, virtual_printer

OFF: Final = ""


@dataclass(frozen=True, slots=True)
class Template:
    """What a training till takes over from the real one, read while that is open."""

    house: HouseCopy
    pepper: bytes | None
    preferences: Preferences


class Opened(Protocol):
    """A till that is open."""

    @property
    def parts(self) -> Parts: ...
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class TrainingClient:
    """A till to practise on, in the place of the real one."""

    client: Client
    folder: Path
    lock: FolderLock
    """Of the real till's folder: nobody opens that meanwhile."""

    @property
    def parts(self) -> Parts:
        """As of any till."""
        return self.client.parts

    def close(self) -> None:
        """Nothing of it is left."""
        with ExitStack() as stack:
            stack.callback(self.lock.release)
            stack.callback(_remove, self.folder)
            self.client.close()


class Turns:
    """Which till is open."""

    def __init__(self, settings: Settings, held: Held | None = None) -> None:
        """Opens the real one, in the file that is ``held``. Raises as ``open_client`` does."""
        self._settings = settings
        self._opened: Opened | None = _open_real(settings, held)

    @property
    def parts(self) -> Parts:
        """Of the till that is open."""
        assert self._opened is not None
        return self._opened.parts

    def turn(self) -> Parts | None:
        """The other till, if somebody asked for it; None: the program ends.

        The window of the one before is closed. Raises as ``open_client`` does.
        """
        training = self.parts.training
        if not training.is_change_asked:
            return None
        template = None if training.is_on else _template(self._opened)
        self.close()
        self._opened = (
            open_training(self._settings, template) if template else _open_real(self._settings)
        )
        return self.parts

    def close(self) -> None:
        """Lets go of whichever is open; again is harmless."""
        opened, self._opened = self._opened, None
        if opened is not None:
            opened.close()


def open_training(settings: Settings, template: Template) -> TrainingClient:
    """A new till for training; the real one must be closed. Raises as ``Store`` does."""
    folder = paths.training_dir(settings.data_dir)
    lock = FolderLock(paths.database_path(settings.data_dir).with_suffix(".lock"))
    with ExitStack() as stack:
        stack.callback(lock.release)
        stack.callback(_remove, folder)
        _remove(folder)
        clock, chance, keystore = Clock(), Chance(), FleetingKeystore()
        store = Store.open(paths.database_path(folder), key_finder(keystore, chance))
        stack.callback(store.close)
        transport = HttpTransport(chance, network=NoNetwork())
        line = Line(store, keystore, transport, clock, chance)
        client = build_client(_ground(line, folder, template), settings)
        stack.pop_all()
    return TrainingClient(client, folder, lock)


def template_of(client: Client) -> Template | None:
    """What the real till gives to one for training; None before it knows its house.

    Raises ``KeystoreLocked``.
    """
    house = client.store.read_now(copy_house)
    if house is None:
        return None
    preferences = asyncio.run(client.parts.keeper.load())
    return Template(house, client.keystore.load(PIN_PEPPER), preferences)


def _template(opened: Opened | None) -> Template | None:
    assert isinstance(opened, Client), "only the real till is copied"
    return template_of(opened)


def _open_real(settings: Settings, held: Held | None = None) -> Client:
    """A training till that the program did not live to remove is noise; it goes."""
    client = open_client(settings, held)
    _remove(paths.training_dir(settings.data_dir))
    return client


def _ground(line: Line, folder: Path, template: Template) -> Ground:
    store, clock, chance = line.store, line.clock, line.chance
    if template.pepper is not None:
        line.keystore.save(PIN_PEPPER, template.pepper)
    moment = clock.moment()
    store.write_now(lambda db: furnish(db, template.house, moment=moment, chance=chance))
    return Ground(
        folder=folder,
        line=line,
        delivery=TrainingLine(store, clock, chance),
        archive=None,
        initial=replace(template.preferences, printer=NO_PRINTER, guest_display=OFF),
        open_printer=lambda _profile: _picture_of_paper(folder),
        is_training=True,
    )


def _picture_of_paper(folder: Path) -> Printer:
    """Whichever printer is meant, training costs no paper."""
    profile: PrinterProfile = virtual_printer(str(paths.paper_dir(folder)))
    return open_printer(profile)


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
