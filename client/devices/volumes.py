"""Folders a person can reach to carry a file away, or to have brought one: sticks, then his own.

Knows how the systems name them. Must not know what is carried.
"""

import os
import string
import sys
from collections.abc import Iterator
from pathlib import Path


def removable_folders() -> tuple[Path, ...]:
    """The top folders of what is plugged in and can be written to, as far as can be told."""
    return tuple(each for each in _mounted() if os.access(each, os.W_OK))


def carrying_folders() -> tuple[Path, ...]:
    """Where a file that somebody brought may lie."""
    home = Path.home()
    own = (home / "Downloads", home / "Desktop", home)
    return (*removable_folders(), *(each for each in own if each.is_dir()))


def _mounted() -> Iterator[Path]:
    if sys.platform == "win32":
        drives = (Path(f"{letter}:\\") for letter in string.ascii_uppercase[3:])
        yield from (each for each in drives if each.exists())
    elif sys.platform == "darwin":
        yield from _mount_points(Path("/Volumes"))
    else:
        for parent in (Path("/media"), Path("/run/media")):
            yield from _mount_points(parent)
            for user in _folders_in(parent):
                yield from _mount_points(user)


def _mount_points(parent: Path) -> Iterator[Path]:
    return (each for each in _folders_in(parent) if each.is_mount())


def _folders_in(parent: Path) -> tuple[Path, ...]:
    try:
        return tuple(sorted(each for each in parent.iterdir() if each.is_dir()))
    except OSError:
        return ()
