"""A failing day becomes a short one that fails for the same reason."""

from itertools import count

from simulation.day import Outcome
from simulation.schedule import Schedule, draw_schedule
from simulation.shrink import TRIES_MAX, shrink
from simulation.witness import Violation

LONG = next(day for seed in count() if len((day := draw_schedule(seed)).steps) > 30)
CULPRITS = {LONG.steps[3], LONG.steps[20]}


def lived(schedule: Schedule) -> Outcome:
    """S1 breaks where both culprits act; something else does where only one is left."""
    acting = CULPRITS & set(schedule.steps)
    rule = {0: None, 1: "L1", 2: "S1"}[len(acting)]
    violations = (Violation(rule, "broken"),) if rule else ()
    return Outcome(schedule.seed, 0, 0, violations, trace=(), trace_hash="")


def test_only_the_steps_that_break_the_promise_are_left() -> None:
    shrunk = shrink(LONG, lived(LONG), lived)
    assert set(shrunk.steps) == CULPRITS
    assert shrunk.profile == LONG.profile


def test_another_broken_promise_does_not_stand_in_for_the_first() -> None:
    shrunk = shrink(LONG, lived(LONG), lived)
    assert [each.rule for each in lived(shrunk).violations] == ["S1"]


def test_shrinking_comes_to_an_end() -> None:
    tries = []

    def always(schedule: Schedule) -> Outcome:
        tries.append(schedule)
        return lived(LONG) if set(schedule.steps) >= set(LONG.steps[::2]) else lived(schedule)

    shrink(LONG, lived(LONG), always)
    assert len(tries) <= TRIES_MAX
