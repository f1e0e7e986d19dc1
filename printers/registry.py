"""The only door to a printer: a profile in, a printer out. Nothing is opened until it prints."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from printers.link import Link
from printers.patience import PATIENCE, Patience
from printers.printer import EscposPrinter, Printer
from printers.profiles import (
    FileAddress,
    PrinterProfile,
    SerialAddress,
    TcpAddress,
    UsbAddress,
    VirtualAddress,
)
from printers.transports import file, serial, tcp, usb
from printers.transports.virtual import VirtualPrinter

A = TypeVar("A")


def open_printer(profile: PrinterProfile, *, patience: Patience = PATIENCE) -> Printer:
    """The printer at the profile's address (CSH-60)."""

    def speaking(connect: Callable[[A, Patience], Link], address: A) -> Printer:
        return EscposPrinter(profile, patience, connect=partial(connect, address, patience))

    match profile.address:
        case VirtualAddress(folder):
            return VirtualPrinter(profile, folder=folder)
        case TcpAddress() as address:
            return speaking(tcp.connect, address)
        case UsbAddress() as address:
            return speaking(usb.connect, address)
        case SerialAddress() as address:
            return speaking(serial.connect, address)
        case FileAddress() as address:
            return speaking(file.connect, address)
