"""Icons as pictures: each is drawn once for a size and a colour, and shared by all who show it.

A picture keeps to its list's edge. A ``Shape`` did not: where its clip leaves nothing of it, Qt's
software renderer takes that for no clip at all. Must not know where an icon stands.
"""

from functools import cache
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen
from PySide6.QtQuick import QQuickImageProvider

from client.ui.application.glyph_paths import GLYPHS
from client.ui.application.svg_path import outline

_BOX: Final = 24


class GlyphImages(QQuickImageProvider):
    """``image://glyph/<name>/<weight>/<colour>``; the stroke's weight is in units of the box."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:  # noqa: A002 - QQuickImageProvider names it so
        """The icon as large as asked for, on nothing."""
        name, weight, colour = id.split("/")
        size.setWidth(requestedSize.width())
        size.setHeight(requestedSize.height())
        picture = QImage(requestedSize, QImage.Format.Format_ARGB32_Premultiplied)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(requestedSize.width() / _BOX, requestedSize.height() / _BOX)
        painter.strokePath(_path(name), _pen(QColor(colour), float(weight)))
        painter.end()
        return picture


def _pen(colour: QColor, weight: float) -> QPen:
    return QPen(
        colour,
        weight,
        Qt.PenStyle.SolidLine,
        Qt.PenCapStyle.RoundCap,
        Qt.PenJoinStyle.RoundJoin,
    )


@cache
def _path(name: str) -> QPainterPath:
    return outline(GLYPHS[name])
