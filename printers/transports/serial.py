"""A printer on a serial line, through the driver of python-escpos."""

from collections.abc import Iterator
from typing import Any

from printers.errors import PrinterHung, PrinterLost, PrinterUnreachable
from printers.escpos_library import escpos_drivers, escpos_error
from printers.link import Link
from printers.patience import Patience
from printers.profiles import SerialAddress


def connect(address: SerialAddress, patience: Patience) -> Link:
    """Raises ``PrinterUnreachable``."""
    driver = escpos_drivers().Serial(
        devfile=address.device, baudrate=address.baud_rate, timeout=patience.connect_seconds
    )
    try:
        driver.open()
    except (escpos_error(), OSError, RuntimeError) as error:
        raise PrinterUnreachable(detail=str(error)) from error
    driver.device.write_timeout = patience.write_seconds
    driver.device.reset_input_buffer()  # an answer to an older question is no answer
    return SerialLink(driver)


def ports() -> Iterator[tuple[SerialAddress, str]]:
    """The serial ports of this machine, with what the system calls them; most are no printers."""
    from serial.tools import list_ports

    for port in sorted(list_ports.comports()):
        yield SerialAddress(port.device), str(port.description or "")


class SerialLink:
    """An opened port."""

    can_answer = True

    def __init__(self, driver: Any) -> None:
        self._port = driver.device

    def write(self, data: bytes) -> None:
        """Raises ``PrinterHung`` or ``PrinterLost``."""
        from serial import SerialTimeoutException

        try:
            self._port.write(data)
        except SerialTimeoutException as error:
            raise PrinterHung(detail=str(error)) from error
        except OSError as error:
            raise PrinterLost(detail=str(error)) from error

    def read(self, *, seconds: float) -> bytes:
        """Raises ``PrinterLost``."""
        self._port.timeout = seconds
        try:
            first: bytes = self._port.read(1)
            rest: bytes = self._port.read(self._port.in_waiting)
        except OSError as error:
            raise PrinterLost(detail=str(error)) from error
        return first + rest

    def close(self) -> None:
        """Close the port without waiting for a line that may never drain."""
        self._port.close()
