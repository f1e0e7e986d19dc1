"""A printer on the USB bus, through the driver of python-escpos (it frees the kernel's claim)."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final

from printers.errors import PrinterHung, PrinterLost, PrinterUnreachable
from printers.escpos_library import escpos_drivers, escpos_error
from printers.link import READ_BYTES, Link
from printers.patience import Patience
from printers.profiles import UsbAddress

_MILLIS: Final = 1000
_PRINTER_CLASS: Final = 7
_TO_HOST: Final = 0x80


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


def attached() -> Iterator[tuple[UsbAddress, str]]:
    """Devices that say they are printers and their names; none where there is no USB library."""
    import usb.core

    devices: list[Any] = []
    with suppress(usb.core.NoBackendError, usb.core.USBError):
        devices = list(usb.core.find(find_all=True))
    for device in devices:
        interfaces = [each for setting in device for each in setting]
        printers = [each for each in interfaces if each.bInterfaceClass == _PRINTER_CLASS]
        for interface in printers[:1]:
            yield _address(device, interface), _name(device)


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


def _address(device: Any, interface: Any) -> UsbAddress:
    """With the endpoints that the device itself names."""
    ends = [end.bEndpointAddress for end in interface]
    default = UsbAddress(device.idVendor, device.idProduct)
    return UsbAddress(
        device.idVendor,
        device.idProduct,
        in_endpoint=next((end for end in ends if end & _TO_HOST), default.in_endpoint),
        out_endpoint=next((end for end in ends if not end & _TO_HOST), default.out_endpoint),
    )


def _name(device: Any) -> str:
    """What it calls itself; empty where this user may not ask it."""
    import usb.core

    try:
        return str(device.product or "")
    except (usb.core.USBError, ValueError):
        return ""


def _millis(seconds: float) -> int:
    return max(1, int(seconds * _MILLIS))  # to libusb, 0 means for ever
