"""Where pictures come from: a camera, a film, one photograph or a folder of them.

A file or a folder stands in for the camera in demonstrations, in tests and on a desk without one.
Every source is read on one thread and gives RGB. It must not know codes or screens.
"""

import sys
import time
from itertools import count
from pathlib import Path
from typing import Final, Protocol

import cv2
import numpy as np

from client.devices.qr_decode import Picture
from client.store.errors import Trouble

PICTURE_SUFFIXES: Final = frozenset({".png", ".jpg", ".jpeg", ".bmp", ".webp"})
STILL_SECONDS: Final = 0.1
FOLDER_PICTURE_SECONDS: Final = 0.5
_STALE_FRAMES_MAX: Final = 4
"""What a driver may have buffered while the last picture was decoded."""
_FRAME_WIDTH: Final = 1280
_FRAME_HEIGHT: Final = 720
_FPS_DEFAULT: Final = 25.0
_EXPOSES_ITSELF: Final = 3.0 if sys.platform == "linux" else 0.75
"""In poor light the camera is to find its exposure itself, whatever a program before us told it.

A driver that cannot ignores this; a torch OpenCV does not know on any system.
"""


class CameraUnavailable(Trouble):
    """The camera, film or picture cannot be opened, or stopped giving pictures."""

    code = "camera_unavailable"

    def __init__(self, source: str) -> None:
        super().__init__(source)
        self.source = source


class FrameSource(Protocol):
    """Something that shows one picture after another."""

    pause_seconds: float
    """How long to wait between two pictures; 0 where ``read`` itself waits for the next one."""

    def read(self) -> Picture:
        """The newest picture, RGB. Raises ``CameraUnavailable``."""

    def close(self) -> None:
        """Let go of the device."""


def open_source(source: str) -> FrameSource:
    """The source that ``source`` names: ``0`` is the first camera, anything else a path.

    Raises ``CameraUnavailable``.
    """
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    if source.isascii() and source.isdigit():
        return _Device(source)
    path = Path(source)
    if path.is_dir():
        return _Folder(path)
    if _is_picture(path):
        return _Photograph(path)
    return _Film(path)


class _Device:
    """A camera: it gives pictures at its own pace, and only the newest is of use."""

    pause_seconds = 0.0

    def __init__(self, source: str) -> None:
        self._source = source
        self._capture = cv2.VideoCapture(int(source))
        self._capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
        self._capture.set(cv2.CAP_PROP_FRAME_WIDTH, _FRAME_WIDTH)
        self._capture.set(cv2.CAP_PROP_FRAME_HEIGHT, _FRAME_HEIGHT)
        self._capture.set(cv2.CAP_PROP_AUTO_EXPOSURE, _EXPOSES_ITSELF)
        self._frame_seconds = 1 / (self._capture.get(cv2.CAP_PROP_FPS) or _FPS_DEFAULT)
        self._read_at = time.monotonic()
        if not self._capture.isOpened():
            raise CameraUnavailable(source)

    def read(self) -> Picture:
        waiting = int((time.monotonic() - self._read_at) / self._frame_seconds) - 1
        for _ in range(min(max(waiting, 0), _STALE_FRAMES_MAX)):
            self._capture.grab()
        is_read, frame = self._capture.read()
        self._read_at = time.monotonic()
        if not is_read:
            raise CameraUnavailable(self._source)
        return _rgb(frame)

    def close(self) -> None:
        self._capture.release()


class _Film:
    """A video file in its own time, over and over."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._capture = cv2.VideoCapture(str(path))
        if not self._capture.isOpened():
            raise CameraUnavailable(str(path))
        self.pause_seconds = 1 / (self._capture.get(cv2.CAP_PROP_FPS) or _FPS_DEFAULT)

    def read(self) -> Picture:
        is_read, frame = self._capture.read()
        if not is_read:
            self._capture.set(cv2.CAP_PROP_POS_FRAMES, 0)
            is_read, frame = self._capture.read()
        if not is_read:
            raise CameraUnavailable(str(self._path))
        return _rgb(frame)

    def close(self) -> None:
        self._capture.release()


class _Photograph:
    """One picture, held still; it is read again each time, so that it may be replaced."""

    pause_seconds = STILL_SECONDS

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Picture:
        return _picture_of(self._path)

    def close(self) -> None:
        """Nothing is held open."""


class _Folder:
    """The pictures of a folder in the order of their names, over and over."""

    pause_seconds = FOLDER_PICTURE_SECONDS

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._places = count()

    def read(self) -> Picture:
        paths = sorted(each for each in self._folder.glob("*") if _is_picture(each))
        if not paths:
            raise CameraUnavailable(str(self._folder))
        return _picture_of(paths[next(self._places) % len(paths)])

    def close(self) -> None:
        """Nothing is held open."""


def _is_picture(path: Path) -> bool:
    return path.suffix.lower() in PICTURE_SUFFIXES


def _picture_of(path: Path) -> Picture:
    """Read by ourselves: OpenCV cannot open a path with Cyrillic letters on Windows."""
    try:
        written = np.frombuffer(path.read_bytes(), dtype=np.uint8)
    except OSError as error:
        raise CameraUnavailable(str(path)) from error
    frame = cv2.imdecode(written, cv2.IMREAD_COLOR) if written.size else None
    if frame is None:
        raise CameraUnavailable(str(path))
    return _rgb(frame)


def _rgb(frame: cv2.typing.MatLike) -> Picture:
    return np.ascontiguousarray(cv2.cvtColor(frame, cv2.COLOR_BGR2RGB), dtype=np.uint8)
