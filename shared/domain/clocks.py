"""What time it is for the server, told by a machine that may not ask it (design §7).

Knows the anchor (one moment read on the server's clock and on this machine's), boots, offsets and
their limits. Pure: whoever calls reads the clocks. No hybrid logical clocks: one server orders
everything, this only bounds moments.
"""

from dataclasses import dataclass

OFFSET_STOP_MS = 5 * 60_000
"""A wall clock further from the server's than this: points are not redeemed without the network."""
SET_BACK_TOLERANCE_MS = 60_000
"""How far a clock may seem to run back before its word is void."""


@dataclass(frozen=True, slots=True)
class ClockState:
    """What a machine remembers of its last contact, and of time since."""

    anchor_server_ms: int
    anchor_mono_ms: int
    anchor_boot_id: str
    offset_ms: int
    """Its wall clock minus the server's, at the contact."""
    latest_ms: int
    """The latest server time it ever reckoned: time does not run back."""


def server_time_ms(state: ClockState, *, wall_ms: int, mono_ms: int, boot_id: str) -> int | None:
    """The server's time now as well as this machine can know it; None when it cannot.

    In the boot of the contact the monotonic clock tells it. After a reboot the wall clock does,
    unless it stands before what was reckoned already: then it was set back, or lost its battery.
    """
    if boot_id == state.anchor_boot_id:
        return state.anchor_server_ms + max(0, mono_ms - state.anchor_mono_ms)
    told_ms = wall_ms - state.offset_ms
    if told_ms < state.latest_ms - SET_BACK_TOLERANCE_MS:
        return None
    return max(told_ms, state.latest_ms)
