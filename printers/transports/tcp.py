"""A printer in the network, port 9100.

The socket is our own: the network driver of python-escpos has one time limit for connecting and
for printing, and forgets to close a socket that was refused.
"""

import contextlib
import socket
import time

from printers.errors import PrinterHung, PrinterLost, PrinterUnreachable
from printers.link import READ_BYTES, Link
from printers.patience import Patience
from printers.profiles import TcpAddress


def connect(address: TcpAddress, patience: Patience) -> Link:
    """Raises ``PrinterUnreachable``."""
    try:
        wire = socket.create_connection(
            (address.host, address.port), timeout=patience.connect_seconds
        )
    except OSError as error:
        raise PrinterUnreachable(detail=str(error)) from error
    return TcpLink(wire, patience)


class TcpLink:
    """A connected socket."""

    can_answer = True

    def __init__(self, wire: socket.socket, patience: Patience) -> None:
        self._wire = wire
        self._patience = patience

    def write(self, data: bytes) -> None:
        """Raises ``PrinterHung`` when the printer stops reading, ``PrinterLost`` when it goes."""
        self._wire.settimeout(self._patience.write_seconds)
        try:
            self._wire.sendall(data)
        except TimeoutError as error:
            raise PrinterHung(detail=str(error)) from error
        except OSError as error:
            raise PrinterLost(detail=str(error)) from error

    def read(self, *, seconds: float) -> bytes:
        """Raises ``PrinterLost`` when the printer hung up."""
        self._wire.settimeout(seconds)
        try:
            heard = self._wire.recv(READ_BYTES)
        except TimeoutError:
            return b""
        except OSError as error:
            raise PrinterLost(detail=str(error)) from error
        if not heard:
            raise PrinterLost(detail="the printer hung up")
        return heard

    def close(self) -> None:
        """Hang up and hear the printer out: an answer left unread would reset the connection.

        That would throw away what the printer has not read yet, and a half-open connection keeps
        a cheap one busy until it is switched off.
        """
        deadline = time.monotonic() + self._patience.status_seconds
        with contextlib.suppress(OSError):
            self._wire.shutdown(socket.SHUT_WR)
            while (left := deadline - time.monotonic()) > 0:
                self._wire.settimeout(left)
                if not self._wire.recv(READ_BYTES):
                    break
        self._wire.close()
