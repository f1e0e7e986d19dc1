"""`python -m tests.simulation.bugs`: plants each bug in turn, until it is noticed."""

import multiprocessing
import os
import sys
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from simulation.day import live
from simulation.schedule import draw_schedule
from simulation.template import Template, make_template, scratch_folder
from tests.simulation.bugs.planting import Bug, planted
from tests.simulation.bugs.server_side import SERVER_BUGS
from tests.simulation.bugs.tablet_side import TABLET_BUGS

ALL = (*SERVER_BUGS, *TABLET_BUGS)
DAYS_MAX = 40
CAUGHT_PERCENT_MIN = 95


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a bug was noticed, on which day, and which promise it broke."""

    name: str
    seed: int | None
    violation: str = ""


class _Worker:
    template: Template


def main(names: list[str]) -> int:
    """0 when enough of the bugs were caught; ``names`` are those to plant, all without."""
    chosen = [place for place, bug in enumerate(ALL) if not names or bug.name in names]
    with (
        scratch_folder() as folder,
        ProcessPoolExecutor(
            os.cpu_count(), multiprocessing.get_context("spawn"), _begin_work, (folder,)
        ) as pool,
    ):
        return _report(pool.map(hunt, chosen))


def hunt(place: int) -> Verdict:
    """Lives days with that bug of ``ALL`` until a promise is broken."""
    bug = ALL[place]
    for seed in range(1, DAYS_MAX + 1):
        found = first_violation(bug, seed, _Worker.template)
        if found:
            return Verdict(bug.name, seed, found)
    return Verdict(bug.name, None)


def first_violation(bug: Bug, seed: int, template: Template) -> str:
    """What the judges say first on that day, or nothing."""
    with planted(bug):
        outcome = live(draw_schedule(seed), template)
    return str(outcome.violations[0]) if outcome.violations else ""


def _report(verdicts: Iterable[Verdict]) -> int:
    caught = total = 0
    for verdict in verdicts:
        total += 1
        if verdict.seed is None:
            _say(f"SURVIVED  {verdict.name}")
            continue
        caught += 1
        _say(f"day {verdict.seed:>3}  {verdict.name}: {verdict.violation[:90]}")
    _say(f"{caught} of {total} planted bugs caught")
    return 0 if caught * 100 >= total * CAUGHT_PERCENT_MIN else 1


def _begin_work(folder: Path) -> None:
    mine = folder / f"worker-{multiprocessing.current_process().pid}"
    mine.mkdir()
    _Worker.template = make_template(mine)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
