"""What a person chose on this till: language, looks, camera, printer. Kept in the store.

Knows which choices there are. Must not know widgets.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from sqlite_utils import Database

from client.store.database import Store
from client.store.settings_rows import put_setting
from client.till.looks import LOOKS, Looks, Readers, kept
from client.till.sign_in import AUTO_LOCK_SECONDS
from printers.profiles import (
    PdfAddress,
    PrinterProfile,
    VirtualAddress,
    profile_from_json,
    profile_to_json,
)
from shared.domain.errors import FieldInvalid

CAMERA_SOURCE_DEFAULT: Final = "0"
SCANNER_BAUD_DEFAULT: Final = 9600
NO_PRINTER: Final = PrinterProfile(name="", address=VirtualAddress(""))
"""What a new till prints on: pictures, in a folder that the till puts in."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Preferences(Looks):
    """Every choice, with what a new till starts with."""

    auto_lock_seconds: int = AUTO_LOCK_SECONDS
    """How long the till may be left alone before it locks itself (CSH-09)."""
    camera_source: str = CAMERA_SOURCE_DEFAULT
    scanner_port: str = ""
    """Of a serial scanner; empty when there is none."""
    scanner_baud: int = SCANNER_BAUD_DEFAULT
    guest_display: str = ""
    """What shows the guest his points: empty for nothing, else the name of a screen."""
    printer: PrinterProfile = NO_PRINTER
    prints_logo: bool = True
    """Whether receipts begin with ``logo_file``, where there is one."""


class PreferencesKeeper:
    """Reads and keeps the choices; tells the printer about its own."""

    def __init__(
        self,
        store: Store,
        *,
        paper_folder: Path,
        use_printer: Callable[[PrinterProfile], None],
        initial: Preferences | None = None,
    ) -> None:
        self._store = store
        self._paper_folder = paper_folder
        self._use_printer = use_printer
        self._initial = initial or Preferences()

    async def load(self) -> Preferences:
        """What was chosen, or what a new till starts with."""
        return await self._store.read(lambda db: kept(db, self._initial, _READERS))

    async def save(self, preferences: Preferences) -> None:
        """Keep ``preferences`` and print on their printer from now on."""
        await self._store.write(lambda db: _write(db, preferences))
        self._use_printer(printer_profile(preferences, paper_folder=self._paper_folder))


def printer_profile(preferences: Preferences, *, paper_folder: Path) -> PrinterProfile:
    """The printer a person chose, with the folder of this till and the restaurant's logo."""
    printer, folder = preferences.printer, str(paper_folder)
    address = printer.address
    if isinstance(address, VirtualAddress | PdfAddress):
        address = replace(address, folder=folder)
    logo_file = preferences.logo_file if preferences.prints_logo else ""
    return replace(printer, address=address, logo_file=logo_file)


def _write(db: Database, preferences: Preferences) -> None:
    for name in _NAMES:
        put_setting(db, f"ui.{name}", _WRITERS.get(name, str)(getattr(preferences, name)))


def _kept_printer(text: str) -> PrinterProfile:
    """What is kept of a printer; one that means nothing any more is none."""
    try:
        return profile_from_json(text)
    except FieldInvalid as problem:
        log.warning("the kept printer means nothing", extra={"problem": str(problem)})
        return NO_PRINTER


_READERS: Final[Readers] = {
    **LOOKS,
    "auto_lock_seconds": int,
    "camera_source": str,
    "scanner_port": str,
    "scanner_baud": int,
    "guest_display": str,
    "printer": _kept_printer,
    "prints_logo": lambda text: text == "True",
}
_WRITERS: Final[dict[str, Callable[[Any], str]]] = {"printer": profile_to_json}
_NAMES: Final = tuple(_READERS)
