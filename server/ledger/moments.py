"""When an operation took place, as far as anybody can know (design §7).

The device's wall clock may be weeks wrong, so it is only believed within bounds: not before the
last contact with the server, not before the device's previous operation or its enrolment, not
after the moment of arrival. Within one boot the monotonic clock since that contact tells the
moment exactly.
"""

from shared.operations.bodies import ClockReading

CLOCK_TOLERANCE_MS = 60_000
"""A larger difference between the wall clock and the truth is noted for review."""


def effective_ms(clock: ClockReading, *, not_before_ms: int, received_ms: int) -> int:
    """The most plausible moment, UTC milliseconds; never after ``received_ms``."""
    earliest = max(clock.anchor_server_ms or 0, not_before_ms)
    return min(max(_estimate(clock), earliest), received_ms)


def is_clock_wrong(clock: ClockReading, effective_at_ms: int) -> bool:
    """Whether the wall clock was too far from ``effective_at_ms`` to be trusted."""
    return abs(clock.wall_ms - effective_at_ms) > CLOCK_TOLERANCE_MS


def _estimate(clock: ClockReading) -> int:
    anchor_ms, anchor_mono_ms = clock.anchor_server_ms, clock.anchor_mono_ms
    if anchor_ms is None or anchor_mono_ms is None or clock.boot_id != clock.anchor_boot_id:
        return clock.wall_ms
    return anchor_ms + max(0, clock.mono_ms - anchor_mono_ms)
