"""What time it is for the server, as far as a till can tell (design §7)."""

import pytest

from shared.domain.clocks import ClockState, server_time_ms

STATE = ClockState(
    anchor_server_ms=1_000_000,
    anchor_mono_ms=500,
    anchor_boot_id="boot",
    offset_ms=7_000,
    latest_ms=1_200_000,
)


@pytest.mark.parametrize(
    ("mono_ms", "told"), [(500, 1_000_000), (501, 1_000_001), (499, 1_000_000)]
)
def test_in_the_boot_of_the_contact_the_monotonic_clock_tells(mono_ms: int, told: int) -> None:
    assert server_time_ms(STATE, wall_ms=0, mono_ms=mono_ms, boot_id="boot") == told


@pytest.mark.parametrize(
    ("wall_ms", "told"),
    [
        (1_207_000, 1_200_000),
        (1_207_001, 1_200_001),
        (1_206_999, 1_200_000),
        (1_147_000, 1_200_000),
        (1_146_999, None),
    ],
)
def test_after_a_reboot_the_wall_clock_tells_unless_it_was_set_back(
    wall_ms: int, told: int | None
) -> None:
    assert server_time_ms(STATE, wall_ms=wall_ms, mono_ms=9_999, boot_id="other") == told
