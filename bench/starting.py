"""From nothing to the PIN pad: whole processes, the till's beside a bare window's, turn by turn.

``python -m bench.starting FOLDER`` measures the till of that folder alone. Both run from compiled
modules, as an installed program does. The pad is there when the till's log says that its first
picture is shown, which has the people in it who may sign in; the bare window when it was drawn.
What a person types on the pad counts at once; when the till behind it is ready, the log says too.
"""

import os
import re
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event

from bench.results import Row, table
from client import paths
from client.ui.application.pauses import READY
from client.ui.application.porch import FIRST_PICTURE

ROUNDS = 7
GOAL = 1.5
MEMORY_GOAL_MIB = 250
SECONDS_MAX = 60.0
LOOK_SECONDS = 0.002
SETTLED_SECONDS = 2.0
"""After the first picture the till goes on: it syncs, it looks for its printer."""
_MILLI = 1_000
_NEVER = Event()
"""Whoever waits for it waits for the time that he says."""
_MEMORY = re.compile(r"VmRSS:\s+(\d+) kB")


@dataclass(frozen=True, slots=True)
class Started:
    """Seconds of one round, and what the till holds in memory afterwards."""

    ours: float
    ready: float
    bare: float
    memory_kib: int


def start_rows(folder: Path, *, guests: int, rounds: int = ROUNDS) -> Iterator[Row]:
    """Three lines of the table, of the till in ``folder``, which nobody else has open."""
    with TemporaryDirectory(prefix="compiled-") as compiled:
        environment = _environment(Path(compiled))
        _round(folder, environment)  # compiles, and brings the files into memory
        measured = [_round(folder, environment) for _ in range(rounds)]
    ours = statistics.median(each.ours for each in measured)
    bare = statistics.median(each.bare for each in measured)
    yield Row(
        "cold start to the PIN pad",
        ours * _MILLI,
        "ms",
        f"a bare QML window: {bare * _MILLI:.0f} ms",
        ours / bare,
        f"{GOAL}",
        note=f"{rounds} rounds",
    )
    ready = statistics.median(each.ready for each in measured)
    yield Row("cold start to the first operation", ready * _MILLI, "ms")
    memory = statistics.median(each.memory_kib for each in measured) / 1024
    work = f"memory of a till with {guests:,} guests on disk"
    yield Row(work, memory, "MiB", goal=f"{MEMORY_GOAL_MIB} MiB")


def _round(folder: Path, environment: Mapping[str, str]) -> Started:
    bare = _bare_seconds(environment)
    began = time.perf_counter()
    with _till(folder, environment) as (till, shown, stands):
        ours, ready = shown - began, stands - began
        _NEVER.wait(SETTLED_SECONDS)
        status = Path(f"/proc/{till.pid}/status").read_text(encoding="ascii")
    (memory,) = _MEMORY.findall(status)
    return Started(ours, ready, bare, int(memory))


def _bare_seconds(environment: Mapping[str, str]) -> float:
    began = time.perf_counter()
    command = (sys.executable, "-m", "bench.bare_window")
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as window:
        assert window.stdout is not None
        assert window.stdout.readline().strip() == b"drawn"
        return time.perf_counter() - began


@contextmanager
def _till(
    folder: Path, environment: Mapping[str, str]
) -> Iterator[tuple[subprocess.Popen[bytes], float, float]]:
    """The running till, when its first picture was shown, and when all of it was there."""
    log = paths.logs_dir(folder) / "till.log"
    size = log.stat().st_size if log.exists() else 0
    command = (sys.executable, "-m", "client", "--data-dir", str(folder))
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, env=environment) as till:
        try:
            shown = _when_said(FIRST_PICTURE, log, size)
            yield till, shown, _when_said(READY, log, size)
        finally:
            till.send_signal(signal.SIGTERM)


def _when_said(words: str, log: Path, size: int) -> float:
    """Raises ``TimeoutError``."""
    end = time.perf_counter() + SECONDS_MAX
    while time.perf_counter() < end:
        if log.exists() and words.encode() in log.read_bytes()[size:]:
            return time.perf_counter()
        _NEVER.wait(LOOK_SECONDS)
    raise TimeoutError


def _environment(compiled: Path) -> dict[str, str]:
    own = {
        "PYTHONPYCACHEPREFIX": str(compiled),
        "QT_QPA_PLATFORM": "offscreen",
        "QT_QUICK_BACKEND": "software",
    }
    return {**os.environ, **own, "PYTHONDONTWRITEBYTECODE": ""}


def main() -> int:
    """0 when both started."""
    rows = list(start_rows(Path(sys.argv[1]), guests=0))
    sys.stdout.write(table(rows) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
