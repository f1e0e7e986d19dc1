"""``python -m bench``: the table of what the product costs, held against the bare machine.

``FULL=1`` fills a new till with a million guests instead of 100,000; ``PEERS=1`` also installs and
measures what others use, where it can be had; ``TINY=1`` runs everything once and small. The table
goes to standard output, the figures to ``var/bench/``.
"""

import os
import sys
from pathlib import Path

from bench.course import FULL, TINY, USUAL, run
from bench.report import report
from drill.processes import prepare

FOLDER = Path("var/bench")


def main() -> int:
    """0 when everything ran; figures are judged by who reads them."""
    prepare()
    sizes = USUAL
    if os.environ.get("FULL"):
        sizes = FULL
    if os.environ.get("TINY"):
        sizes = TINY
    report(run(sizes, with_peers=bool(os.environ.get("PEERS"))), folder=FOLDER)
    return 0


if __name__ == "__main__":
    sys.exit(main())
