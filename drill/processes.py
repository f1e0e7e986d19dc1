"""Processes that are born with everything imported, so that a round costs no start of Python.

A fork server loads the programs once; each till and each server is a fork of it, alone in its own
process, and dies by SIGKILL.
"""

import multiprocessing
import subprocess
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

_PROGRAMS = ["drill.preloaded"]
Wire = Connection
_CONTEXT = multiprocessing.get_context("forkserver")


class Child:
    """One process and the wire it speaks on."""

    def __init__(self, program: Callable[..., None], *arguments: Any) -> None:
        self.wire, theirs = _CONTEXT.Pipe()
        self._process = _CONTEXT.Process(target=program, args=(*arguments, theirs), daemon=True)
        self._process.start()
        self._is_killed = False
        theirs.close()

    @property
    def has_failed(self) -> bool:
        """Whether it ended badly, and not by ``kill``."""
        return not self._is_killed and self._process.exitcode not in {None, 0}

    @property
    def pid(self) -> int:
        """Its number."""
        assert self._process.pid is not None
        return self._process.pid

    def kill(self) -> None:
        """SIGKILL; what it had already told stays to be read from ``wire``."""
        self._is_killed = True
        self._process.kill()
        self._process.join()

    def wait(self) -> None:
        """Until it ends by itself."""
        self._process.join()


def memory_kib(child: Child) -> int:
    """What of it lies in memory now."""
    status = Path(f"/proc/{child.pid}/status")
    if status.exists():
        return int(status.read_text(encoding="ascii").partition("VmRSS:")[2].split()[0])
    command = ("ps", "-o", "rss=", "-p", str(child.pid))
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def prepare() -> None:
    """Before the first child is born."""
    _CONTEXT.set_forkserver_preload(_PROGRAMS)


def told(wire: Wire) -> list[Any]:
    """What came over the wire so far; what a kill cut off in the middle was never said."""
    heard = []
    with suppress(EOFError, ConnectionResetError):
        while wire.poll():
            heard.append(wire.recv())
    return heard
