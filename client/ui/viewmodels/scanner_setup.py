"""What reads codes at this till: where the camera's pictures come from."""

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from client.ui.presenters.texts import wording
from client.ui.viewmodels.chosen import Chosen
from client.ui.viewmodels.tasks import Desk, ScreenViewModel, run_task

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class ScannerSetupViewModel(ScreenViewModel):
    """The source of the camera, typed and then saved."""

    changed = Signal()

    def __init__(self, desk: Desk, *, chosen: Chosen) -> None:
        super().__init__(desk)
        self._chosen = chosen
        self._typed = chosen.preferences.camera_source

    def enter(self, _subject: object, /) -> None:
        """What is kept is shown."""
        self._typed = self._chosen.preferences.camera_source
        self.refresh()

    @Slot()
    def save(self) -> None:
        """Keep what was typed."""
        run_task(self, self._chosen.keep(camera_source=self._typed), done=self._saved)

    def _saved(self, _nothing: object) -> None:
        self.desk.toast.succeed(wording("settingsSaved"))
        self.refresh()

    def _set_camera_source(self, typed: str) -> None:
        if typed != self._typed:
            self._typed = typed
            self.refresh()

    def _can_save(self) -> bool:
        return self._typed != self._chosen.preferences.camera_source

    cameraSource = Property(str, lambda self: self._typed, _set_camera_source, notify=changed)
    canSave = Property(bool, _can_save, notify=changed)
