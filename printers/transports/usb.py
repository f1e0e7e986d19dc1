"""A printer on the USB bus, through the driver of python-escpos (it frees the kernel's claim)."""

from typing import Any, Final

from printers.errors import PrinterHung, PrinterLost, PrinterUnreachable
from printers.escpos_library import escpos_drivers
from printers.profiles import UsbAddress
from printers.transports.link import READ_BYTES, WRITE_SECONDS, Link

_MILLIS: Final = 1000


def connect(address: UsbAddress) -> Link:
    """Raises ``PrinterUnreachable``: not plugged in, not allowed, or no USB library here."""
    from escpos.exceptions import Error as EscposError

    driver = escpos_drivers().Usb(
        usb_args={"idVendor": address.vendor_id, "idProduct": address.product_id},
        timeout=int(WRITE_SECONDS * _MILLIS),
        in_ep=address.in_endpoint,
        out_ep=address.out_endpoint,
    )
    try:
        driver.open()
    except (EscposError, OSError, ValueError, RuntimeError) as error:  # libusb missing: ValueError
        raise PrinterUnreachable(detail=str(error)) from error
    return UsbLink(driver, address)


class UsbLink:
    """An opened device and its two endpoints."""

    can_answer = True

    def __init__(self, driver: Any, address: UsbAddress) -> None:
        self._driver = driver
        self._address = address

    def write(self, data: bytes) -> None:
        """Raises ``PrinterHung`` or ``PrinterLost``."""
        from usb.core import USBError, USBTimeoutError

        limit = int(WRITE_SECONDS * _MILLIS)
        try:
            self._driver.device.write(self._address.out_endpoint, data, limit)
        except USBTimeoutError as error:
            raise PrinterHung(detail=str(error)) from error
        except USBError as error:
            raise PrinterLost(detail=str(error)) from error

    def read(self, *, seconds: float) -> bytes:
        """Raises ``PrinterLost``."""
        from usb.core import USBError, USBTimeoutError

        limit = max(1, int(seconds * _MILLIS))  # to libusb, 0 means for ever
        try:
            return bytes(self._driver.device.read(self._address.in_endpoint, READ_BYTES, limit))
        except USBTimeoutError:
            return b""
        except USBError as error:
            raise PrinterLost(detail=str(error)) from error

    def close(self) -> None:
        """Give the device back."""
        self._driver.close()
