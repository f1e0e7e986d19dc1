"""Which cameras this computer has, and what they are called.

Linux names them in its file system. Elsewhere only the first few numbers can be tried; a camera
found so has no name. Takes as long as opening a camera does: not for the screen's thread.
"""

import platform
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2

LINUX_CAMERAS: Final = Path("/sys/class/video4linux")
TRIED_MAX: Final = 4
"""So many numbers are tried where the system tells nothing."""


@dataclass(frozen=True, slots=True)
class FoundCamera:
    """One that can be looked through."""

    source: str
    """What ``open_source`` takes."""
    name: str
    """What the system calls it; empty when it does not say."""


def find_cameras(linux_cameras: Path = LINUX_CAMERAS) -> tuple[FoundCamera, ...]:
    """All of them, by number."""
    if platform.system() == "Linux":
        return _named_by_linux(linux_cameras)
    return tuple(FoundCamera(str(number), "") for number in range(TRIED_MAX) if _opens(number))


def _named_by_linux(folder: Path) -> tuple[FoundCamera, ...]:
    """One device file in several gives pictures: the one with index 0."""
    found = {}
    for entry in folder.glob("video*"):
        number = entry.name.removeprefix("video")
        if number.isdigit() and _read(entry / "index") in {"0", ""}:
            found[int(number)] = _read(entry / "name")
    return tuple(FoundCamera(str(number), found[number]) for number in sorted(found))


def _read(path: Path) -> str:
    """What the system says there; unplugged meanwhile, it says nothing."""
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def _opens(number: int) -> bool:
    capture = cv2.VideoCapture(number)
    try:
        return bool(capture.isOpened())
    finally:
        capture.release()
