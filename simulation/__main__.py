"""`python -m simulation`: lives as many days as fit into two minutes, and counts broken promises.

``--seeds`` says how many instead, ``--seed`` lives one again and shows its trace.
"""

import argparse
import os
import sys
import time
from collections.abc import Sequence

from simulation.day import live
from simulation.mornings import Mornings
from simulation.schedule import Schedule, draw_schedule
from simulation.shift import Failure, shift
from simulation.template import make_template, scratch_folder

SECONDS = 110.0


def main(argv: Sequence[str]) -> int:
    """0 when every promise was kept."""
    asked = _parser().parse_args(argv)
    if asked.seed is not None:
        return _again(asked.seed)
    began = time.monotonic()
    schedules = operations = exchanges = broken = 0
    with scratch_folder() as folder:
        for lived in shift(
            folder,
            first_seed=asked.first,
            seeds=asked.seeds,
            seconds=SECONDS,
            workers=asked.workers,
        ):
            schedules += 1
            operations += lived.operations
            exchanges += lived.exchanges
            if lived.failure:
                broken += len(lived.failure.outcome.violations)
                _show(lived.failure)
    seconds = time.monotonic() - began
    _say(
        f"{schedules} schedules, {operations} operations, {exchanges} exchanges,"
        f" {broken} violations, {schedules / seconds:.1f} schedules/s"
        f" on {asked.workers} cores in {seconds:.0f} s"
    )
    return 1 if broken else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m simulation")
    parser.add_argument("--seeds", type=int, help="how many schedules, instead of two minutes")
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--seed", type=int, help="live this one again and show it")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    return parser


def _again(seed: int) -> int:
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
