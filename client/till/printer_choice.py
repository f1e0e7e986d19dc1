"""A printer as a person names it: the kind of its wire, and an address that can be typed.

Must not know whether anybody answers there.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final

from printers.profiles import (
    ESCPOS_PORT,
    PAPER_58,
    PAPER_80,
    Address,
    FileAddress,
    Paper,
    PdfAddress,
    SerialAddress,
    SystemAddress,
    TcpAddress,
    UsbAddress,
    VirtualAddress,
)
from shared.domain.errors import FieldInvalid

_PORT_MAX: Final = 65_535
_USB_NUMBER_MAX: Final = 0xFFFF


class PrinterKind(StrEnum):
    """How a printer is reached; the values are those of ``Address.kind``."""

    VIRTUAL = "virtual"
    TCP = "tcp"
    USB = "usb"
    SERIAL = "serial"
    FILE = "file"
    SYSTEM = "system"
    PDF = "pdf"


class PaperWidth(StrEnum):
    """The two rolls there are, in millimetres."""

    MM_58 = "58"
    MM_80 = "80"


WITHOUT_ADDRESS: Final = frozenset({PrinterKind.VIRTUAL, PrinterKind.PDF})
PAPERS: Final = {PaperWidth.MM_58: PAPER_58, PaperWidth.MM_80: PAPER_80}


def kind_of(address: Address) -> PrinterKind:
    """How that address is reached."""
    return PrinterKind(address.kind)


def width_of(paper: Paper) -> PaperWidth:
    """The roll that paper is cut from; a narrow head of 80 mm is one of 80 mm too."""
    return PaperWidth.MM_58 if paper.width_dots <= PAPER_58.width_dots else PaperWidth.MM_80


def address_text(address: Address) -> str:
    """``address`` as it is typed; empty for what has none."""
    match address:
        case TcpAddress(host, port):
            return host if port == ESCPOS_PORT else f"{host}:{port}"
        case UsbAddress(vendor, product):
            return f"{vendor:04x}:{product:04x}"
        case SerialAddress(device):
            return device
        case FileAddress(path):
            return path
        case SystemAddress(queue):
            return queue
        case VirtualAddress() | PdfAddress():
            return ""


def typed_address(kind: PrinterKind, typed: str) -> Address:
    """What was typed as an address. Raises ``FieldInvalid`` (printer_address: format)."""
    return _READERS[kind](typed.strip())


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


_READERS: Final[Mapping[PrinterKind, Callable[[str], Address]]] = {
    PrinterKind.VIRTUAL: lambda _: VirtualAddress(""),
    PrinterKind.PDF: lambda _: PdfAddress(""),
    PrinterKind.TCP: _tcp_address,
    PrinterKind.USB: _usb_address,
    PrinterKind.SERIAL: lambda typed: SerialAddress(_required(typed)),
    PrinterKind.FILE: lambda typed: FileAddress(_required(typed)),
    PrinterKind.SYSTEM: SystemAddress,
}
