"""What can be seen in a window: everything that is painted, in the order in which it is painted.

Reads the living scene graph, not pictures: each word and icon with where it really stands, the
colour it has, what it stands upon and whether something lies over it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor
from PySide6.QtQml import QQmlExpression, QQmlProperty, qmlContext
from PySide6.QtQuick import QQuickItem, QQuickWindow

from tests.screens.contrast import Ink, laid_upon

COVERING: Final = 0.3
"""From this opacity on what lies above something is meant to take the eye off it."""
FAINTEST: Final = 0.02
PASSES_MAX: Final = 8


@dataclass(frozen=True)
class Painted:
    """One item that paints something, where it is painted and how opaque."""

    item: QQuickItem
    place: QRectF
    opacity: float
    order: int
    view: QRectF
    """What its clipping ancestors leave of the window."""

    scroller: QQuickItem | None
    """What it can be scrolled with."""

    @cached_property
    def shown(self) -> QRectF:
        """The part that is not clipped."""
        return self.place.intersected(self.view)


class Eye:
    """The window as it is now. Look anew after every change."""

    def __init__(self, window: QQuickWindow) -> None:
        settle(window)
        self.window = window
        self.faces: list[Painted] = []
        self.words: list[Painted] = []
        self.icons: list[Painted] = []
        self.items: list[Painted] = []
        self._covered: dict[int, bool] = {}
        everything = window.contentItem()
        whole = QRectF(0, 0, everything.width(), everything.height())
        self._walk(Painted(everything, whole, 1.0, order=0, view=whole, scroller=None))

    def below(self, painted: Painted) -> Ink:
        """What ``painted`` stands upon, seen at its middle."""
        window = self.window.color()
        bottom = Ink(window.red(), window.green(), window.blue())
        faces = self._faces_at(painted, is_above=False)
        return laid_upon(bottom, [(colour_of(face.item), face.opacity) for face in faces])

    def ink(self, painted: Painted, colour: QColor) -> Ink:
        """``colour`` as seen where ``painted`` is."""
        return laid_upon(self.below(painted), [(colour, painted.opacity)])

    def is_covered(self, painted: Painted) -> bool:
        """Whether something that is meant to be looked at instead lies over it."""
        if painted.order not in self._covered:
            above = self._faces_at(painted, is_above=True)
            self._covered[painted.order] = any(map(is_opaque, above))
        return self._covered[painted.order]

    def stands_on(self, painted: Painted) -> Painted | None:
        """The uppermost face below its middle that scrolls with it, even out of sight."""
        middle = painted.place.center()
        found = [
            face
            for face in self.faces
            if face.order < painted.order
            and face.scroller is painted.scroller
            and face.place.contains(middle)
            and is_opaque(face)
        ]
        return found[-1] if found else None

    def _faces_at(self, painted: Painted, *, is_above: bool) -> list[Painted]:
        middle = painted.shown.center()
        return [
            face
            for face in self.faces
            if (face.order > painted.order if is_above else face.order < painted.order)
            and face.shown.contains(middle)
        ]

    def _walk(self, outer: Painted) -> None:
        item = outer.item
        if not item.isVisible() or item.opacity() < FAINTEST:
            return
        painted = replace(
            outer,
            place=item.mapRectToScene(QRectF(0, 0, item.width(), item.height())),
            opacity=outer.opacity * item.opacity(),
        )
        inside = _inside_of(painted)
        children = sorted(item.childItems(), key=lambda child: child.z())
        for child in children:
            if child.z() < 0:
                self._walk(replace(inside, item=child))
        self._note(replace(painted, order=len(self.items)))
        for child in children:
            if child.z() >= 0:
                self._walk(replace(inside, item=child))

    def _note(self, painted: Painted) -> None:
        self.items.append(painted)
        item = painted.item
        if item.inherits("QQuickRectangle"):
            self.faces.append(painted)
        elif is_words(item):
            self.words.append(replace(painted, place=item.mapRectToScene(letters(item))))
        elif item.property("weight") is not None and item.property("name"):  # an IconGlyph
            self.icons.append(painted)


def _inside_of(painted: Painted) -> Painted:
    """What the children of an item begin with."""
    item = painted.item
    view = painted.view.intersected(painted.place) if item.property("clip") else painted.view
    scroller = item if item.inherits("QQuickFlickable") else painted.scroller
    return replace(painted, view=view, scroller=scroller)


def settle(window: QQuickWindow) -> None:
    """Every item gets its place now, and not with the next frame."""
    for _ in range(PASSES_MAX):
        before = _places(window.contentItem())
        for item in _visible(window.contentItem()):
            item.ensurePolished()
        if _places(window.contentItem()) == before:
            return


def colour_of(item: QQuickItem) -> QColor:
    """Its fill, or the colour of its letters."""
    colour = item.property("color")
    assert isinstance(colour, QColor), item
    return colour


def frame_of(item: QQuickItem) -> tuple[float, QColor]:
    """The width and the colour of a rectangle's border; 0 wide where none is drawn."""
    width, colour = (QQmlProperty.read(item, f"border.{name}") for name in ("width", "color"))
    is_untouched = (width, colour) == (1, QColor(Qt.GlobalColor.black))
    return (0.0 if is_untouched or not colour.alpha() else float(width)), colour


