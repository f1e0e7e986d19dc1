"""A short message over whatever screen is shown (CSH-80, CSH-84).

It is given wordings, not words: a message that is shown when the language changes changes too.
"""

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from client.ui.presenters.texts import Wording
from client.ui.viewmodels.texts import Texts
from shared.receipt.words import Language

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

    def __init__(self, texts: Texts) -> None:
        super().__init__()
        self._texts = texts
        self._title: Wording = _nothing
        self._text: Wording = _nothing
        self._action_text: Wording = _nothing
        self._kind = ToastKind.INFO
        self._action: Callable[[], None] | None = None
        self._is_shown = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.dismiss)
        texts.changed.connect(self.reword)

    def succeed(self, title: Wording, text: Wording | None = None) -> None:
        """Something worked: green, 3 seconds (CSH-84)."""
        self._show(ToastKind.SUCCESS, title=title, text=text)

    def inform(self, title: Wording, text: Wording | None = None) -> None:
        """Something worth knowing."""
        self._show(ToastKind.INFO, title=title, text=text)

    def complain(
        self,
        title: Wording,
        text: Wording | None = None,
        *,
        action_text: Wording | None = None,
        action: Callable[[], None] | None = None,
    ) -> None:
        """Something failed, with a way to try again where there is one (CSH-80)."""
        self._show(ToastKind.TROUBLE, title=title, text=text)
        self._action_text, self._action = action_text or _nothing, action
        self.changed.emit()

    def offer(
        self,
        title: Wording,
        text: Wording,
        *,
        action_text: Wording,
        action: Callable[[], None],
        milliseconds: int,
    ) -> None:
        """Something worked, and for so long something can be done about it."""
        self._show(ToastKind.SUCCESS, title=title, text=text)
        self._action_text, self._action = action_text, action
        self._timer.start(milliseconds)
        self.changed.emit()

    @Slot()
    def dismiss(self) -> None:
        """Take the message away."""
        self._timer.stop()
        self._is_shown = False
        self.changed.emit()

    @Slot()
    def reword(self) -> None:
        """The language changed."""
        self.changed.emit()

    @Slot()
    def act(self) -> None:
        """Do what the message offers."""
        action = self._action
        self.dismiss()
        if action is not None:
            action()

    def _show(self, kind: ToastKind, *, title: Wording, text: Wording | None) -> None:
        self._kind, self._title, self._text = kind, title, text or _nothing
        self._action_text, self._action = _nothing, None
        self._is_shown = True
        self._timer.start(TROUBLE_MS if kind is ToastKind.TROUBLE else SUCCESS_MS)
        self.changed.emit()

    title = Property(str, lambda self: self._title(self._texts.spoken), notify=changed)
    text = Property(str, lambda self: self._text(self._texts.spoken), notify=changed)
    kind = Property(str, lambda self: self._kind.value, notify=changed)
    actionText = Property(str, lambda self: self._action_text(self._texts.spoken), notify=changed)
    isShown = Property(bool, lambda self: self._is_shown, notify=changed)


def _nothing(_language: Language) -> str:
    return ""
