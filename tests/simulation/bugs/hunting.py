"""Lives days with a bug in the code until somebody notices."""

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path

from drill.scratch import scratch_folder
from simulation.day import live
from simulation.disk import spare_page_seals
from simulation.mornings import Mornings
from simulation.schedule import draw_schedule
from simulation.shift import spare_the_collector
from simulation.template import make_template
from tests.simulation.bugs.afterwards import AFTERWARDS_BUGS
from tests.simulation.bugs.planting import Bug, planted
from tests.simulation.bugs.server_side import SERVER_BUGS
from tests.simulation.bugs.tablet_side import TABLET_BUGS

ALL = (*SERVER_BUGS, *AFTERWARDS_BUGS, *TABLET_BUGS)
DAYS_MAX = 200
"""As many as four minutes of a core have."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a bug was noticed, on which day, and which promise it broke."""

    name: str
    seed: int | None
    violation: str = ""


class _Worker:
    mornings: Mornings


def hunt_all(places: Sequence[int]) -> Iterator[Verdict]:
    """A verdict for each of these bugs of ``ALL``, on all cores."""
    context = multiprocessing.get_context("spawn")
    with (
        scratch_folder() as folder,
        ProcessPoolExecutor(os.cpu_count(), context, _begin_work, (folder,)) as pool,
    ):
        yield from pool.map(hunt, places)


def hunt(place: int) -> Verdict:
    """Lives days with that bug of ``ALL`` until a promise is broken."""
    bug = ALL[place]
    for seed in islice(_seeds(bug), DAYS_MAX):
        found = first_violation(bug, seed, _Worker.mornings)
        if found:
            return Verdict(bug.name, seed, found)
    return Verdict(bug.name, None)


def first_violation(bug: Bug, seed: int, mornings: Mornings) -> str:
    """What the judges say first on that day, or nothing."""
    schedule = draw_schedule(seed)
    mornings.of(schedule.profile)  # made by the code without the bug
    with planted(bug):
        outcome = live(schedule, mornings)
    return str(outcome.violations[0]).splitlines()[0] if outcome.violations else ""


def _seeds(bug: Bug) -> Iterator[int]:
    """Those of the days on which the bug could show itself at all."""
    for seed in count(1):
        kinds = {step.kind for step in draw_schedule(seed).steps}
        if not bug.needs or bug.needs & kinds:
            yield seed


def _begin_work(folder: Path) -> None:
    mine = folder / f"worker-{multiprocessing.current_process().pid}"
    mine.mkdir()
    spare_page_seals()
    _Worker.mornings = Mornings(make_template(mine))
    spare_the_collector()
