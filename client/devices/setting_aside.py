"""A till's file that does not open is set aside, never destroyed: its key may come back."""

from datetime import datetime
from pathlib import Path

from client import paths
from client.store.takeover import sync_folder


def set_aside(folder: Path, *, at: datetime) -> Path:
    """The till in ``folder`` begins as a new one; where the old file is. Raises ``OSError``."""
    file = paths.database_path(folder)
    kept = file.with_name(f"{file.stem}-set-aside-{at:%Y%m%d-%H%M%S}{file.suffix}")
    for end in ("-wal", "-shm"):
        beside = file.with_name(file.name + end)
        if beside.exists():
            beside.rename(kept.with_name(kept.name + end))
    file.rename(kept)
    sync_folder(folder)
    return kept
