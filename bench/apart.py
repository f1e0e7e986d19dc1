"""Measurements that are programs of their own: they need a server process to themselves."""

import re
import subprocess
import sys
from collections.abc import Iterator

from bench.results import Row

SECONDS_MAX = 600
_MEMORY = re.compile(r"memory per till\s+([\d.]+) KiB")
_REACHED = re.compile(r"reached (\d+) tills in ([\d.]+) s")
_FEED = re.compile(r"(\d+) rows in (\d+) s .* missed (\d+), repeated (\d+)")


def event_rows(tills: int) -> Iterator[Row]:
    """So many idle tills on the event stream of one server process."""
    said = _run("bench.events", str(tills))
    memory, reached = _MEMORY.search(said), _REACHED.search(said)
    if memory is None or reached is None:
        yield Row(f"{tills:,} idle tills on the event stream", 0, "", note="it did not run")
        return
    yield Row(f"memory of each of {tills:,} idle tills at the server", float(memory[1]), "KiB")
    yield Row(f"one change reaches {int(reached[1]):,} tills", float(reached[2]), "s")


def feed_rows(count: int) -> Iterator[Row]:
    """A race of 32 writers and readers along PostgreSQL's feed."""
    found = _FEED.search(_run("bench.feed", "--rows", str(count)))
    work = f"PostgreSQL feed, 32 writers, {count:,} rows"
    if found is None:
        yield Row(work, 0, "", note="PostgreSQL's server programs are not here")
        return
    rows, seconds, missed, repeated = map(int, found.groups())
    note = f"missed {missed}, repeated {repeated}"
    yield Row(work, rows / max(1, seconds), "rows/s", goal="0 missed, 0 repeated", note=note)


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
