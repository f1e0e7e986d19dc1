"""Pictures that QML asks for by address: codes, and what the camera sees."""

from functools import lru_cache
from typing import Final

import qrcode
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, qRgb
from PySide6.QtQuick import QQuickImageProvider

from client.till.scanning import lesson_bars
from client.ui.viewmodels.camera import CameraViewModel

_DARK: Final = qRgb(26, 26, 24)
_LIGHT: Final = qRgb(253, 252, 247)
_CODES_KEPT: Final = 32


class QrImages(QQuickImageProvider):
    """``image://qr/<payload>``: one pixel a module, enlarged without a blur."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:  # noqa: A002 - QQuickImageProvider names it so
        """The code that says ``id``, at least as large as asked for."""
        picture = _qr_image(id)
        size.setWidth(picture.width())
        size.setHeight(picture.height())
        times = max(1, requestedSize.width() // picture.width())
        return picture.scaled(picture.size() * times, Qt.AspectRatioMode.KeepAspectRatio)


class BarImages(QQuickImageProvider):
    """``image://bars/lesson``: the linear code that teaches a scanner's habits."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)

    def requestImage(self, _id: str, size: QSize, requestedSize: QSize) -> QImage:
        """Each module as many whole pixels wide as there is room for."""
        bars = lesson_bars()
        size.setWidth(len(bars))
        size.setHeight(1)
        picture = QImage(len(bars), 1, QImage.Format.Format_RGB32)
        for place, is_dark in enumerate(bars):
            picture.setPixel(place, 0, _DARK if is_dark else _LIGHT)
        times = max(1, requestedSize.width() // len(bars))
        return picture.scaled(len(bars) * times, max(1, requestedSize.height()))


class CameraImages(QQuickImageProvider):
    """``image://camera/<number>``: the newest picture, whatever the number."""

    def __init__(self, camera: CameraViewModel) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._camera = camera

    def requestImage(self, _id: str, size: QSize, _requested_size: QSize) -> QImage:
        """What the camera saw last."""
        picture = self._camera.picture
        size.setWidth(picture.width())
        size.setHeight(picture.height())
        return picture


@lru_cache(maxsize=_CODES_KEPT)
def _qr_image(payload: str) -> QImage:
    """Made once: to find the best of eight masks takes longer than the rest of a guest's card."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=1)
    code.add_data(payload)
    code.make(fit=True)
    rows = code.get_matrix()
    picture = QImage(len(rows), len(rows), QImage.Format.Format_RGB32)
    for y, row in enumerate(rows):
        for x, is_dark in enumerate(row):
            picture.setPixel(x, y, _DARK if is_dark else _LIGHT)
    return picture