def is_opaque(face: Painted) -> bool:
    """Whether a face is one to the eye."""
    return colour_of(face.item).alphaF() * face.opacity > COVERING


def is_words(item: QQuickItem) -> bool:
    """A text that says something, or a field that something is typed in."""
    if item.inherits("QQuickText") or item.inherits("QQuickTextInput"):
        return bool(str(item.property("text")).strip())
    return False


def letters(item: QQuickItem) -> QRectF:
    """Where the letters of a text are within it."""
    wide, tall = item.property("contentWidth"), item.property("contentHeight")
    left, right = item.property("leftPadding"), item.property("rightPadding")
    top, bottom = item.property("topPadding"), item.property("bottomPadding")
    free_x = item.width() - left - right - wide
    free_y = item.height() - top - bottom - tall
    return QRectF(
        left + free_x * _X_SHARES.get(_enum(item, "horizontalAlignment"), 0.0),
        top + free_y * _Y_SHARES.get(_enum(item, "verticalAlignment"), 0.0),
        wide,
        tall,
    )


def said(item: QQuickItem) -> str:
    """A text or a control, for a message."""
    words = str(item.property("text") or "")
    if item.objectName() or words:
        return item.objectName() or f"«{words[:40]}»"
    return f"something in {_named_around(item)}"


def _named_around(item: QQuickItem | None) -> str:
    return "the window" if item is None else item.objectName() or _named_around(item.parentItem())


_X_SHARES: Final = {
    Qt.AlignmentFlag.AlignRight.value: 1.0,
    Qt.AlignmentFlag.AlignHCenter.value: 0.5,
}
_Y_SHARES: Final = {
    Qt.AlignmentFlag.AlignBottom.value: 1.0,
    Qt.AlignmentFlag.AlignVCenter.value: 0.5,
}


def asked(item: QQuickItem, name: str) -> Any:
    """A property in QML's own language: PySide has no words for some of its types."""
    context = qmlContext(item)
    assert context is not None
    value, _is_undefined = QQmlExpression(context, item, name).evaluate()
    return value


def _enum(item: QQuickItem, name: str) -> int:
    return int(asked(item, name))


def _places(root: QQuickItem) -> list[tuple[float, float, float, float]]:
    return [(each.x(), each.y(), each.width(), each.height()) for each in _visible(root)]


def _visible(root: QQuickItem) -> Iterator[QQuickItem]:
    waiting = [root]
    while waiting:
        item = waiting.pop()
        if item.isVisible():
            yield item
            waiting.extend(item.childItems())
