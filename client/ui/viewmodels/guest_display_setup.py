"""The setting of the guest display: off, a window, or one of the screens of this computer."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from client.ui.presenters.guest_display import WINDOW
from client.ui.viewmodels.chosen import Chosen
from client.ui.viewmodels.tasks import Desk, ScreenViewModel, run_task

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

OFF: Final = ""


@QmlElement
class GuestDisplaySetupViewModel(ScreenViewModel):
    """Chosen at once, kept at once."""

    changed = Signal()

    def __init__(
        self, desk: Desk, *, chosen: Chosen, other_screens: Callable[[], Sequence[str]]
    ) -> None:
        """``other_screens``: those that the till itself is not on."""
        super().__init__(desk)
        self._chosen, self._other_screens = chosen, other_screens
        chosen.changed.connect(self.refresh)

    def enter(self, _subject: object, /) -> None:
        """Screens may have been plugged in since."""
        self.refresh()

    @Slot(str)
    def choose(self, value: str) -> None:
        """Show it there from now on."""
        run_task(self, self._chosen.keep(guest_display=value), done=lambda _none: self.refresh())

    def _values(self) -> list[str]:
        """Also the screen that is chosen and away."""
        values = [OFF, WINDOW, *self._other_screens()]
        current = self._chosen.preferences.guest_display
        return values if current in values else [*values, current]

    def _labels(self) -> list[str]:
        say = self.desk.texts.say
        names = {OFF: say("guestOff"), WINDOW: say("guestWindow")}
        return [names.get(value, value) for value in self._values()]

    def _away(self) -> str:
        current = self._chosen.preferences.guest_display
        if current in {OFF, WINDOW, *self._other_screens()}:
            return ""
        return self.desk.texts.say("guestAway", screen=current)

    values = Property(list, _values, notify=changed)
    labels = Property(list, _labels, notify=changed)
    current = Property(str, lambda self: self._chosen.preferences.guest_display, notify=changed)
    away = Property(str, _away, notify=changed)
