"""What a till does next: push, pull or wait (CSH-74, CSH-77, LED-31)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.sync.planner import (
    BACKOFF_FIRST_SECONDS,
    BACKOFF_MAX_SECONDS,
    PULL_INTERVAL_SECONDS,
    Pull,
    Push,
    Step,
    SyncView,
    Wait,
    backoff_seconds,
    next_batch_limit,
    next_step,
)

IDLE = SyncView(
    unsent=0,
    batch_limit=50,
    needs_pull=False,
    last_pull_seconds=100.0,
    not_before_seconds=0.0,
    now_seconds=101.0,
)


@pytest.mark.parametrize(
    ("view", "step"),
    [
        (IDLE, Wait(PULL_INTERVAL_SECONDS - 1)),
        (replace(IDLE, now_seconds=200.0), Pull()),
        (replace(IDLE, last_pull_seconds=None), Pull()),
        (replace(IDLE, needs_pull=True), Pull()),
        (replace(IDLE, unsent=1, needs_pull=True), Push(50)),
        (replace(IDLE, unsent=9, batch_limit=9_999), Push(500)),
        (replace(IDLE, unsent=9, not_before_seconds=103.5), Wait(2.5)),
        (replace(IDLE, unsent=9, is_stopped=True), Wait(None)),
    ],
)
def test_the_next_step_follows_from_what_is_known(view: SyncView, step: Step) -> None:
    assert next_step(view) == step


@given(failures=st.integers(0, 10_000), chance=st.floats(0, 1, exclude_max=True))
def test_backoff_stays_within_its_bounds(failures: int, chance: float) -> None:
    assert BACKOFF_FIRST_SECONDS <= backoff_seconds(failures, chance) <= BACKOFF_MAX_SECONDS


def test_backoff_grows_with_every_failure() -> None:
    delays = [backoff_seconds(failures, 0.99) for failures in range(9)]
    assert delays == sorted(delays)
    assert delays[-1] > BACKOFF_MAX_SECONDS / 2


def test_batches_grow_when_delivered_and_shrink_in_trouble() -> None:
    assert next_batch_limit(50, delivered=True) == 100
    assert next_batch_limit(400, delivered=True) == 500
    assert next_batch_limit(100, delivered=False) == 25
    assert next_batch_limit(1, delivered=False) == 1
