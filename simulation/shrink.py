"""From a day that went wrong to the few steps of it that matter.

Leaves out ever smaller parts and keeps what still breaks the same promise. Whatever remains is a
schedule like any other: it can be lived again.
"""

from collections.abc import Callable

from simulation.day import Outcome
from simulation.schedule import Schedule

TRIES_MAX = 150

Live = Callable[[Schedule], Outcome]


def shrink(schedule: Schedule, outcome: Outcome, live: Live) -> Schedule:
    """The smallest schedule found that breaks the promise ``outcome`` broke first."""
    rule = outcome.violations[0].rule
    tries = 0
    size = len(schedule.steps) // 2
    while size:
        place = 0
        while place < len(schedule.steps):
            if tries == TRIES_MAX:
                return schedule
            tries += 1
            steps = schedule.steps[:place] + schedule.steps[place + size :]
            smaller = schedule.with_steps(steps)
            if _breaks(live(smaller), rule):
                schedule = smaller
            else:
                place += size
        size //= 2
    return schedule


def _breaks(outcome: Outcome, rule: str) -> bool:
    return any(violation.rule == rule for violation in outcome.violations)
