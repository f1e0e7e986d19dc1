"""Icons: each is drawn, whole, and none beyond the edge of the list that it stands in."""

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QByteArray, QSize, QUrl
from PySide6.QtGui import QColor, QImage
from PySide6.QtQml import QQmlComponent
from PySide6.QtQuick import QQuickView

from client.ui.application.glyph_paths import GLYPHS
from client.ui.application.glyphs import GlyphImages
from client.ui.application.shell import QML_FOLDER
from client.ui.application.svg_path import outline

pytestmark = pytest.mark.screens
SIDE = 48
LIST = b"""
import QtQuick
import MaxLoyalty

Rectangle {
    width: 100
    height: 300
    color: "black"

    Flickable {
        y: 100
        width: 100
        height: 100
        clip: true
        contentY: 150

        Column {
            Repeater {
                model: 8

                IconGlyph {
                    name: "warning"
                    size: 50
                    color: "white"
                }
            }
        }
    }
}
"""


@pytest.fixture
def view() -> Iterator[QQuickView]:
    """A window of our own parts, without a till."""
    view = QQuickView()
    view.engine().addImportPath(str(QML_FOLDER))
    view.engine().addImageProvider("glyph", GlyphImages())
    yield view
    view.close()
    view.deleteLater()


def test_an_icon_of_a_list_paints_nothing_beyond_its_edge(view: QQuickView) -> None:
    """Neither the rows above the edge, nor those below it, nor one that the edge cuts."""
    component = QQmlComponent(view.engine())
    component.setData(QByteArray(LIST), QUrl())
    view.setContent(QUrl(), component, component.create())
    view.show()
    seen = light(view.grabWindow())
    assert seen[100:200].max() > 200
    assert seen[:100].max() == 0
    assert seen[200:].max() == 0


def test_every_icon_is_drawn_and_fits_into_its_box() -> None:
    for name in GLYPHS:
        inked = alpha(drawn(f"{name}/1.9/#ffffff")) > 0
        assert inked.sum() > SIDE, name
        assert not inked[[0, -1]].any(), name
        assert not inked[:, [0, -1]].any(), name


def test_an_icon_has_the_colour_that_was_asked_for_and_the_size() -> None:
    picture = drawn("minus/2.6/#80ff0000")
    assert picture.size() == QSize(SIDE, SIDE)
    assert picture.pixelColor(SIDE // 2, SIDE // 2) == QColor(255, 0, 0, 128)
    assert picture.pixelColor(SIDE // 2, SIDE // 4).alpha() == 0


@pytest.mark.parametrize(
    ("path", "middle"),
    [
        ("M2 12a10 10 0 0 1 20 0", (12, 2)),
        ("M2 12a10 10 0 0 0 20 0", (12, 22)),
        ("M12 2A10 10 0 0 1 22 12", (19.07, 4.93)),
        ("M12 2A10 10 0 1 0 22 12", (4.93, 19.07)),
        ("M12 2A10 10 0 0 0 22 12", (14.93, 9.07)),
        ("M12 2A10 10 0 1 1 22 12", (29.07, -5.07)),
    ],
)
def test_an_arc_goes_the_way_that_its_flags_say(path: str, middle: tuple[float, float]) -> None:
    """SVG 2, 9.3.8: of two circles through both ends, and of the two ways around each."""
    found = outline(path).pointAtPercent(0.5)
    assert (found.x(), found.y()) == pytest.approx(middle, abs=0.02)


def drawn(address: str) -> QImage:
    size = QSize()
    picture = GlyphImages().requestImage(address, size, QSize(SIDE, SIDE))
    assert size == picture.size()
    return picture


def light(picture: QImage) -> NDArray[np.uint8]:
    """How bright each pixel is, row by row."""
    return _bytes(picture.convertToFormat(QImage.Format.Format_Grayscale8))


def alpha(picture: QImage) -> NDArray[np.uint8]:
    """How much of each pixel is covered, row by row."""
    return _bytes(picture.convertToFormat(QImage.Format.Format_Alpha8))


def _bytes(picture: QImage) -> NDArray[np.uint8]:
    rows = np.frombuffer(picture.constBits(), np.uint8)
    return rows.reshape(picture.height(), picture.bytesPerLine())[:, : picture.width()].copy()
