"""The camera at work: one thread shows the newest picture and says what codes are in it.

Source: CSH-13. Knows threads and pictures; must not know guests or screens. Decoding lets go of
Python's lock, so the screen stays smooth. The callbacks run on the camera's thread.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

import cv2
import numpy as np

from client.clock import Clock
from client.devices.code_reader import CodeReader
from client.devices.frame_sources import CameraUnavailable, FrameSource, open_source
from client.devices.qr_decode import Picture, SeenCode

log = logging.getLogger(__name__)

T = TypeVar("T")

REPEAT_MS: Final = 2_000
"""A code is told again only after it was out of sight for this long."""
CONFIRM_MS: Final = 1_000
"""A code that one reading may get wrong must be read twice within this time."""
REOPEN_SECONDS: Final = 2.0
_SAMPLED: Final = 16
_BRIGHTEST: Final = 95
"""Percent of a picture's pixels are darker than what counts as its light."""
_DARK_BELOW: Final = 60
_LIGHT_FROM: Final = 80
"""Of 255; apart, so that a picture between the two does not flicker."""


@dataclass(frozen=True, slots=True)
class CameraListener:
    """Who wants to know; every call comes from the camera's thread."""

    on_frame: Callable[[Picture], None]
    on_code: Callable[[SeenCode], None]
    """It was read in the frame shown last."""
    on_light: Callable[[bool], None]
    """Whether it is light enough, when that changes."""
    on_trouble: Callable[[CameraUnavailable], None]
    """The camera cannot be used now; it is tried again by itself."""


class CameraSession:
    """One source, watched between ``start`` and ``stop``; it may be started again."""

    def __init__(
        self,
        source: str,
        *,
        clock: Clock,
        open_frames: Callable[[str], FrameSource] = open_source,
        reopen_seconds: float = REOPEN_SECONDS,
    ) -> None:
        self._source = source
        self._clock = clock
        self._open_frames = open_frames
        self._reopen_seconds = reopen_seconds
        self._watch: _Watch | None = None

    @property
    def is_running(self) -> bool:
        """Whether the camera is being watched."""
        return self._watch is not None

    def start(
        self,
        on_frame: Callable[[Picture], None],
        on_code: Callable[[SeenCode], None],
        *,
        on_light: Callable[[bool], None] = lambda _is_light: None,
        on_trouble: Callable[[CameraUnavailable], None] = lambda _trouble: None,
    ) -> None:
        """Watch from now on; returns at once, a camera may take seconds to open."""
        assert self._watch is None, "stop the camera before starting it again"
        self._watch = _Watch(self._open, self._reopen_seconds, self._clock)
        self._watch.start(CameraListener(on_frame, on_code, on_light, on_trouble))

    def stop(self) -> None:
        """Let go of the camera; after it returns nobody is called any more. Again is harmless.

        Returns at once: a camera that is slow to open or to read finds by itself that it is not
        wanted any more.
        """
        watch, self._watch = self._watch, None
        if watch is not None:
            watch.stop()

    def _open(self) -> FrameSource:
        return self._open_frames(self._source)


class _Watch:
    """The thread of one start: it opens, reads, decodes and opens again after trouble."""

    def __init__(
        self, open_frames: Callable[[], FrameSource], reopen_seconds: float, clock: Clock
    ) -> None:
        self._open_frames = open_frames
        self._reopen_seconds = reopen_seconds
        self._clock = clock
        self._reader, self._gate, self._meter = CodeReader(), CodeGate(), LightMeter()
        self._stopping = threading.Event()
        self._telling = threading.RLock()
        """Held while somebody is called, so that ``stop`` lets a call end and no other begin."""

    def start(self, listener: CameraListener) -> None:
        threading.Thread(target=self._run, args=(listener,), name="camera", daemon=True).start()

    def stop(self) -> None:
        with self._telling:
            self._stopping.set()

    def _run(self, listener: CameraListener) -> None:
        while not self._stopping.is_set():
            try:
                self._watch_until_stopped(self._open_frames(), listener)
            except CameraUnavailable as trouble:
                self._suffer(trouble, listener)
            except cv2.error as error:  # a picture OpenCV cannot work on; the next one may do
                self._suffer(CameraUnavailable(str(error)), listener)

    def _watch_until_stopped(self, frames: FrameSource, listener: CameraListener) -> None:
        try:
            while not self._stopping.is_set():
                self._look_once(frames.read(), listener)
                self._stopping.wait(frames.pause_seconds)
        finally:
            frames.close()

    def _look_once(self, picture: Picture, listener: CameraListener) -> None:
        self._tell(listener.on_frame, picture)
        for code in () if self._stopping.is_set() else self._reader.read(picture):
            if self._gate.lets_through(code, self._clock.monotonic_ms()):
                self._tell(listener.on_code, code)
        if self._meter.has_changed(picture):
            self._tell(listener.on_light, self._meter.is_light)

    def _suffer(self, trouble: CameraUnavailable, listener: CameraListener) -> None:
        log.info("the camera gives no picture", extra={"source": trouble.source})
        self._tell(listener.on_trouble, trouble)
        self._stopping.wait(self._reopen_seconds)

    def _tell(self, hear: Callable[[T], None], news: T) -> None:
        with self._telling:
            if not self._stopping.is_set():
                hear(news)


class LightMeter:
    """Whether there is light to read by: paper or a screen that is lit is bright somewhere."""

    def __init__(self) -> None:
        self.is_light = True

    def has_changed(self, picture: Picture) -> bool:
        """Whether ``picture`` shows that it has become dark, or light again."""
        brightest = float(np.percentile(picture[::_SAMPLED, ::_SAMPLED], _BRIGHTEST))
        was_light = self.is_light
        self.is_light = brightest > (_DARK_BELOW if was_light else _LIGHT_FROM)
        return self.is_light != was_light


class CodeGate:
    """Which of the codes in a stream of pictures are news. Pure."""

    def __init__(self) -> None:
        self._seen_ms: dict[SeenCode, int] = {}
        self._told: set[SeenCode] = set()

    def lets_through(self, code: SeenCode, at_ms: int) -> bool:
        """Whether ``code``, seen at ``at_ms`` (monotonic), is to be told now."""
        self._forget_what_left(at_ms)
        was_seen_ms = self._seen_ms.get(code)
        self._seen_ms[code] = at_ms
        if code in self._told:
            return False
        if code.is_weakly_checked and (was_seen_ms is None or at_ms - was_seen_ms > CONFIRM_MS):
            return False
        self._told.add(code)
        return True

    def _forget_what_left(self, at_ms: int) -> None:
        gone = [code for code, seen_ms in self._seen_ms.items() if at_ms - seen_ms >= REPEAT_MS]
        for code in gone:
            del self._seen_ms[code]
            self._told.discard(code)
