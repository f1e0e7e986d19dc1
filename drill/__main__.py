"""``python -m drill``: kills real tills and a real server, tears their files, and counts.

``ROUNDS`` (200) kills, ``IMAGES`` (2000) crash images, ``RACES`` (200) of two tills for one guest's
points, ``SEED`` (1); 0 leaves a part out. Everything is made anew in ``FOLDER`` (``var/drill``).
Exit code 0 when nothing was lost, doubled or wrong.
"""

import os
import sys
from pathlib import Path

from drill.campaign import run_images, run_rounds
from drill.processes import prepare
from drill.race import race

ROUNDS, IMAGES, RACES, SEED = 200, 2_000, 200, 1
FOLDER = Path("var/drill")


def main() -> int:
    """Plays all of it; the summary goes to standard output."""
    folder = Path(os.environ.get("FOLDER") or FOLDER)
    seed = _asked("SEED", SEED)
    prepare()
    rounds, count, races = (
        _asked(*each) for each in (("ROUNDS", ROUNDS), ("IMAGES", IMAGES), ("RACES", RACES))
    )
    is_clean = not rounds or run_rounds(folder / "rounds", rounds=rounds, seed=seed)
    is_whole = not count or run_images(count=count, seed=seed)
    is_fair = not races or race(races, seed=seed)
    return 0 if is_clean and is_whole and is_fair else 1


def _asked(name: str, default: int) -> int:
    return int(os.environ.get(name) or default)


if __name__ == "__main__":
    sys.exit(main())
