"""The tour's eyes: where on the window the things are that it speaks of."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtQuick import QQuickItem

from client.till.till import Till
from client.ui.application.window import Application


def show_around(application: Application, till: Till) -> None:
    """Whoever signs in at ``till`` for the first time is shown around ``application``."""

    def place_of(names: Sequence[str]) -> QRectF:
        place = QRectF()
        for name in names:
            place = place.united(_place(application.window.findChild(QQuickItem, name)))
        return place

    tour = application.app.tour
    tour.light_by(place_of)
    tour.lead(till.tours, session=lambda: till.sign_in.session)


def _place(item: QQuickItem | None) -> QRectF:
    """Nothing for what is not on the screen."""
    if item is None or not item.isVisible():
        return QRectF()
    return item.mapRectToScene(QRectF(0, 0, item.width(), item.height()))
