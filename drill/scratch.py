"""A folder for files that need no disk: what is tried on them does not depend on one."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SHARED_MEMORY = "/dev/shm"  # noqa: S108 - nothing is opened by a name others could take: a new folder is made in it


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """In memory where the system has a place for that; gone afterwards."""
    place = _SHARED_MEMORY if Path(_SHARED_MEMORY).is_dir() else None
    with tempfile.TemporaryDirectory(prefix="scratch-", dir=place) as folder:
        yield Path(folder)
