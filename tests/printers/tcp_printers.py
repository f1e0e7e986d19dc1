"""Real printers in the network of this machine, each with its own way to go wrong."""

import contextlib
import socket
import struct
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from printers.patience import Patience
from printers.profiles import PAPER_58, PrinterProfile, TcpAddress
from printers.status import ASK_WHEN_DONE

LOOPBACK: Final = "127.0.0.1"
IMPATIENT: Final = Patience(
    connect_seconds=0.3, write_seconds=0.3, status_seconds=0.2, printing_seconds=0.3
)
FINE: Final = 0x12
_UNPLUG: Final = b"the plug is pulled"


@dataclass
class Manners:
    """How a printer behaves; answers to ``DLE EOT`` by question, none when it is dumb."""

    answers: dict[int, int] = field(default_factory=lambda: dict.fromkeys((1, 2, 3, 4), FINE))
    answers_after_slip: dict[int, int] | None = None
    says_done: bool = True
    resets_after_bytes: int | None = None


class TcpPrinter:
    """Takes one connection after another and keeps what each brought."""

    def __init__(self, manners: Manners | None = None, *, port: int = 0) -> None:
        self._manners = manners or Manners()
        self._listener = socket.create_server((LOOPBACK, port))
        self.slips: list[bytes] = []
        self._has_slip = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def profile(self) -> PrinterProfile:
        """How to reach it."""
        return profile_at(self._listener.getsockname()[1])

    def await_slip(self) -> None:
        """Waits until it has heard a whole slip, done or not."""
        assert self._has_slip.wait(timeout=10)

    def close(self) -> None:
        """Unplugs it, once it has worked off everybody who stands in line."""
        with socket.create_connection(self._listener.getsockname()) as last_in_line:
            last_in_line.sendall(_UNPLUG)
        self._thread.join()
        self._listener.close()

    def _serve(self) -> None:
        slip = b""
        while slip != _UNPLUG:
            if slip:
                self.slips.append(slip)
            wire, _ = self._listener.accept()
            with wire:
                slip = self._hear(wire)

    def _hear(self, wire: socket.socket) -> bytes:
        heard, answers = b"", self._manners.answers
        with contextlib.suppress(ConnectionError):
            while received := wire.recv(4096):
                for question, answer in answers.items():
                    ask = b"\x10\x04" + bytes([question])
                    if ask in received:
                        wire.sendall(bytes([answer]))
                    received = received.replace(ask, b"")
                heard += received
                if ASK_WHEN_DONE in heard:
                    self._has_slip.set()
                    wire.sendall(b"\x00" if self._manners.says_done else b"")
                if heard and self._manners.answers_after_slip is not None:
                    answers = self._manners.answers_after_slip
                limit = self._manners.resets_after_bytes
                if limit is not None and len(heard) > limit:
                    _reset(wire)
                    break
        return heard.replace(ASK_WHEN_DONE, b"")


@contextlib.contextmanager
def a_tcp_printer(manners: Manners | None = None, *, port: int = 0) -> Iterator[TcpPrinter]:
    """A printer that is unplugged at the end."""
    printer = TcpPrinter(manners, port=port)
    try:
        yield printer
    finally:
        printer.close()


@contextlib.contextmanager
def a_listener_that_never_reads() -> Iterator[PrinterProfile]:
    """The kernel takes the connection; nobody ever looks at it."""
    with socket.create_server((LOOPBACK, 0)) as listener:
        yield profile_at(listener.getsockname()[1])


@contextlib.contextmanager
def a_full_backlog() -> Iterator[PrinterProfile]:
    """Somebody is always before us: not even the connection is taken."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind((LOOPBACK, 0))
        listener.listen(0)
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield profile_at(listener.getsockname()[1])


def a_free_port() -> int:
    """A port where nobody listens."""
    with socket.create_server((LOOPBACK, 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def profile_at(port: int) -> PrinterProfile:
    """The printer at that port of this machine."""
    return PrinterProfile("counter", TcpAddress(LOOPBACK, port), paper=PAPER_58)


def _reset(wire: socket.socket) -> None:
    """Goes without a word: the other side gets a reset instead of an end."""
    wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
