"""The screen after a bug: what happened is kept for the makers, and work can go on (CSH-83)."""

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from client.ui.viewmodels.navigation import Screen
from client.ui.viewmodels.shortcut import Shortcut
from client.ui.viewmodels.tasks import Desk, ScreenViewModel

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class CrashViewModel(ScreenViewModel):
    """Shown for a bug: the text of its traceback, which holds no guest's data."""

    changed = Signal()

    def __init__(self, desk: Desk, *, report: Callable[[str], Path]) -> None:
        super().__init__(desk)
        self._report = report
        self._details = ""
        self._path: Path | None = None

    def enter(self, subject: object, /) -> None:
        """``subject`` is the traceback."""
        assert isinstance(subject, str)
        self._details, self._path = subject, None
        self.refresh()

    def keys(self) -> Mapping[Shortcut, Callable[[], None]]:
        """Enter goes back to work."""
        return {Shortcut.MAIN: self.carryOn}

    @Slot()
    def reportBug(self) -> None:
        """Write the report where the support team finds it."""
        self._path = self._report(self._details)
        self.refresh()

    @Slot()
    def carryOn(self) -> None:
        """Back to work, by way of the PIN: whatever was half done is gone."""
        self.desk.navigation.start(Screen.SIGN_IN)

    def _report_text(self) -> str:
        return self.desk.texts.say("reportSaved", path=self._path) if self._path else ""

    summary = Property(str, lambda self: self._details.strip().rpartition("\n")[2], notify=changed)
    reportText = Property(str, _report_text, notify=changed)
    isReported = Property(bool, lambda self: self._path is not None, notify=changed)
