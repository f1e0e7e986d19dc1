"""The camera over any screen: a live picture, and every code it reads (CSH-13).

The camera works on a thread of its own; pictures and codes cross to the screen's thread as queued
signals, and only the newest picture is kept. A guest's code is first shown found, then told.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final, Protocol

from PySide6.QtCore import Property, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtQml import QmlElement

from client.store.errors import Trouble
from client.till.scanning import is_of_a_guest
from client.ui.presenters.scanning import camera_names, foreign_code
from client.ui.viewmodels.chosen import Chosen
from client.ui.viewmodels.tasks import Desk, ScreenViewModel, run_task

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

LOCK_MS: Final = 220
"""How long a found code is shown before the guest opens."""
FOREIGN_MS: Final = 4_000
"""How long it is said that a code is none of ours."""


class Picture(Protocol):
    """A picture as the camera gives it: rows of pixels, three bytes each, RGB."""

    @property
    def shape(self) -> tuple[int, ...]: ...
    @property
    def data(self) -> memoryview: ...


class Seen(Protocol):
    """A code in the newest picture."""

    @property
    def text(self) -> str: ...
    @property
    def corners(self) -> tuple[tuple[float, float], ...]:
        """Shares of the picture."""


class Named(Protocol):
    """A camera that was found."""

    @property
    def source(self) -> str: ...
    @property
    def name(self) -> str: ...


class Watching(Protocol):
    """A camera that can be looked through."""

    def start(
        self,
        on_frame: Callable[[Picture], None],
        on_code: Callable[[Seen], None],
        *,
        on_light: Callable[[bool], None],
        on_trouble: Callable[[Trouble], None],
    ) -> None: ...

    def stop(self) -> None: ...


@QmlElement
class CameraViewModel(ScreenViewModel):
    """Open while somebody looks for a code."""

    changed = Signal()
    frameArrived = Signal(QImage)
    codeFound = Signal(str, QRectF)
    codeSeen = Signal(str)
    lightChanged = Signal(bool)
    troubled = Signal()

    def __init__(
        self,
        desk: Desk,
        *,
        open_camera: Callable[[str], Watching],
        find_cameras: Callable[[], Sequence[Named]],
        chosen: Chosen,
    ) -> None:
        """Both may take their time, and are asked on a thread of their own."""
        super().__init__(desk)
        self._open_camera, self._find_cameras, self._chosen = open_camera, find_cameras, chosen
        self._is_open = False
        self._camera: Watching | None = None
        self._cameras: Sequence[Named] = ()
        self.picture = QImage()
        """The newest one; null before the first."""
        self._pictures_shown = 0
        self._is_missing, self._is_light, self._takes_any = False, True, False
        self._found, self._target, self._foreign = "", QRectF(), ""
        self._lock = QTimer(self, singleShot=True, interval=LOCK_MS)
        self._lock.timeout.connect(self._tell)
        self._forgetting = QTimer(self, singleShot=True, interval=FOREIGN_MS)
        self._forgetting.timeout.connect(self._forget_foreign)
        queued = Qt.ConnectionType.QueuedConnection
        self.frameArrived.connect(self._show, queued)
        self.codeFound.connect(self._find, queued)
        self.lightChanged.connect(self._see_light, queued)
        self.troubled.connect(self._miss, queued)

    def look(self) -> None:
        """Start the camera and show what it sees; a guest's code is told, others are refused."""
        self._open(takes_any=False)

    def look_for_any(self) -> None:
        """Every code is told at once, whosever it is: one of many that follow each other, say."""
        self._open(takes_any=True)

    @Slot()
    def close(self) -> None:
        """Let go of the camera; again is harmless."""
        if self._stop():
            self.refresh()

    @Slot(str)
    def choose(self, source: str) -> None:
        """Look through another camera, now and from now on."""
        if source != self._chosen.preferences.camera_source:
            run_task(self, self._chosen.keep(camera_source=source), done=self._look_anew)

    def _open(self, *, takes_any: bool) -> None:
        if not self._is_open:
            self._takes_any = takes_any
            self._start()
            self._ask_for_cameras()

    def _look_anew(self, _kept: None) -> None:
        if self._stop():
            self._start()

    def _start(self) -> None:
        self.picture, self._is_missing, self._is_light = QImage(), False, True
        self._found, self._foreign, self._is_open = "", "", True
        source = self._chosen.preferences.camera_source
        work = asyncio.to_thread(self._open_camera, source)
        run_task(self, work, done=lambda camera: self._watch(camera, source))
        self.refresh()

    def _watch(self, camera: Watching, source: str) -> None:
        """What sees is loaded now; meanwhile nobody may want to look any more, or elsewhere."""
        is_wanted = source == self._chosen.preferences.camera_source
        if not self._is_open or self._camera is not None or not is_wanted:
            return
        self._camera = camera
        camera.start(
            self._take_frame,
            self._take_code,
            on_light=self.lightChanged.emit,
            on_trouble=self._take_trouble,
        )

    def _stop(self) -> bool:
        self._lock.stop()
        was_open, self._is_open = self._is_open, False
        camera, self._camera = self._camera, None
        if camera is not None:
            camera.stop()
        return was_open

    def _ask_for_cameras(self) -> None:
        run_task(self, asyncio.to_thread(self._find_cameras), done=self._show_cameras)

    def _show_cameras(self, cameras: Sequence[Named]) -> None:
        self._cameras = cameras
        self.refresh()

    def _take_frame(self, picture: Picture) -> None:
        height, width, _ = picture.shape
        frame = QImage(picture.data, width, height, width * 3, QImage.Format.Format_RGB888)
        self.frameArrived.emit(frame.copy())

    def _take_code(self, code: Seen) -> None:
        self.codeFound.emit(code.text, _around(code.corners))

    def _take_trouble(self, _trouble: Trouble) -> None:
        self.troubled.emit()

    @Slot(QImage)
    def _show(self, picture: QImage) -> None:
        if self._camera is not None and not self._found:
            self.picture, self._is_missing = picture, False
            self._pictures_shown += 1
            self.refresh()

    @Slot(str, QRectF)
    def _find(self, text: str, target: QRectF) -> None:
        """A code of ours stops the picture; another is refused in words, and the camera goes on."""
        if self._camera is None or self._found:
            return
        if self._takes_any:
            self.codeSeen.emit(text)
        elif is_of_a_guest(text):
            self._found, self._target, self._foreign = text, target, ""
            self._lock.start()
        else:
            self._foreign = text
            self._forgetting.start()
        self.refresh()

    @Slot()
    def _tell(self) -> None:
        found, self._found = self._found, ""
        self.refresh()
        self.codeSeen.emit(found)

    @Slot()
    def _forget_foreign(self) -> None:
        self._foreign = ""
        self.refresh()

    @Slot(bool)
    def _see_light(self, is_light: bool) -> None:
        self._is_light = is_light
        self.refresh()

    @Slot()
    def _miss(self) -> None:
        """Another may be there; the chosen one is tried again by itself."""
        if self._camera is not None and not self._is_missing:
            self._is_missing = True
            self._ask_for_cameras()
            self.refresh()

    def _picture_url(self) -> str:
        """A new address for each picture, so that QML asks the image provider again."""
        return "" if self.picture.isNull() else f"image://camera/{self._pictures_shown}"

    def _hint(self) -> str:
        """What helps now."""
        if self._found:
            return self.desk.texts.say("cameraFound")
        if self._foreign:
            return foreign_code(self._foreign, language=self.desk.texts.spoken)
        return self.desk.texts.say("cameraHint" if self._is_light else "cameraDark")

    def _names(self) -> list[str]:
        return list(camera_names(self._cameras, language=self.desk.texts.spoken))

    isOpen = Property(bool, lambda self: self._is_open, notify=changed)
    isMissing = Property(bool, lambda self: self._is_missing, notify=changed)
    hasPicture = Property(bool, lambda self: not self.picture.isNull(), notify=changed)
    isFound = Property(bool, lambda self: bool(self._found), notify=changed)
    target = Property(QRectF, lambda self: self._target, notify=changed)
    hint = Property(str, _hint, notify=changed)
    needsHelp = Property(
        bool,
        lambda self: not self._found and bool(self._foreign or not self._is_light),
        notify=changed,
    )
    pictureUrl = Property(str, _picture_url, notify=changed)
    cameraSources = Property(
        list, lambda self: [each.source for each in self._cameras], notify=changed
    )
    cameraNames = Property(list, _names, notify=changed)
    currentSource = Property(
        str, lambda self: self._chosen.preferences.camera_source, notify=changed
    )


def _around(corners: tuple[tuple[float, float], ...]) -> QRectF:
    """The upright rectangle around them."""
    across, down = zip(*corners, strict=True)
    left, top = min(across), min(down)
    return QRectF(left, top, max(across) - left, max(down) - top)
