"""Where a finger has to come down to hit an item, and whether a person could see it there."""

from PySide6.QtCore import QPointF
from PySide6.QtQuick import QQuickItem


def lay_out(item: QQuickItem) -> None:
    """Now and not with the next frame: what just became visible is still at its old place."""
    if (parent := item.parentItem()) is not None:
        lay_out(parent)
    item.ensurePolished()


def middle_of(item: QQuickItem) -> QPointF:
    """In the item's own coordinates."""
    return QPointF(item.width() / 2, item.height() / 2)


def is_in_sight(item: QQuickItem) -> bool:
    """Whether its middle is neither cut off by what scrolls nor beyond the window."""
    middle = item.mapToScene(middle_of(item))
    place: QQuickItem | None = item
    while place is not None:
        is_an_edge = place.clip() or place.parentItem() is None
        if is_an_edge and not place.contains(place.mapFromScene(middle)):
            return False
        place = place.parentItem()
    return True
