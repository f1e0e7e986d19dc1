"""A printer behind a device file such as ``/dev/usb/lp0``, which only listens.

Written without blocking: the kernel's printer driver makes a writer wait for ever when the paper
is out, and the driver of python-escpos would wait with it.
"""

import os
import select
import time
from typing import Final

from printers.errors import PrinterHung, PrinterLost, PrinterUnreachable
from printers.link import Link
from printers.patience import Patience
from printers.profiles import FileAddress

_FLAGS: Final = os.O_WRONLY | os.O_APPEND | getattr(os, "O_NONBLOCK", 0)
"""Never made anew: a file in the place of an unplugged printer would swallow every slip."""


def connect(address: FileAddress, patience: Patience) -> Link:
    """Raises ``PrinterUnreachable``."""
    try:
        return FileLink(os.open(address.path, _FLAGS), patience)
    except OSError as error:
        raise PrinterUnreachable(detail=str(error)) from error


class FileLink:
    """An open descriptor."""

    can_answer = False

    def __init__(self, descriptor: int, patience: Patience) -> None:
        self._descriptor = descriptor
        self._patience = patience

    def write(self, data: bytes) -> None:
        """Raises ``PrinterHung`` or ``PrinterLost``."""
        deadline = time.monotonic() + self._patience.write_seconds
        left = memoryview(data)
        while left:
            self._await_room(deadline)
            try:
                left = left[os.write(self._descriptor, left) :]
            except BlockingIOError:
                continue
            except OSError as error:
                raise PrinterLost(detail=str(error)) from error

    def read(self, *, seconds: float) -> bytes:  # noqa: ARG002 - nothing ever comes back
        """Nothing."""
        return b""

    def close(self) -> None:
        """Close the file."""
        os.close(self._descriptor)

    def _await_room(self, deadline: float) -> None:
        if os.name == "nt":  # it cannot wait for a file; a write there simply takes its time
            return
        seconds = max(0.0, deadline - time.monotonic())
        if not select.select([], [self._descriptor], [], seconds)[1]:
            raise PrinterHung(detail="the device takes no more")
