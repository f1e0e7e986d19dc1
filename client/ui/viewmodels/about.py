"""Which till this is, for the one who calls for help."""

from PySide6.QtCore import Property, Signal
from PySide6.QtQml import QmlElement

from client.till.about import About
from client.ui.viewmodels.tasks import Desk, ScreenViewModel

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class AboutViewModel(ScreenViewModel):
    """Names, address and version."""

    changed = Signal()

    def __init__(self, desk: Desk, *, version: str) -> None:
        super().__init__(desk)
        self._about = About()
        self.version_text = version

    def show_about(self, about: About) -> None:
        """This till was enrolled, or got a name."""
        self._about = about
        self.refresh()

    deviceName = Property(str, lambda self: self._about.device_name, notify=changed)
    restaurantName = Property(str, lambda self: self._about.restaurant_name, notify=changed)
    serverUrl = Property(str, lambda self: self._about.server_url, notify=changed)
    version = Property(str, lambda self: self.version_text, notify=changed)
