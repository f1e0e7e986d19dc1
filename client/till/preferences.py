"""What a person chose on this till: language, looks, camera, printer. Kept in the store.

Knows which choices there are and turns the typed address of a printer into its profile. Must not
know widgets.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from sqlite_utils import Database

from client.store.database import Store
from client.store.settings_rows import put_setting, setting
from printers.profiles import (
    ESCPOS_PORT,
    PAPER_58,
    PAPER_80,
    Address,
    FileAddress,
    PrinterProfile,
    SerialAddress,
    TcpAddress,
    UsbAddress,
    VirtualAddress,
)
from shared.domain.errors import FieldInvalid
from shared.receipt.words import Language

CAMERA_SOURCE_DEFAULT: Final = "0"
_PORT_MAX: Final = 65_535
_USB_NUMBER_MAX: Final = 0xFFFF


class PrinterKind(StrEnum):
    """How a printer is reached."""

    VIRTUAL = "virtual"
    TCP = "tcp"
    USB = "usb"
    SERIAL = "serial"
    FILE = "file"


class PaperWidth(StrEnum):
    """The two rolls there are, in millimetres."""

    MM_58 = "58"
    MM_80 = "80"


class TextSize(StrEnum):
    """How large letters are, in percent."""

    NORMAL = "100"
    LARGER = "125"
    LARGE = "150"
    LARGEST = "200"


@dataclass(frozen=True, slots=True)
class Preferences:
    """Every choice, with what a new till starts with."""

    language: Language = Language.RU
    is_dark: bool = True
    is_contrasted: bool = False
    text_size: TextSize = TextSize.NORMAL
    accent_hue: int | None = None
    """The restaurant's colour, 0 to 359 degrees; None is our own."""
    logo_file: str = ""
    """A picture on this till: the restaurant's sign; empty for none."""
    camera_source: str = CAMERA_SOURCE_DEFAULT
    printer_kind: PrinterKind = PrinterKind.VIRTUAL
    printer_address: str = ""
    paper: PaperWidth = PaperWidth.MM_80


class PreferencesKeeper:
    """Reads and keeps the choices; tells the printer about its own."""

    def __init__(
        self,
        store: Store,
        *,
        virtual_folder: Path,
        use_printer: Callable[[PrinterProfile], None],
        initial: Preferences | None = None,
    ) -> None:
        self._store = store
        self._virtual_folder = virtual_folder
        self._use_printer = use_printer
        self._initial = initial or Preferences()

    async def load(self) -> Preferences:
        """What was chosen, or what a new till starts with."""
        return await self._store.read(lambda db: _read(db, self._initial))

    async def save(self, preferences: Preferences) -> None:
        """Keep ``preferences`` and print on their printer from now on.

        Raises ``FieldInvalid`` (printer_address).
        """
        profile = printer_profile(preferences, virtual_folder=self._virtual_folder)
        await self._store.write(lambda db: _write(db, preferences))
        self._use_printer(profile)


def printer_profile(preferences: Preferences, *, virtual_folder: Path) -> PrinterProfile:
    """The printer a person chose. Raises ``FieldInvalid`` for an address that cannot be."""
    address = _address(preferences, virtual_folder)
    paper = PAPER_58 if preferences.paper is PaperWidth.MM_58 else PAPER_80
    return PrinterProfile(name=preferences.printer_kind.value, address=address, paper=paper)


def _address(preferences: Preferences, virtual_folder: Path) -> Address:
    typed = preferences.printer_address.strip()
    match preferences.printer_kind:
        case PrinterKind.VIRTUAL:
            return VirtualAddress(str(virtual_folder))
        case PrinterKind.TCP:
            return _tcp_address(typed)
        case PrinterKind.USB:
            return _usb_address(typed)
        case PrinterKind.SERIAL:
            return SerialAddress(_required(typed))
        case PrinterKind.FILE:
            return FileAddress(_required(typed))


def _tcp_address(typed: str) -> TcpAddress:
    host, _, port = _required(typed).partition(":")
    number = _number(port or str(ESCPOS_PORT), base=10, limit=_PORT_MAX)
    if not host or any(character.isspace() for character in host):
        raise _bad_address()
    return TcpAddress(host, number)


def _usb_address(typed: str) -> UsbAddress:
    vendor, _, product = typed.partition(":")
    return UsbAddress(
        _number(vendor, base=16, limit=_USB_NUMBER_MAX),
        _number(product, base=16, limit=_USB_NUMBER_MAX),
    )


def _number(text: str, *, base: int, limit: int) -> int:
    try:
        number = int(text, base)
    except ValueError:
        raise _bad_address() from None
    if not 0 < number <= limit:
        raise _bad_address()
    return number


def _required(typed: str) -> str:
    if not typed:
        raise _bad_address()
    return typed


def _bad_address() -> FieldInvalid:
    return FieldInvalid(field="printer_address", reason="format")


def _read(db: Database, initial: Preferences) -> Preferences:
    kept = {name: setting(db, f"ui.{name}") for name in _NAMES}
    chosen = {name: _READERS[name](value) for name, value in kept.items() if value is not None}
    return replace(initial, **chosen)


def _write(db: Database, preferences: Preferences) -> None:
    for name in _NAMES:
        put_setting(db, f"ui.{name}", str(getattr(preferences, name)))


_READERS: Final[dict[str, Callable[[str], Any]]] = {
    "language": Language,
    "is_dark": lambda text: text == "True",
    "is_contrasted": lambda text: text == "True",
    "text_size": TextSize,
    "accent_hue": lambda text: None if text == "None" else int(text),
    "logo_file": str,
    "camera_source": str,
    "printer_kind": PrinterKind,
    "printer_address": str,
    "paper": PaperWidth,
}
_NAMES: Final = tuple(_READERS)
