"""Icons as pictures: each is drawn once for a size and a colour, and shared by all who show it.

A picture keeps to its list's edge. A ``Shape`` did not: where its clip leaves nothing of it, Qt's
software renderer takes that for no clip at all. Must not know where an icon stands.
"""

from functools import cache
from typing import Final

from PySide6.QtCore import QByteArray, QDataStream, QSize
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen
from PySide6.QtQuick import QQuickImageProvider

from client.ui.application.glyph_paths import GLYPHS
from client.ui.application.svg_path import outline

_BOX: Final = 24
_BYTES_PER_PIXEL: Final = 4
_ROUND_PEN: Final = QByteArray(
    bytes.fromhex(
        "00a1003ff00000000000000101ffff00000000000000003ff0000000000000000000000000000000000000"
        "0000000000000000000000003ff0000000000000000000000000000000000000000000000000000000000000"
        "3ff0000000000000400000000000000000000000000000000000000000"
    )
)
"""A solid pen with round ends and corners, as Qt writes one down. To name those by Qt's enums would
make all of them before the first picture: 20 ms."""


class GlyphImages(QQuickImageProvider):
    """``image://glyph/<name>/<weight>/<colour>``; the stroke's weight is in units of the box."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:  # noqa: A002 - QQuickImageProvider names it so
        """The icon as large as asked for, on nothing."""
        name, weight, colour = id.split("/")
        size.setWidth(requestedSize.width())
        size.setHeight(requestedSize.height())
        picture = _nothing(requestedSize)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(requestedSize.width() / _BOX, requestedSize.height() / _BOX)
        painter.strokePath(_path(name), _pen(QColor(colour), float(weight)))
        painter.end()
        return picture


def _nothing(size: QSize) -> QImage:
    width, height = size.width(), size.height()
    blank = bytes(_BYTES_PER_PIXEL * width * height)
    return QImage(blank, width, height, QImage.Format.Format_ARGB32_Premultiplied).copy()


def _pen(colour: QColor, weight: float) -> QPen:
    pen = QPen()
    QDataStream(_ROUND_PEN) >> pen
    pen.setColor(colour)
    pen.setWidthF(weight)
    return pen


@cache
def _path(name: str) -> QPainterPath:
    return outline(GLYPHS[name])
