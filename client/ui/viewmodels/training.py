"""Training: whether this till is one to practise on, and the way to the other.

Knows nothing of files or servers; what the change is made of is the program's.
"""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from client.ui.viewmodels.shortcut import Shortcut
from client.ui.viewmodels.tasks import Desk, ScreenViewModel

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class TrainingViewModel(ScreenViewModel):
    """One button that begins it, or ends it."""

    changed = Signal()

    def __init__(
        self,
        desk: Desk,
        *,
        is_on: bool,
        change: Callable[[], None],
        show_tour: Callable[[], None],
    ) -> None:
        super().__init__(desk)
        self._is_on, self._change, self._show_tour = is_on, change, show_tour

    def keys(self) -> Mapping[Shortcut, Callable[[], None]]:
        """Enter is the one button."""
        return {Shortcut.MAIN: self.turn, Shortcut.BACK: self.goBack}

    @Slot()
    def turn(self) -> None:
        """From the real till to the training one, or back; somebody signs in there anew."""
        self._change()

    @Slot()
    def showTour(self) -> None:
        """The five steps of the first sign-in, once more."""
        self._show_tour()

    def _mark(self) -> str:
        """What every screen of a training till says."""
        return self.desk.texts.say("trainingMark") if self._is_on else ""

    def _points(self) -> list[str]:
        """What is to be known before the button is tapped."""
        keys = _ENDING if self._is_on else _BEGINNING
        return [self.desk.texts.say(key) for key in keys]

    def _action(self) -> str:
        return self.desk.texts.say("trainingEnd" if self._is_on else "trainingBegin")

    isOn = Property(bool, lambda self: self._is_on, constant=True)
    mark = Property(str, _mark, notify=changed)
    points = Property(list, _points, notify=changed)
    action = Property(str, _action, notify=changed)


_BEGINNING = ("trainingGuests", "trainingRules", "trainingServer", "trainingRest")
_ENDING = ("trainingForgets", "trainingReturns")
