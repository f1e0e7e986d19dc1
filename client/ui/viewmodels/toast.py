"""A short message over whatever screen is shown (CSH-80, CSH-84)."""

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

SUCCESS_MS = 3_000
TROUBLE_MS = 8_000


class ToastKind(StrEnum):
    """The colour of a message."""

    SUCCESS = "success"
    INFO = "info"
    TROUBLE = "trouble"


@QmlElement
class ToastViewModel(QObject):
    """One message at a time; a new one takes the place of the old."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._title = self._text = self._action_text = ""
        self._kind = ToastKind.INFO
        self._action: Callable[[], None] | None = None
        self._is_shown = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.dismiss)

    def succeed(self, title: str, text: str = "") -> None:
        """Something worked: green, 3 seconds (CSH-84)."""
        self._show(ToastKind.SUCCESS, title=title, text=text)

    def inform(self, title: str, text: str = "") -> None:
        """Something worth knowing."""
        self._show(ToastKind.INFO, title=title, text=text)

    def complain(
        self,
        title: str,
        text: str = "",
        *,
        action_text: str = "",
        action: Callable[[], None] | None = None,
    ) -> None:
        """Something failed, with a way to try again where there is one (CSH-80)."""
        self._show(ToastKind.TROUBLE, title=title, text=text)
        self._action_text, self._action = action_text, action
        self.changed.emit()

    @Slot()
    def dismiss(self) -> None:
        """Take the message away."""
        self._timer.stop()
        self._is_shown = False
        self.changed.emit()

    @Slot()
    def act(self) -> None:
        """Do what the message offers."""
        action = self._action
        self.dismiss()
        if action is not None:
            action()

    def _show(self, kind: ToastKind, *, title: str, text: str) -> None:
        self._kind, self._title, self._text = kind, title, text
        self._action_text, self._action = "", None
        self._is_shown = True
        self._timer.start(TROUBLE_MS if kind is ToastKind.TROUBLE else SUCCESS_MS)
        self.changed.emit()

    title = Property(str, lambda self: self._title, notify=changed)
    text = Property(str, lambda self: self._text, notify=changed)
    kind = Property(str, lambda self: self._kind.value, notify=changed)
    actionText = Property(str, lambda self: self._action_text, notify=changed)
    isShown = Property(bool, lambda self: self._is_shown, notify=changed)
