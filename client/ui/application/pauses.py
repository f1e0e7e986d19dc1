"""How long the window stood still: the longest time in which no tap would have been answered.

A timer is due every ten milliseconds. What lies between two of its calls is how long the event loop
was busy with something else, at most: up to one tick less may have been free. Counted from the
first picture on. Must not know what was being done, nor for whom.
"""

import logging
from typing import Final

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Slot
from PySide6.QtQuick import QQuickWindow

FIRST_PICTURE: Final = "the first picture is shown"
"""What the log says then: from here on a person can begin."""
TICK_MS: Final = 10
LONG_MS: Final = 50
"""A pause that a person may notice."""

log = logging.getLogger(__name__)


class PauseWatch(QObject):
    """Watches from the first picture of a window until ``stop``."""

    def __init__(self) -> None:
        super().__init__()
        self.longest_ms = 0
        self.long_count = 0
        """How many pauses were longer than ``LONG_MS``."""
        self._window: QQuickWindow | None = None
        self._since = QElapsedTimer()
        self._ticks = QTimer(self, interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._ticks.timeout.connect(self._tick)

    def watch(self, window: QQuickWindow) -> None:
        """From its first picture on."""
        self._window = window
        window.frameSwapped.connect(self._begin)

    def stop(self) -> None:
        """No more."""
        self._ticks.stop()

    @Slot()
    def _begin(self) -> None:
        if self._window is not None:
            self._window.frameSwapped.disconnect(self._begin)
            self._window = None
            log.info(FIRST_PICTURE)
            self._since.start()
            self._ticks.start()

    @Slot()
    def _tick(self) -> None:
        pause_ms = self._since.restart()
        if pause_ms > LONG_MS:
            self.long_count += 1
        if pause_ms > self.longest_ms:
            self.longest_ms = pause_ms
            if pause_ms > LONG_MS:
                log.info("the longest pause of the window so far", extra={"pause_ms": pause_ms})
