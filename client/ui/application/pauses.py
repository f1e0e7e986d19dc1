"""How long the window stood still: the longest time in which no tap would have been answered.

A timer is due every five milliseconds. What lies between two of its calls is how long the event
loop was busy with something else, at most: up to one tick less may have been free. Counted from the
first picture on. The worst are kept with where they were and what they went into, so that a log
tells of a slow till whether it draws, collects garbage or waits for its processor. Must not know
for whom anything was done.
"""

import gc
import heapq
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtQuick import QQuickWindow

READY: Final = "the till is ready"
"""What the log says with the first picture of it: from here on it does whatever is asked."""
TICK_MS: Final = 5
LONG_MS: Final = 50
"""A pause that a person may notice."""
_KEPT: Final = 10
_MILLI: Final = 1_000

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, order=True)
class Pause:
    """One time in which nothing was answered, in milliseconds, and what it went into."""

    ms: int
    worked_ms: int
    """The event loop's own thread at work; else it waited for a processor or for another thread."""
    drawing_ms: int
    collecting_ms: int
    """Looking for garbage, on whatever thread: Python stands still meanwhile."""
    screen: str

    def __str__(self) -> str:
        return (
            f"{self.ms} ms on {self.screen}: worked {self.worked_ms},"
            f" of it drew {self.drawing_ms}, collected {self.collecting_ms}"
        )


class PauseWatch(QObject):
    """Watches from the first picture of a window until ``stop``."""

    def __init__(self, *, screen: Callable[[], str]) -> None:
        """``screen`` names what is shown."""
        super().__init__()
        self.long_count = 0
        """How many pauses were longer than ``LONG_MS``."""
        self._screen = screen
        self._worst: list[Pause] = []
        self._window: QQuickWindow | None = None
        self._since = QElapsedTimer()
        self._spent = _Spent()
        self._ticks = QTimer(self, interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._ticks.timeout.connect(self._tick)

    @property
    def longest_ms(self) -> int:
        """The longest pause so far."""
        return max(self._worst).ms if self._worst else 0

    @property
    def worst(self) -> list[Pause]:
        """The ten longest, the longest first."""
        return sorted(self._worst, reverse=True)

    def watch(self, window: QQuickWindow) -> None:
        """From its next picture on."""
        self._window = window
        window.frameSwapped.connect(self._begin)
        window.update()  # nothing else may be about to change

    def stop(self) -> None:
        """No more; the log is told of the worst. Again is harmless."""
        if self._ticks.isActive():
            self._ticks.stop()
            gc.callbacks.remove(self._collects)
            log.info("the longest pauses", extra={"pauses": "; ".join(map(str, self.worst))})

    @Slot()
    def _begin(self) -> None:
        assert self._window is not None
        self._window.frameSwapped.disconnect(self._begin)
        log.info(READY)
        self._window.installEventFilter(self)
        self._window.frameSwapped.connect(self._drawn)
        gc.callbacks.append(self._collects)
        self._spent = _Spent()
        self._since.start()
        self._ticks.start()

    @Slot()
    def _tick(self) -> None:
        pause_ms, spent = self._since.restart(), self._spent
        self._spent = _Spent()
        if pause_ms > LONG_MS:
            self.long_count += 1
        if len(self._worst) < _KEPT or pause_ms > self._worst[0].ms:
            keep = heapq.heappush if len(self._worst) < _KEPT else heapq.heapreplace
            keep(self._worst, spent.as_pause(pause_ms, self._screen()))

    def eventFilter(self, _window: QObject, event: QEvent) -> bool:
        """A picture begins with the layout of what is in it."""
        if event.type() is QEvent.Type.UpdateRequest:
            self._spent.draws()
        return False

    @Slot()
    def _drawn(self) -> None:
        self._spent.drew()

    def _collects(self, phase: str, _found: Mapping[str, Any]) -> None:
        if phase == "start":
            self._spent.collects()
        else:
            self._spent.collected()


class _Spent:
    """What the time since the last tick went into, in seconds."""

    def __init__(self) -> None:
        self._worked_before = time.thread_time()
        self._drawing = self._collecting = 0.0
        self._draws_since = self._collects_since = 0.0

    def draws(self) -> None:
        self._draws_since = time.perf_counter()

    def drew(self) -> None:
        if self._draws_since:
            self._drawing += time.perf_counter() - self._draws_since
            self._draws_since = 0.0

    def collects(self) -> None:
        self._collects_since = time.perf_counter()

    def collected(self) -> None:
        if self._collects_since:
            self._collecting += time.perf_counter() - self._collects_since
            self._collects_since = 0.0

    def as_pause(self, ms: int, screen: str) -> Pause:
        worked = time.thread_time() - self._worked_before
        return Pause(
            ms,
            worked_ms=round(worked * _MILLI),
            drawing_ms=round(self._drawing * _MILLI),
            collecting_ms=round(self._collecting * _MILLI),
            screen=screen,
        )
