"""Between two screens: what is typed waits for the one that comes, a finger lets go of the old one.

A finger aims at what it sees, and that is about to go; a key is meant for what follows. Taps that
begin meanwhile are ScreenStage.qml's matter. Must not know which screen leaves or comes.
"""

from typing import Final

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtGui import QKeyEvent, QPointerEvent
from PySide6.QtQuick import QQuickItem, QQuickWindow

from client.ui.application.window import Application
from client.ui.viewmodels.app import AppViewModel

_KEYS: Final = frozenset({QEvent.Type.KeyPress, QEvent.Type.KeyRelease})
_LIFTS: Final = frozenset({QEvent.Type.MouseButtonRelease, QEvent.Type.TouchEnd})


class Turnstile(QObject):
    """Stands at the window of the till, behind whoever recognises scans."""

    def __init__(self, app: AppViewModel) -> None:
        super().__init__()
        self._app = app
        self._window: QQuickWindow | None = None
        self._waiting: list[QKeyEvent] = []
        app.screenStands.connect(self.let_in)

    def guard(self, window: QQuickWindow) -> None:
        """Let in, from now on, what ``window`` is to hear."""
        self._window = window
        window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _KEYS and isinstance(event, QKeyEvent) and self._app.is_changing:
            self._waiting.append(event.clone())
            return True
        if event.type() in _LIFTS and isinstance(event, QPointerEvent) and self._app.is_changing:
            self._let_go(event)
        return False

    def take_back(self, characters: int) -> int:
        """Forget the last ``characters`` that wait; how many there are left to be taken back."""
        while characters and self._waiting:
            forgotten = self._waiting.pop()
            if forgotten.type() is QEvent.Type.KeyPress:
                characters -= 1
        return characters

    @Slot()
    def let_in(self) -> None:
        """The screen stands: it is given what waited, up to a key that asks for the next one."""
        while self._window and self._waiting and not self._app.is_changing:
            self._window.event(self._waiting.pop(0))

    def _let_go(self, event: QPointerEvent) -> None:
        """What the finger went down on was never meant for this moment."""
        screen = self._window.findChild(QQuickItem, "screen") if self._window else None
        for point in event.points():
            held = event.exclusiveGrabber(point)
            if screen and isinstance(held, QQuickItem) and screen.isAncestorOf(held):
                event.setExclusiveGrabber(point, None)  # type: ignore[arg-type]  # None is nobody, which the stub leaves out


def guard_changes(application: Application) -> Turnstile:
    """The turnstile of ``application``, from when its window stands."""
    turnstile = Turnstile(application.app)
    application.on_show(lambda: turnstile.guard(application.window))
    return turnstile
