"""Many schedules on all cores: each worker has a template of its own, and lives day after day."""

import gc
import itertools
import multiprocessing
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

from simulation.day import Outcome, live
from simulation.mornings import Mornings
from simulation.schedule import Schedule, draw_schedule
from simulation.shrink import shrink
from simulation.template import make_template

_QUEUED_PER_WORKER = 2
_YOUNG_OBJECTS = 50_000


@dataclass(frozen=True, slots=True)
class Failure:
    """A day on which a promise was broken, and the shortest one like it."""

    outcome: Outcome
    shrunk: Schedule


@dataclass(frozen=True, slots=True)
class Lived:
    """What came of one seed; ``failure`` is None when every promise was kept."""

    seed: int
    operations: int
    exchanges: int
    failure: Failure | None


class _Worker:
    """What a process keeps between two schedules."""

    mornings: Mornings


def shift(
    folder: Path, *, first_seed: int, seeds: int | None, seconds: float, workers: int
) -> Iterator[Lived]:
    """Lives ``seeds`` schedules from ``first_seed`` on; without a number, as many as fit."""
    until = time.monotonic() + seconds
    numbers = itertools.count(first_seed)
    wanted = iter(numbers) if seeds is None else itertools.islice(numbers, seeds)
    with ProcessPoolExecutor(
        workers, multiprocessing.get_context("spawn"), _begin_work, (folder,)
    ) as pool:
        running: set[Future[Lived]] = set()
        for seed in wanted:
            if seeds is None and time.monotonic() > until:
                break
            running.add(pool.submit(live_seed, seed))
            if len(running) >= workers * _QUEUED_PER_WORKER:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                yield from (each.result() for each in done)
        yield from (each.result() for each in running)


def live_seed(seed: int) -> Lived:
    """One schedule; a broken promise is shrunk at once."""
    mornings = _Worker.mornings
    schedule = draw_schedule(seed)
    outcome = live(schedule, mornings)
    failure = None
    if outcome.violations:
        smaller = shrink(schedule, outcome, lambda smaller: live(smaller, mornings))
        failure = Failure(outcome, smaller)
    return Lived(seed, outcome.operations, outcome.exchanges, failure)


def _begin_work(folder: Path) -> None:
    mine = folder / f"worker-{multiprocessing.current_process().pid}"
    mine.mkdir()
    _Worker.mornings = Mornings(make_template(mine))
    spare_the_collector()


def spare_the_collector() -> None:
    """What is loaded stays; a day leaves little behind, and looking for it takes a third of it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG_OBJECTS)
