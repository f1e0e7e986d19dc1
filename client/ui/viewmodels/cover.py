"""Nobody's name is to be read off a till that nobody works at: what the system shows of its window.

On a tablet the till fills the screen, and whoever leaves it sees the list of programs with a
picture of each: covered at once. In a window on a PC the cashier reads it beside another program:
covered only when it is put away.
"""

from PySide6.QtCore import Property, Qt, Signal
from PySide6.QtGui import QWindow
from PySide6.QtQml import QmlElement

from client.ui.viewmodels.tasks import Desk, ScreenViewModel

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

_PUT_AWAY = frozenset(
    {Qt.ApplicationState.ApplicationSuspended, Qt.ApplicationState.ApplicationHidden}
)
_OUT_OF_SIGHT = frozenset({QWindow.Visibility.Minimized, QWindow.Visibility.Hidden})


@QmlElement
class CoverViewModel(ScreenViewModel):
    """Whether the till is covered now."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._is_shown = False

    def look(self, state: Qt.ApplicationState, visibility: QWindow.Visibility) -> None:
        """The program came to the front or left it, or its window changed."""
        is_away = state is not Qt.ApplicationState.ApplicationActive
        fills_screen = visibility is QWindow.Visibility.FullScreen
        shown = state in _PUT_AWAY or visibility in _OUT_OF_SIGHT or (is_away and fills_screen)
        if shown is not self._is_shown:
            self._is_shown = shown
            self.refresh()

    isShown = Property(bool, lambda self: self._is_shown, notify=changed)
