"""One till program for each data folder: a second one would fork the chain of operations."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from client.store.errors import StoreInUse

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class FolderLock:
    """Held until ``release()`` or until the process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        """Takes the lock. Raises ``StoreInUse`` when another process holds it."""
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            _lock(self._descriptor)
        except OSError as held:
            os.close(self._descriptor)
            raise StoreInUse(str(path)) from held

    def release(self) -> None:
        """Lets the next one in."""
        os.close(self._descriptor)


@dataclass(frozen=True, slots=True)
class Held:
    """A till's file, and the lock that keeps every other program from it."""

    path: Path
    lock: FolderLock


def hold(path: Path) -> Held:
    """The file at ``path`` is ours now, whether it is there yet or not. Raises ``StoreInUse``."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Held(path, FolderLock(path.with_suffix(".lock")))
