"""The only door to a printer: a profile in, a printer out. Nothing is opened until it prints."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from printers.escpos_printer import EscposPrinter
from printers.link import Link
from printers.patience import PATIENCE, Patience
from printers.printer import Printer
from printers.profiles import (
    EscposAddress,
    FileAddress,
    PdfAddress,
    PrinterProfile,
    SerialAddress,
    SystemAddress,
    TcpAddress,
    UsbAddress,
    VirtualAddress,
)
from printers.transports import file, serial, tcp, usb
from printers.transports.pdf import PdfPrinter
from printers.transports.system_queue import SystemPrinter
from printers.transports.virtual import VirtualPrinter

A = TypeVar("A", bound=EscposAddress)


def open_printer(profile: PrinterProfile, *, patience: Patience = PATIENCE) -> Printer:
    """The printer at the profile's address (CSH-60, CSH-61)."""
    match profile.address:
        case VirtualAddress(folder):
            return VirtualPrinter(profile, folder=folder)
        case PdfAddress(folder):
            return PdfPrinter(profile, folder=folder)
        case SystemAddress() as address:
            return SystemPrinter(profile, patience, address=address)
        case _ as address:
            return open_escpos(profile, address, patience=patience)


def open_escpos(
    profile: PrinterProfile, address: EscposAddress, *, patience: Patience = PATIENCE
) -> EscposPrinter:
    """A printer that takes bytes of its own language, at ``address``."""

    def speaking(connect: Callable[[A, Patience], Link], address: A) -> EscposPrinter:
        return EscposPrinter(profile, patience, connect=partial(connect, address, patience))

    match address:
        case TcpAddress() as address:
            return speaking(tcp.connect, address)
        case UsbAddress() as address:
            return speaking(usb.connect, address)
        case SerialAddress() as address:
            return speaking(serial.connect, address)
        case FileAddress() as address:
            return speaking(file.connect, address)
