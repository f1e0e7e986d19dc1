"""Whether a shift is open, on every screen; and the one tap that opens one at the start of work.

A sale asks for no shift, so this only reminds.
"""

from typing import Final, Protocol

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from client.ui.presenters.shift import shift_name
from client.ui.presenters.texts import wording
from client.ui.viewmodels.navigation import Screen
from client.ui.viewmodels.tasks import Desk, ScreenViewModel, run_task

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1


_ASKED_ON: Final = frozenset({Screen.SIGN_IN, Screen.HOME, Screen.SHIFT})
"""Known before the home screen shows: nothing may move under a finger."""


class Opening(Protocol):
    """What the badge needs of the till."""

    async def open_number(self) -> int | None: ...
    async def open(self) -> int: ...


@QmlElement
class ShiftBadgeViewModel(ScreenViewModel):
    """The number of the open shift, asked at the start of a person's work and of every sale."""

    changed = Signal()

    def __init__(self, desk: Desk, *, shift: Opening) -> None:
        super().__init__(desk)
        self._shift = shift
        self._number: int | None = None
        self._is_known = False
        desk.navigation.changed.connect(self.look)

    @Slot()
    def look(self) -> None:
        """Ask the till again."""
        if self.desk.navigation.screen in _ASKED_ON:
            run_task(self, self._shift.open_number(), done=self._show)

    @Slot()
    def open(self) -> None:
        """A shift begins, with one tap."""
        run_task(self, self._shift.open(), done=self._opened, retry=self.open)

    @Slot()
    def openScreen(self) -> None:
        """To the shift and its reports."""
        if self.desk.navigation.screen is not Screen.SHIFT:
            self.desk.navigation.go(Screen.SHIFT)

    def _opened(self, number: int) -> None:
        self.desk.toast.succeed(wording("shiftOpened", number=number))
        self._show(number)

    def _show(self, number: int | None) -> None:
        self._number, self._is_known = number, True
        self.refresh()

    def _name(self) -> str:
        return shift_name(self._number, language=self.desk.texts.spoken) if self._is_known else ""

    def _is_missing(self) -> bool:
        return self._is_known and self._number is None

    name = Property(str, _name, notify=changed)
    isMissing = Property(bool, _is_missing, notify=changed)
