"""`python -m tests.simulation.bugs`: plants each bug in turn, until it is noticed."""

import sys

from tests.simulation.bugs.hunting import ALL, hunt_all

CAUGHT_PERCENT_MIN = 95


def main(names: list[str]) -> int:
    """0 when enough of the bugs were caught; ``names`` are those to plant, all without."""
    caught = total = 0
    chosen = [place for place, bug in enumerate(ALL) if not names or bug.name in names]
    for verdict in hunt_all(chosen):
        total += 1
        if verdict.seed is None:
            _say(f"SURVIVED  {verdict.name}")
            continue
        caught += 1
        _say(f"day {verdict.seed:>3}  {verdict.name}: {verdict.violation[:90]}")
    _say(f"{caught} of {total} planted bugs caught")
    return 0 if caught * 100 >= total * CAUGHT_PERCENT_MIN else 1


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
