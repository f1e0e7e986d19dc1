"""Many schedules on all cores: each worker has a template of its own, and lives day after day."""

import gc
import itertools
import multiprocessing
import time
from collections import deque
from collections.abc import Generator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from simulation.day import Outcome, live
from simulation.disk import spare_page_seals
from simulation.mornings import Mornings
from simulation.schedule import Schedule, draw_schedule
from simulation.shrink import shrink
from simulation.template import make_template

_QUEUED_PER_WORKER = 20
"""So many that a long day stops nobody."""
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
    folder: Path, *, first: int, last: int | None, seconds: float, workers: int
) -> Generator[Lived, None, None]:
    """Lives the seeds from ``first`` to ``last``, in their order; without, as many as fit."""
    until = time.monotonic() + seconds
    wanted = itertools.count(first) if last is None else range(first, last + 1)
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, context, _begin_work, (folder,))
    try:
        running: deque[Future[Lived]] = deque()
        for seed in wanted:
            if last is None and time.monotonic() > until:
                break
            running.append(pool.submit(live_seed, seed))
            if len(running) >= workers * _QUEUED_PER_WORKER:
                yield running.popleft().result()
        yield from (each.result() for each in running)
    finally:
        pool.shutdown(cancel_futures=True)


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
    spare_page_seals()
    _Worker.mornings = Mornings(make_template(mine))
    spare_the_collector()


def spare_the_collector() -> None:
    """What is loaded stays; a day leaves little behind, and looking for it takes a third of it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG_OBJECTS)
