"""The guest's window beside the till's: made when it is wanted, on the screen that was chosen.

A screen that is unplugged takes the window away, and brings it back when it returns. The till's
own window decides the life of the program; this one ends with it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtQuick import QQuickWindow

from client.ui.presenters.guest_display import WINDOW
from client.ui.viewmodels.chosen import Chosen
from client.ui.viewmodels.guest_display import GuestDisplayViewModel

_SIZE: Final = {"width": 960, "height": 600}
"""Of a window that has no screen of its own."""


class GuestWindow(QObject):
    """Follows the choice and the screens; ``window`` is None while nothing is shown.

    It knows the engine by ``load`` alone: the engine must die before what its bindings read.
    """

    def __init__(self, *, load: Callable[[dict[str, object]], QQuickWindow]) -> None:
        super().__init__()
        self._load = load
        self.window: QQuickWindow | None = None
        self._wanted = ""
        """Where the window is."""
        self.served: Served | None = None
        """Until the till closes."""

    def serve(self, till: QQuickWindow, model: GuestDisplayViewModel, *, chosen: Chosen) -> None:
        """Show ``model`` beside ``till`` wherever it is chosen, from now on."""
        self.served = Served(till, model, chosen)
        qt = QGuiApplication.instance()
        assert isinstance(qt, QGuiApplication)
        for news in (qt.screenAdded, chosen.changed, till.visibleChanged):
            news.connect(self.follow)
        qt.screenRemoved.connect(self.lose)
        self.follow()

    @Slot()
    def follow(self) -> None:
        """Open, move or close the window as things are now."""
        self._follow(QGuiApplication.screens())

    @Slot(QScreen)
    def lose(self, gone: QScreen) -> None:
        """A screen was unplugged: Qt would move its window over the till's."""
        self._follow([each for each in QGuiApplication.screens() if each is not gone])

    def end(self) -> None:
        """The till closes: nothing is shown to a guest any more. Again is harmless."""
        self.served = None
        self._close()

    def _follow(self, screens: Sequence[QScreen]) -> None:
        if self.served is None:
            return
        wanted = self.served.chosen.preferences.guest_display
        place = screen_named(wanted, screens)
        if not self.served.till.isVisible() or (wanted != WINDOW and place is None):
            self._close()
        elif self.window is None or wanted != self._wanted:
            self._wanted = wanted
            self._show(self.served, place)

    def _close(self) -> None:
        window, self.window = self.window, None
        if window is not None:
            window.close()
            window.deleteLater()

    def _show(self, served: "Served", place: QScreen | None) -> None:
        if self.window is None:
            self.window = self._load({"vm": served.model, **_SIZE})
            self.window.setTransientParent(served.till)
            served.model.look()
        if place is None:
            self.window.showNormal()
        else:
            self.window.setScreen(place)
            self.window.setGeometry(place.geometry())
            self.window.showFullScreen()
        served.till.requestActivate()  # keys, and what a scanner types, are the till's


@dataclass(frozen=True, slots=True)
class Served:
    """Beside what, what, and by whose choice."""

    till: QQuickWindow
    model: GuestDisplayViewModel
    chosen: Chosen


def screen_named(name: str, screens: Sequence[QScreen]) -> QScreen | None:
    """The screen that the system calls so; None while it is unplugged, or when none is meant."""
    return next((each for each in screens if name and each.name() == name), None)
