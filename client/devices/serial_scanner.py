"""A scanner on a serial port: one thread reads, cuts lines out of what comes, and connects again.

Chunks may end anywhere; a code ends with CR, LF or a tab, or with silence. Knows bytes and ports;
must not know what a code means. The callbacks run on the reader's thread.

Source: CSH-12; scanners leave the factory with 9600 baud, 8N1.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from client.devices.scanner import SCAN_CHARACTERS_MAX

log = logging.getLogger(__name__)

T = TypeVar("T")

SILENCE_SECONDS: Final = 0.15
"""A scanner without a terminator is done after this long."""
REOPEN_SECONDS: Final = 2.0
_TERMINATORS: Final = b"\r\n\t"


@dataclass(frozen=True, slots=True)
class FoundPort:
    """A serial port of this computer."""

    port: str
    name: str
    """What the system calls what is plugged in there; empty when it does not say."""


class SerialPorts:
    """The ports of this computer."""

    def find(self) -> tuple[FoundPort, ...]:
        """All of them; takes some milliseconds."""
        from serial.tools import list_ports

        found = sorted(list_ports.comports())
        return tuple(FoundPort(each.device, _said(each.description)) for each in found)

    def listen(self, port: str, *, baud: int) -> "SerialScanner":
        """The scanner there, not started yet."""
        return SerialScanner(port, baud=baud)


class LineCutter:
    """Bytes in, codes out. Pure."""

    def __init__(self) -> None:
        self._begun = b""

    def feed(self, chunk: bytes) -> tuple[str, ...]:
        """The codes that ``chunk`` completes."""
        *complete, self._begun = _on_lines(self._begun + chunk)
        if len(self._begun) > SCAN_CHARACTERS_MAX:
            self._begun = b""
        return tuple(_text(each) for each in complete if each.strip())

    def settle(self) -> tuple[str, ...]:
        """The code that silence has ended."""
        begun, self._begun = self._begun, b""
        return (_text(begun),) if begun.strip() else ()


class SerialScanner:
    """One port, listened to from ``start`` until ``stop``."""

    def __init__(self, port: str, *, baud: int, reopen_seconds: float = REOPEN_SECONDS) -> None:
        self._port, self._baud, self._reopen_seconds = port, baud, reopen_seconds
        self._stopping = threading.Event()
        self._telling = threading.RLock()
        """Held while somebody is called, so that ``stop`` lets a call end and no other begin."""

    def start(self, on_code: Callable[[str], None], *, on_line: Callable[[bool], None]) -> None:
        """Listen from now on; ``on_line`` is told whenever the port opens or is lost."""
        threading.Thread(
            target=self._run, args=(on_code, on_line), name="serial scanner", daemon=True
        ).start()

    def stop(self) -> None:
        """Let go of the port; after it returns nobody is called any more. Again is harmless."""
        with self._telling:
            self._stopping.set()

    def _run(self, on_code: Callable[[str], None], on_line: Callable[[bool], None]) -> None:
        import serial

        while not self._stopping.is_set():
            try:
                with serial.Serial(self._port, self._baud, timeout=SILENCE_SECONDS) as line:
                    self._tell(on_line, True)
                    self._listen(line, on_code)
            except (serial.SerialException, OSError) as error:
                log.info(
                    "the serial scanner is away", extra={"port": self._port, "why": str(error)}
                )
                self._tell(on_line, False)
                self._stopping.wait(self._reopen_seconds)

    def _listen(self, line: Any, on_code: Callable[[str], None]) -> None:
        cutter = LineCutter()
        while not self._stopping.is_set():
            chunk = line.read(max(1, line.in_waiting))
            for code in cutter.feed(chunk) if chunk else cutter.settle():
                self._tell(on_code, code)

    def _tell(self, hear: Callable[[T], None], news: T) -> None:
        with self._telling:
            if not self._stopping.is_set():
                hear(news)


def _said(description: str | None) -> str:
    return "" if description in {None, "n/a"} else str(description)


def _on_lines(received: bytes) -> list[bytes]:
    """Cut at each terminator; the last part is what has only begun."""
    for terminator in _TERMINATORS[1:]:
        received = received.replace(bytes([terminator]), _TERMINATORS[:1])
    return received.split(_TERMINATORS[:1])


def _text(code: bytes) -> str:
    """UTF-8 as most send it; what a code page of its own spoils is no code of ours."""
    return code.decode("utf-8", "replace").strip()
