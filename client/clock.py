"""Where time enters the till: wall clock, monotonic clock, and which boot they belong to.

Nothing else in the client asks the system for the time; a test hands in a clock of its own.
"""

import os
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

_LINUX_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_NANOS_PER_MILLI = 1_000_000
_BOOT_ID_BYTES = 16


@dataclass(frozen=True, slots=True)
class Moment:
    """One reading of every clock: what an operation says about when it was made."""

    at: datetime
    """The wall clock, aware UTC; it may be wrong by years."""
    mono_ms: int
    """Milliseconds that only grow, within ``boot_id``."""
    boot_id: str


class Clock:
    """The clocks of this machine."""

    def now_utc(self) -> datetime:
        """The wall clock, aware UTC."""
        return datetime.now(UTC)

    def monotonic_ms(self) -> int:
        """Milliseconds since the machine started, sleep included where the system counts it."""
        return _monotonic_ns() // _NANOS_PER_MILLI

    def boot_id(self) -> str:
        """Within one boot id the monotonic readings are comparable."""
        return _boot_id()

    def moment(self) -> Moment:
        """All three at once."""
        return Moment(self.now_utc(), self.monotonic_ms(), self.boot_id())


if sys.platform == "linux":

    def _monotonic_ns() -> int:
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME)

else:

    def _monotonic_ns() -> int:
        return time.monotonic_ns()


@cache
def _boot_id() -> str:
    """Linux names its boots; elsewhere each run of the program counts as one, which is safe."""
    try:
        return _LINUX_BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return os.urandom(_BOOT_ID_BYTES).hex()
