"""Where the server's time enters, and nowhere else: UTC milliseconds."""

import time

_NANOS_PER_MILLI = 1_000_000


class Clock:
    """The machine's clock; tests hand in one that stands still."""

    def now_ms(self) -> int:
        """UTC milliseconds since 1970."""
        return time.time_ns() // _NANOS_PER_MILLI

    def monotonic_ms(self) -> int:
        """Milliseconds of a clock nobody can set, for durations."""
        return time.monotonic_ns() // _NANOS_PER_MILLI
