"""A few of the planted bugs, noticed within a month; `make simulate-bugs` plants them all."""

import pytest

from simulation.mornings import Mornings
from tests.simulation.bugs.hunting import ALL, first_violation
from tests.simulation.bugs.planting import Bug, planted

BY_NAME = {bug.name: bug for bug in ALL}
QUICK = {
    "a page leaves out its last change": ("S9", "E10"),
    "a leased redemption may be refused": ("E3",),
}
"""Each with the promises that speak of it: which of them does first is a matter of the day."""


@pytest.mark.slow
@pytest.mark.expects_warning
@pytest.mark.parametrize("name", QUICK)
def test_a_planted_bug_breaks_a_promise(mornings: Mornings, name: str) -> None:
    days = (first_violation(BY_NAME[name], seed, mornings) for seed in range(1, 31))
    assert any(found.partition(":")[0] in QUICK[name] for found in days)


@pytest.mark.parametrize("bug", ALL, ids=lambda bug: bug.name)
def test_the_place_of_every_bug_is_there_and_is_as_it_was_afterwards(bug: Bug) -> None:
    with planted(bug):
        pass
    with planted(bug):
        pass


def test_no_bug_is_planted_twice() -> None:
    assert len(BY_NAME) == len(ALL) >= 40
