"""The real till as a process of its own, with a pair of hands inside that obeys this one.

One JSON line asks, one answers. ``kill`` is SIGKILL: nothing in the till gets a word in.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

EXIT_TIMEOUT_SECONDS = 15
PAUSE_FOR_EYES_SECONDS = 0.2
"""Before each order where somebody watches."""


class TillFailed(Exception):
    """The till ended, or could not do what the script asked; the message says what."""


class TillProcess:
    """``python -m demo.driven_till`` on one data folder."""

    def __init__(self, data_dir: Path, *, arguments: tuple[str, ...], offscreen: bool) -> None:
        self._data_dir = data_dir
        self._arguments = arguments
        self._environment = os.environ | {"TZ": "Europe/Moscow"}
        self._pause_seconds = 0.0 if offscreen else PAUSE_FOR_EYES_SECONDS
        if offscreen:
            self._environment |= {
                "QT_QPA_PLATFORM": "offscreen",
                "QT_QUICK_BACKEND": "software",
            }
        self._process: subprocess.Popen[str] | None = None
        data_dir.mkdir(parents=True, exist_ok=True)

    def start(self) -> None:
        """Returns when the till's window stands."""
        assert self._process is None
        log = (self._data_dir / "till-stderr.log").open("a")
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-m", "demo.driven_till"),
                *("--data-dir", str(self._data_dir)),
                *self._arguments,
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env=self._environment,
        )
        self._answer()

    def ask(self, do: str, **details: Any) -> None:
        """Have the hands do something. Raises ``TillFailed`` with what went wrong."""
        assert self._process is not None
        assert self._process.stdin is not None
        order = {"do": do, "pause": self._pause_seconds, **details}
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        self._answer()

    def kill(self) -> None:
        """SIGKILL, as a power cut would."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        self._process = None

    def close(self) -> None:
        """Let the till end as a person would end it; again is harmless."""
        if self._process is None:
            return
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(EXIT_TIMEOUT_SECONDS)
        self._process = None

    def _answer(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            log = self._data_dir / "till-stderr.log"
            raise TillFailed(f"the till ended with {self._process.wait()}: see {log}")
        answer = json.loads(line)
        if not answer["ok"]:
            raise TillFailed(answer["error"])
