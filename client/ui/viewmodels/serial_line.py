"""The scanner on a serial port, as long as one is chosen: what it reads is told on this thread."""

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import QObject, Qt, Signal, Slot

from client.till.scanning import meant
from client.ui.viewmodels.chosen import Chosen


class Port(Protocol):
    """A serial port that was found."""

    @property
    def port(self) -> str: ...
    @property
    def name(self) -> str: ...


class Listening(Protocol):
    """A scanner on a port, heard on a thread of its own."""

    def start(self, on_code: Callable[[str], None], *, on_line: Callable[[bool], None]) -> None: ...
    def stop(self) -> None: ...


class SerialPorts(Protocol):
    """The ports of this computer."""

    def find(self) -> Sequence[Port]: ...
    def listen(self, port: str, *, baud: int) -> Listening: ...


class SerialLine(QObject):
    """Follows what is chosen: another port, another speed, none."""

    heard = Signal(str)
    changed = Signal()
    codeArrived = Signal(str)
    lineChanged = Signal(bool)

    def __init__(self, *, ports: SerialPorts, chosen: Chosen) -> None:
        super().__init__()
        self._ports, self._chosen = ports, chosen
        self._listening: Listening | None = None
        self._followed = ("", 0)
        self.is_open = False
        queued = Qt.ConnectionType.QueuedConnection
        self.codeArrived.connect(self._hear, queued)
        self.lineChanged.connect(self._see_line, queued)
        chosen.changed.connect(self.follow)

    def find(self) -> Sequence[Port]:
        """The ports there are; not for the screen's thread."""
        return self._ports.find()

    @Slot()
    def follow(self) -> None:
        """Listen where it is chosen now."""
        wanted = (self._chosen.preferences.scanner_port, self._chosen.preferences.scanner_baud)
        if wanted == self._followed:
            return
        self.stop()
        self._followed = wanted
        port, baud = wanted
        if port:
            self._listening = self._ports.listen(port, baud=baud)
            self._listening.start(self.codeArrived.emit, on_line=self.lineChanged.emit)

    def stop(self) -> None:
        """Let go of the port; again is harmless."""
        listening, self._listening = self._listening, None
        self._followed, self.is_open = ("", 0), False
        if listening is not None:
            listening.stop()

    @Slot(str)
    def _hear(self, text: str) -> None:
        if self._listening is not None:
            self.heard.emit(meant(text, self._chosen.preferences))

    @Slot(bool)
    def _see_line(self, is_open: bool) -> None:
        self.is_open = is_open
        self.changed.emit()
