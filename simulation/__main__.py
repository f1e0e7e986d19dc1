"""`python -m simulation`: lives as many days as fit into two minutes, and counts broken promises.

``--seeds 500`` or ``--seeds 1-100000`` says which instead; such a run may be stopped, and goes on
with the same words. ``--seed 7`` lives one again and shows its trace. Sums are kept in
``var/simulate.json``.
"""

import argparse
import os
import signal
import sys
import time
from collections.abc import Generator, Sequence
from contextlib import closing
from pathlib import Path

from drill.scratch import scratch_folder
from simulation.day import live
from simulation.disk import spare_page_seals
from simulation.logbook import WRITE_EVERY_SECONDS, Logbook, Run
from simulation.mornings import Mornings
from simulation.profile import SHORT_SHARE
from simulation.schedule import Schedule, draw_schedule
from simulation.shift import Failure, Lived, shift
from simulation.template import make_template

SECONDS = 110.0
LOGBOOK = Path("var/simulate.json")


def main(argv: Sequence[str]) -> int:
    """0 when every promise was kept."""
    asked = _parser().parse_args(argv)
    if asked.seed is not None:
        return _again(asked.seed)
    logbook = Logbook(LOGBOOK)
    run = logbook.run(*asked.seeds)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if run.schedules:
        _say(f"goes on at seed {run.next_seed}, {run.schedules} schedules were lived before")
    try:
        _live(run, logbook, workers=asked.workers)
    except KeyboardInterrupt:
        _say(f"stopped before seed {run.next_seed}")
    finally:
        logbook.write()
    _say(
        f"{run.schedules} schedules ({SHORT_SHARE:.0%} of them short), {run.operations} operations,"
        f" {run.exchanges} exchanges, {len(run.violations)} violations,"
        f" {run.schedules / run.seconds:.1f} schedules/s on {asked.workers} cores"
        f" in {run.seconds:.0f} s"
    )
    return 1 if run.violations else 0


def _live(run: Run, logbook: Logbook, *, workers: int) -> None:
    before, began = run.seconds, time.monotonic()
    written = began
    with scratch_folder() as folder, closing(_lives(folder, run, workers=workers)) as lives:
        for lived in lives:
            run.count(lived)
            if lived.failure:
                _show(lived.failure)
            now = time.monotonic()
            run.seconds = before + now - began
            if now - written > WRITE_EVERY_SECONDS:
                written = now
                logbook.write()


def _lives(folder: Path, run: Run, *, workers: int) -> Generator[Lived, None, None]:
    return shift(folder, first=run.next_seed, last=run.last, seconds=SECONDS, workers=workers)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m simulation")
    parser.add_argument(
        "--seeds",
        type=_range,
        default=(1, None),
        help="how many, or from-to, instead of two minutes",
    )
    parser.add_argument("--seed", type=int, help="live this one again and show it")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    return parser


def _range(text: str) -> tuple[int, int]:
    """``500`` is ``1-500``."""
    first, dash, last = text.partition("-")
    return (int(first), int(last)) if dash else (1, int(first))


def _again(seed: int) -> int:
    spare_page_seals()
    with scratch_folder() as folder:
        outcome = live(draw_schedule(seed), Mornings(make_template(folder)))
    _say("\n".join(outcome.trace))
    _say(f"seed {seed}: {outcome.operations} operations, trace {outcome.trace_hash[:16]}")
    for violation in outcome.violations:
        _say(f"BROKEN {violation}")
    return 1 if outcome.violations else 0


def _show(failure: Failure) -> None:
    outcome, shrunk = failure.outcome, failure.shrunk
    _say(f"SEED {outcome.seed}: again with make simulate SEED={outcome.seed}")
    for violation in outcome.violations:
        _say(f"  BROKEN {violation}")
    _say(f"  shrunk to {len(shrunk.steps)} steps:")
    _say(_told(shrunk))


def _told(schedule: Schedule) -> str:
    lines = [f"    {step}" for step in schedule.steps]
    return "\n".join([f"    {schedule.profile}", *lines])


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
