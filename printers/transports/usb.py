"""A printer on the USB bus, through the driver of python-escpos (it frees the kernel's claim)."""

from typing import Any, Final

from printers.errors import PrinterHung, PrinterLost, PrinterUnreachable
from printers.escpos_library import escpos_drivers, escpos_error
from printers.link import READ_BYTES, Link
from printers.patience import Patience
from printers.profiles import UsbAddress

_MILLIS: Final = 1000


def connect(address: UsbAddress, patience: Patience) -> Link:
    """Raises ``PrinterUnreachable``: not plugged in, not allowed, or no USB library here."""
    driver = escpos_drivers().Usb(
        usb_args={"idVendor": address.vendor_id, "idProduct": address.product_id},
        timeout=_millis(patience.write_seconds),
        in_ep=address.in_endpoint,
        out_ep=address.out_endpoint,
    )
    try:
        driver.open()
    except (
        escpos_error(),
        OSError,
        ValueError,
        RuntimeError,
    ) as error:  # libusb missing: ValueError
        raise PrinterUnreachable(detail=str(error)) from error
    return UsbLink(driver, address, patience)


class UsbLink:
    """An opened device and its two endpoints."""

    can_answer = True

    def __init__(self, driver: Any, address: UsbAddress, patience: Patience) -> None:
        self._driver = driver
        self._address = address
        self._patience = patience

    def write(self, data: bytes) -> None:
        """Raises ``PrinterHung`` or ``PrinterLost``."""
        from usb.core import USBError, USBTimeoutError

        limit = _millis(self._patience.write_seconds)
        try:
            self._driver.device.write(self._address.out_endpoint, data, limit)
        except USBTimeoutError as error:
            raise PrinterHung(detail=str(error)) from error
        except USBError as error:
            raise PrinterLost(detail=str(error)) from error

    def read(self, *, seconds: float) -> bytes:
        """Raises ``PrinterLost``."""
        from usb.core import USBError, USBTimeoutError

        limit = _millis(seconds)
        try:
            return bytes(self._driver.device.read(self._address.in_endpoint, READ_BYTES, limit))
        except USBTimeoutError:
            return b""
        except USBError as error:
            raise PrinterLost(detail=str(error)) from error

    def close(self) -> None:
        """Give the device back."""
        self._driver.close()


def _millis(seconds: float) -> int:
    return max(1, int(seconds * _MILLIS))  # to libusb, 0 means for ever
