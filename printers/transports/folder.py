"""Numbered files of one folder, which a screen may be looking at."""

from pathlib import Path


def next_path(folder: Path, suffix: str) -> Path:
    """The path after the last of its kind, ``0007.png``; makes the folder. Raises ``OSError``."""
    folder.mkdir(parents=True, exist_ok=True)
    numbers = [int(each.stem) for each in folder.glob(f"*{suffix}") if each.stem.isdecimal()]
    return folder / f"{max(numbers, default=0) + 1:04d}{suffix}"


def write_whole(path: Path, data: bytes) -> None:
    """Whole or not at all. Raises ``OSError``."""
    scratch = path.with_suffix(path.suffix + ".part")
    scratch.write_bytes(data)
    scratch.replace(path)
