"""The real server as a process of its own: started, stopped and started again on one port."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

READY = "listening on "
STOP_TIMEOUT_SECONDS = 15


class ServerFailed(Exception):
    """A server command ended badly; the message holds what it said."""


class ServerProcess:
    """``python -m server`` on one SQLite file in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[str] | None = None
        self._port = 0
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def url(self) -> str:
        """Where the server listens; the port stays the same over restarts."""
        return f"http://127.0.0.1:{self._port}"

    def demo_data(self) -> dict[str, Any]:
        """Fill the empty database; returns what the command printed."""
        made: dict[str, Any] = json.loads(self._run("demo-data"))
        return made

    def enrolment_code(self, restaurant: str) -> str:
        """A code for one more till."""
        return self._run("enrolment-code", "--restaurant", restaurant).strip()

    def verify_ledger(self) -> str:
        """The last line of ``verify-ledger``. Raises ``ServerFailed`` on any difference."""
        return self._run("verify-ledger").strip().splitlines()[-1]

    def explain_balance(self, card: str) -> dict[str, Any]:
        """Where the points of a card came from: who booked them, and who allowed it."""
        told: dict[str, Any] = json.loads(self._run("explain-balance", card))
        return told

    def export(self) -> Iterator[dict[str, Any]]:
        """Every operation of the ledger with its outcome and effect."""
        for line in self._run("ledger-export").splitlines():
            yield json.loads(line)

    def start(self) -> None:
        """Returns when the server answers. Raises ``ServerFailed`` when it ends instead."""
        assert self._process is None
        log = (self._folder / "server.log").open("a")
        self._process = subprocess.Popen(
            [
                *_COMMAND,
                "serve",
                *self._database(),
                "--host",
                "127.0.0.1",
                "--port",
                str(self._port),
            ],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith(READY):
                self._port = int(line.strip().rsplit(":", 1)[1])
                return
        raise ServerFailed(f"the server ended with {self._process.wait()}: see {log.name}")

    def stop(self) -> None:
        """Ask the server to end and wait for it; doing it twice is harmless."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(STOP_TIMEOUT_SECONDS)
        self._process = None

    def _run(self, *arguments: str) -> str:
        done = subprocess.run(
            [*_COMMAND, *arguments, *self._database()],
            capture_output=True,
            text=True,
            check=False,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
        )
        if done.returncode != 0:
            raise ServerFailed(f"{arguments[0]}: {done.stdout}{done.stderr}")
        return done.stdout

    def _database(self) -> tuple[str, str]:
        return ("--database-url", f"sqlite:///{self._folder / 'server.db'}")


_COMMAND = (sys.executable, "-m", "server")
