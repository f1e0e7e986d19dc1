"""The camera over any screen: a live picture, and every code it reads (CSH-13).

The camera works on a thread of its own; pictures and codes cross to the screen's thread as queued
signals, and only the newest picture is kept.
"""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import Property, Qt, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtQml import QmlElement

from client.store.errors import Trouble
from client.ui.viewmodels.tasks import Desk, ScreenViewModel

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1


class Picture(Protocol):
    """A picture as the camera gives it: rows of pixels, three bytes each, RGB."""

    @property
    def shape(self) -> tuple[int, ...]: ...
    @property
    def data(self) -> memoryview: ...


class Watching(Protocol):
    """A camera that can be looked through."""

    def start(
        self,
        on_frame: Callable[[Picture], None],
        on_code: Callable[[str], None],
        *,
        on_trouble: Callable[[Trouble], None],
    ) -> None: ...

    def stop(self) -> None: ...


@QmlElement
class CameraViewModel(ScreenViewModel):
    """Open while somebody looks for a code."""

    changed = Signal()
    frameArrived = Signal(QImage)
    codeSeen = Signal(str)
    troubled = Signal()

    def __init__(self, desk: Desk, *, open_camera: Callable[[], Watching]) -> None:
        super().__init__(desk)
        self._open_camera = open_camera
        self._camera: Watching | None = None
        self.picture = QImage()
        """The newest one; null before the first."""
        self._pictures_shown = 0
        self._is_missing = False
        self.frameArrived.connect(self._show, Qt.ConnectionType.QueuedConnection)
        self.troubled.connect(self._miss, Qt.ConnectionType.QueuedConnection)

    def look(self) -> None:
        """Start the camera and show what it sees."""
        if self._camera is None:
            self.picture, self._is_missing = QImage(), False
            self._camera = self._open_camera()
            self._camera.start(self._take_frame, self.codeSeen.emit, on_trouble=self._take_trouble)
            self.refresh()

    @Slot()
    def close(self) -> None:
        """Let go of the camera; again is harmless."""
        camera, self._camera = self._camera, None
        if camera is not None:
            camera.stop()
            self.refresh()

    def _take_frame(self, picture: Picture) -> None:
        height, width, _ = picture.shape
        frame = QImage(picture.data, width, height, width * 3, QImage.Format.Format_RGB888)
        self.frameArrived.emit(frame.copy())

    def _take_trouble(self, _trouble: Trouble) -> None:
        self.troubled.emit()

    @Slot(QImage)
    def _show(self, picture: QImage) -> None:
        if self._camera is not None:
            self.picture, self._is_missing = picture, False
            self._pictures_shown += 1
            self.refresh()

    @Slot()
    def _miss(self) -> None:
        self._is_missing = self._camera is not None
        self.refresh()

    def _picture_url(self) -> str:
        """A new address for each picture, so that QML asks the image provider again."""
        return "" if self.picture.isNull() else f"image://camera/{self._pictures_shown}"

    isOpen = Property(bool, lambda self: self._camera is not None, notify=changed)
    isMissing = Property(bool, lambda self: self._is_missing, notify=changed)
    hasPicture = Property(bool, lambda self: not self.picture.isNull(), notify=changed)
    pictureUrl = Property(str, _picture_url, notify=changed)
