"""The only door to a printer: a profile in, a printer out. Nothing is opened until it prints."""

from functools import partial

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


def open_printer(profile: PrinterProfile) -> Printer:
    """The printer at the profile's address (CSH-60)."""
    match profile.address:
        case VirtualAddress() as address:
            return VirtualPrinter(profile, folder=address.folder)
        case TcpAddress() as address:
            return EscposPrinter(profile, connect=partial(tcp.connect, address))
        case UsbAddress() as address:
            return EscposPrinter(profile, connect=partial(usb.connect, address))
        case SerialAddress() as address:
            return EscposPrinter(profile, connect=partial(serial.connect, address))
        case FileAddress() as address:
            return EscposPrinter(profile, connect=partial(file.connect, address))
