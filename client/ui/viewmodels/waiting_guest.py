"""A card scanned while the till was locked: the guest waits until somebody signs in (CSH-12).

Knows what was scanned, not whose it is: before a PIN nobody is looked up.
"""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Property, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from client.ui.viewmodels.navigation import Screen
from client.ui.viewmodels.tasks import Desk, ScreenViewModel

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

WAITS_MS: Final = 180_000
"""Who has not been served after three minutes shows his card again."""
_LOCKED: Final = frozenset({Screen.SIGN_IN, Screen.ENROLMENT, Screen.CRASH})


@QmlElement
class WaitingGuestViewModel(ScreenViewModel):
    """At most one guest waits: the last who showed a card."""

    changed = Signal()

    def __init__(self, desk: Desk, *, accept: Callable[[str], None]) -> None:
        """``accept`` is given the code once somebody has signed in."""
        super().__init__(desk)
        self._accept = accept
        self._code = ""
        self._patience = QTimer(self, singleShot=True, interval=WAITS_MS)
        self._patience.timeout.connect(self.forget)
        desk.navigation.changed.connect(self._follow)

    def keep(self, code: str) -> None:
        """Whose card says ``code`` waits from now on, instead of anybody before."""
        self._code = code
        self._patience.start()
        self.refresh()

    @Slot()
    def forget(self) -> None:
        """Nobody waits any more."""
        self._patience.stop()
        self._code = ""
        self.refresh()

    @Slot()
    def _follow(self) -> None:
        if self.desk.navigation.screen in _LOCKED or not self._code:
            return
        code = self._code
        self.forget()
        self._accept(code)

    isWaiting = Property(bool, lambda self: bool(self._code), notify=changed)
