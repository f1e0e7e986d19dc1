"""Which till this is and how it feels, for the one who calls for help."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import Property, Signal
from PySide6.QtQml import QmlElement

from client.till.about import About
from client.ui.presenters.about import pause_text
from client.ui.presenters.training import training_server
from client.ui.viewmodels.tasks import Desk, ScreenViewModel

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1


class Pausing(Protocol):
    """Who measures how long the window stands still."""

    @property
    def longest_ms(self) -> int: ...
    @property
    def long_count(self) -> int: ...
    @property
    def worst(self) -> Sequence[object]: ...


@QmlElement
class AboutViewModel(ScreenViewModel):
    """Names, address, version, and the longest time in which no tap was answered."""

    changed = Signal()

    def __init__(self, desk: Desk, *, version: str) -> None:
        super().__init__(desk)
        self._about = About()
        self.version_text = version
        self.pausing: Pausing | None = None
        """None before there is a window."""

    def enter(self, _subject: object, /) -> None:
        """What was measured so far."""
        self.refresh()

    def measure_by(self, pausing: Pausing) -> None:
        """There is a window, and somebody who watches it."""
        self.pausing = pausing

    def show_about(self, about: About) -> None:
        """This till was enrolled, or got a name."""
        self._about = about
        self.refresh()

    def _pauses(self) -> str:
        if self.pausing is None:
            return ""
        return pause_text(
            self.pausing.longest_ms, self.pausing.long_count, language=self.desk.texts.spoken
        )

    def _server_url(self) -> str:
        if self.desk.is_training:
            return training_server(self.desk.texts.spoken)
        return self._about.server_url

    deviceName = Property(str, lambda self: self._about.device_name, notify=changed)
    restaurantName = Property(str, lambda self: self._about.restaurant_name, notify=changed)
    serverUrl = Property(str, _server_url, notify=changed)
    version = Property(str, lambda self: self.version_text, notify=changed)
    pauses = Property(str, _pauses, notify=changed)
