"""Measurements that are programs of their own: they need a server process to themselves."""

import re
import subprocess
import sys
from collections.abc import Iterator

from bench.results import Row

SECONDS_MAX = 600
_MEMORY = re.compile(r"memory per till\s+([\d.]+) KiB")
_REACHED = re.compile(r"reached (\d+) tills in ([\d.]+) s")


def event_rows(tills: int) -> Iterator[Row]:
    """So many idle tills on the event stream of one server process."""
    said = _run("bench.events", str(tills))
    memory, reached = _MEMORY.search(said), _REACHED.search(said)
    if memory is None or reached is None:
        yield Row(f"{tills:,} idle tills on the event stream", 0, "", note="it did not run")
        return
    yield Row(f"memory of each of {tills:,} idle tills at the server", float(memory[1]), "KiB")
    yield Row(f"one change reaches {int(reached[1]):,} tills", float(reached[2]), "s")


def _run(module: str, *arguments: str) -> str:
    """What it printed, however it ended."""
    done = subprocess.run(
        (sys.executable, "-m", module, *arguments),
        capture_output=True,
        text=True,
        timeout=SECONDS_MAX,
        check=False,
    )
    return done.stdout
