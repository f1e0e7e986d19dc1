"""The true time, and the clocks that show it more or less.

True time is the loop's; the server shows it, a tablet's clocks drift, are set by people, and
start anew with a boot.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID

import client.clock
import server.clock

BEGINNING = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
_MILLIS = 1000
_MILLION = 1_000_000

Seconds = Callable[[], float]


def to_ms(seconds: float) -> int:
    """Whole milliseconds."""
    return round(seconds * _MILLIS)


def to_seconds(millis: int) -> float:
    """Of whole milliseconds."""
    return millis / _MILLIS


def true_ms(seconds: float) -> int:
    """UTC milliseconds since 1970 at that second of the world."""
    return round(BEGINNING.timestamp() * _MILLIS) + to_ms(seconds)


class ServerClock(server.clock.Clock):
    """Right, by definition: one server orders everything."""

    def __init__(self) -> None:
        self.seconds: Seconds = lambda: 0.0
        """Of the world it is in."""

    def now_ms(self) -> int:
        """The true time."""
        return true_ms(self.seconds())

    def monotonic_ms(self) -> int:
        """Since the world began."""
        return to_ms(self.seconds())


class TabletClock(client.clock.Clock):
    """The clocks of one tablet."""

    def __init__(self, seconds: Seconds, *, drift_ppm: int, name: str) -> None:
        self._seconds = seconds
        self._drift_ppm = drift_ppm
        self._name = name
        self._boots = 0
        self._counted_ms = 0
        """What the monotonic clock showed at ``_counted_at``."""
        self._counted_at = 0.0
        self.offset_ms = 0
        """What people and dead batteries did to the wall clock."""

    def boot(self) -> None:
        """The machine starts anew: its monotonic clock begins at zero."""
        self._boots += 1
        self._counted_ms, self._counted_at = 0, self._seconds()

    @property
    def hides_time(self) -> bool:
        """Set back and booted anew: nothing on the tablet can tell how long it was off (§7)."""
        return self.offset_ms < 0 and self._boots > 1

    def now_utc(self) -> datetime:
        """The wall clock."""
        gone = self._drifted(self._seconds())
        return BEGINNING + timedelta(milliseconds=gone + self.offset_ms)

    def monotonic_ms(self) -> int:
        """Since the boot."""
        return self._counted_ms + self._drifted(self._seconds() - self._counted_at)

    def true_ms_of(self, monotonic_ms: int) -> int:
        """When it was that the monotonic clock showed that, since the boot."""
        counted = to_seconds(monotonic_ms - self._counted_ms)
        return true_ms(self._counted_at + counted * _MILLION / (_MILLION + self._drift_ppm))

    def boot_id(self) -> str:
        """Tells the boots apart."""
        return str(UUID(int=hash_of(f"{self._name} boot {self._boots}")))

    def repair(self) -> None:
        """Somebody sets it right, and from now on it keeps time; nobody sets a monotonic clock."""
        self._counted_ms, self._counted_at = self.monotonic_ms(), self._seconds()
        self.offset_ms = 0
        self._drift_ppm = 0

    def _drifted(self, seconds: float) -> int:
        millis = to_ms(seconds)
        return millis + millis * self._drift_ppm // _MILLION


def hash_of(text: str) -> int:
    """128 bits that belong to ``text`` in every run."""
    return int.from_bytes(sha256(text.encode()).digest()[:16])
