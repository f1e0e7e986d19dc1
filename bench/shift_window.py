"""A shift on the real screens, by hand: for how long did the window stand still?

``python -m bench.shift_till FOLDER COUNT NAME PIN PIN`` is the till of that folder, as ``python -m
client`` starts it, with a pair of hands inside: the cashier's, whose name and PIN come first, and a
manager's. It says on standard output when it is to lose its server and when to find it again, and
at the end what the till itself measured meanwhile; what the hands take is in it.
"""

import json
import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Slot

from bench.results import Row, p99
from bench.shift_script import People, Shift
from bench.starting import MEMORY_GOAL_MIB
from client import paths
from client.logs import start_logging
from client.settings import load_settings
from client.ui.application.program import Opening, run
from client.ui.application.window import Application
from client.ui.viewmodels.about import AboutViewModel
from client.ui.viewmodels.navigation import Screen
from client.wiring import open_client
from demo.hands import Hands, NotOnScreen

GOAL_MS = 50
TOLD = 3
"""So many of the longest pauses are told with what they went into."""
_MILLI = 1_000
_AWAY, _BACK = "the server is away", "the server is back"
_RESIDENT, _OWN = "Rss:", "Private_Dirty:"
_KIB = 1_024


def pause_rows(folder: Path, people: People, *, operations: int, server_pid: int) -> Iterator[Row]:
    """Three lines of the table, of the till in ``folder``, which nobody else has open."""
    with subprocess.Popen(
        (sys.executable, "-m", "bench.shift_till", str(folder), str(operations), *people),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # what it logs lies in its folder
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"},
    ) as till:
        told = _listen(till, server_pid)
    work = f"longest pause of the window in {operations} operations"
    if "longest_ms" not in told:
        yield Row(work, 0, "", note=f"it did not run: {told}")
        return
    pace = f"{told['seconds'] / operations:.2f} s an operation"
    note = f"{told['long']} longer than {GOAL_MS} ms, {pace}; the longest: {told['worst']}"
    yield Row(work, told["longest_ms"], "ms", goal=f"{GOAL_MS} ms", note=note)
    taps = told["taps"]
    yield Row(
        "from a tap to the first picture of the next screen",
        statistics.median(taps) * _MILLI,
        "ms",
        note=f"p99 {p99(taps) * _MILLI:.0f} ms, of {len(taps)}",
    )
    yield Row(
        "memory of the till after that shift",
        told["memory_kib"] / _KIB,
        "MiB",
        goal=f"{MEMORY_GOAL_MIB} MiB",
        note=f"{told['own_kib'] / _KIB:.0f} of them written to, the rest are files",
    )


def _listen(till: subprocess.Popen[str], server_pid: int) -> dict[str, Any]:
    """What it told at its end; nothing if it never came to that."""
    told: dict[str, Any] = {}
    assert till.stdout is not None
    for line in till.stdout:
        match line.strip():
            case said if said == _AWAY:
                os.kill(server_pid, signal.SIGSTOP)
            case said if said == _BACK:
                os.kill(server_pid, signal.SIGCONT)
            case said:
                told = json.loads(said)
    os.kill(server_pid, signal.SIGCONT)
    return told


def main() -> int:
    """The till's exit code."""
    settings = load_settings(["--data-dir", sys.argv[1], "--language", "en"], os.environ)
    start_logging(paths.logs_dir(settings.data_dir))
    client = open_client(settings)
    try:
        shift = partial(_work, people=People(*sys.argv[3:]), operations=int(sys.argv[2]))
        return run(client.parts, opening=Opening(settings.window_size), beside=shift)
    finally:
        client.close()


async def _work(application: Application, *, people: People, operations: int) -> None:
    hands = Hands(application.window)
    taps = _Taps(application, lambda: hands.touched_at)
    shift = Shift(hands, people, reach_server=lambda is_there: _say(_BACK if is_there else _AWAY))
    began = time.perf_counter()
    try:
        await shift.work(operations)
        _say(json.dumps(_told(application, taps, seconds=time.perf_counter() - began)))
    except NotOnScreen as missing:
        _say(json.dumps({"missing": str(missing)}))
    finally:
        application.window.close()


def _told(application: Application, taps: "_Taps", *, seconds: float) -> dict[str, Any]:
    about = application.app.at(Screen.ABOUT)
    assert isinstance(about, AboutViewModel)
    assert about.pausing is not None
    memory = Path("/proc/self/smaps_rollup").read_text(encoding="ascii")
    return {
        "longest_ms": about.pausing.longest_ms,
        "long": about.pausing.long_count,
        "worst": "; ".join(map(str, about.pausing.worst[:TOLD])),
        "seconds": seconds,
        "taps": taps.seconds,
        "memory_kib": _kib(memory, _RESIDENT),
        "own_kib": _kib(memory, _OWN),
    }


def _kib(memory: str, of: str) -> int:
    return int(memory.partition(of)[2].split()[0])


class _Taps(QObject):
    """From the tap that led to a screen until the first picture of it."""

    def __init__(self, application: Application, touched_at: Callable[[], float]) -> None:
        super().__init__()
        self.seconds: list[float] = []
        self._touched_at = touched_at
        self._answered = self._stands_for = 0.0
        application.app.screenStands.connect(self._stand)
        application.window.frameSwapped.connect(self._show)

    @Slot()
    def _stand(self) -> None:
        self._stands_for = self._touched_at()

    @Slot()
    def _show(self) -> None:
        if self._stands_for > self._answered:
            self._answered = self._stands_for
            self.seconds.append(time.perf_counter() - self._answered)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
