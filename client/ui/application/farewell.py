"""SIGINT and SIGTERM end the till as closing its window does: in order.

Python looks at signals only between its own instructions, and Qt's loop may not run any for
minutes; so the system writes a byte into a socket that Qt watches.
"""

import signal
import socket
from collections.abc import Callable

from PySide6.QtCore import QObject, QSocketNotifier, Slot

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class FarewellSignals(QObject):
    """Calls ``leave`` once somebody tells the program to end."""

    def __init__(self, leave: Callable[[], None]) -> None:
        super().__init__()
        self._leave = leave
        self._reader, self._writer = socket.socketpair()
        for end in (self._reader, self._writer):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._drain)
        self._before = {each: signal.signal(each, self._told) for each in _SIGNALS}
        signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)

    def close(self) -> None:
        """As it was before."""
        signal.set_wakeup_fd(-1)
        for each, handler in self._before.items():
            signal.signal(each, handler)
        self._notifier.setEnabled(False)
        self._reader.close()
        self._writer.close()

    def _told(self, *_signal: object) -> None:
        self._leave()

    @Slot()
    def _drain(self) -> None:
        """Merely running this lets Python call ``_told``."""
        self._reader.recv(1024)
