"""When an operation took place: design §7, S13, LED-33."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.ledger.moments import effective_ms, is_clock_wrong
from shared.operations.bodies import ClockReading

ANCHOR, RECEIVED = 1_000_000_000_000, 1_000_010_000_000


def a_reading(
    wall_ms: int, *, mono_ms: int = 5_000, boot_id: str = "boot", anchor_ms: int | None = ANCHOR
) -> ClockReading:
    """A reading of a device that heard from the server at its monotonic 1,000 ms."""
    return ClockReading(
        wall_ms=wall_ms,
        mono_ms=mono_ms,
        boot_id=boot_id,
        anchor_server_ms=anchor_ms,
        anchor_mono_ms=1_000 if anchor_ms is not None else None,
        anchor_boot_id="boot" if anchor_ms is not None else None,
    )


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        (a_reading(5), ANCHOR + 4_000),
        (a_reading(2 * RECEIVED), ANCHOR + 4_000),
        (a_reading(ANCHOR + 70_000, boot_id="later"), ANCHOR + 70_000),
        (a_reading(5, boot_id="later"), ANCHOR),
        (a_reading(2 * RECEIVED, boot_id="later"), RECEIVED),
        (a_reading(ANCHOR + 9, anchor_ms=None), ANCHOR + 9),
        (a_reading(5, anchor_ms=RECEIVED + 50), RECEIVED),
        (a_reading(5, mono_ms=10**15), RECEIVED),
    ],
)
def test_the_monotonic_clock_is_believed_and_the_wall_within_bounds(
    clock: ClockReading, expected: int
) -> None:
    assert effective_ms(clock, not_before_ms=0, received_ms=RECEIVED) == expected


@given(
    clock=st.builds(
        a_reading,
        wall_ms=st.integers(0, 4 * RECEIVED),
        mono_ms=st.integers(0, 10**13),
        boot_id=st.sampled_from(["boot", "later"]),
        anchor_ms=st.none() | st.integers(0, RECEIVED),
    ),
    previous=st.integers(0, RECEIVED),
)
def test_a_moment_lies_within_its_bounds(clock: ClockReading, previous: int) -> None:
    """S13: after the anchor and the operation before it, never after the arrival."""
    moment = effective_ms(clock, not_before_ms=previous, received_ms=RECEIVED)
    assert max(clock.anchor_server_ms or 0, previous) <= moment <= RECEIVED


@pytest.mark.parametrize(("off_ms", "is_wrong"), [(0, False), (-60_000, False), (60_001, True)])
def test_a_minute_is_forgiven(off_ms: int, is_wrong: bool) -> None:
    assert is_clock_wrong(a_reading(ANCHOR + off_ms), ANCHOR) is is_wrong
