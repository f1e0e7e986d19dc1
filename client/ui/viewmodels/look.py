"""How the till looks: chosen at once, kept at once."""

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from client.ui.viewmodels.chosen import Chosen
from client.ui.viewmodels.tasks import Desk, ScreenViewModel, run_task

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class LookViewModel(ScreenViewModel):
    """Which palette is shown."""

    changed = Signal()

    def __init__(self, desk: Desk, *, chosen: Chosen) -> None:
        super().__init__(desk)
        self._chosen = chosen
        chosen.changed.connect(self.refresh)

    @Slot(bool)
    def chooseTheme(self, is_dark: bool) -> None:
        """Dark or light."""
        run_task(self, self._chosen.keep(is_dark=is_dark), done=_kept)

    isDark = Property(bool, lambda self: self._chosen.preferences.is_dark, notify=changed)


def _kept(_nothing: object) -> None:
    """What was chosen is seen."""
