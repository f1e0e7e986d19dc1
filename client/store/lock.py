"""One till program for each data folder: a second one would fork the chain of operations."""

import os
import sys
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
