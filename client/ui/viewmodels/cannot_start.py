"""Why the till cannot start, what is lost by it, and the way to begin anew."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from client.store.errors import StoreKeyMissing, StoreUnreadable, Trouble
from client.ui.presenters.refusals import trouble_text
from client.ui.viewmodels.texts import Texts

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

_LOST: Final = (StoreKeyMissing, StoreUnreadable)
"""Waiting does not help: nobody reads that file any more, unless its key comes back."""


@QmlElement
class CannotStartViewModel(QObject):
    """A window of its own: there is no till behind it."""

    changed = Signal()

    def __init__(self, trouble: Trouble, *, texts: Texts, begin_anew: Callable[[], object]) -> None:
        super().__init__()
        self._trouble, self._texts, self._begin_anew = trouble, texts, begin_anew
        self._typed = ""

    @Slot()
    def beginAnew(self) -> None:
        """The file is set aside; the next start enrols the till."""
        if self._can_begin_anew():
            self._begin_anew()

    def _set_typed(self, typed: str) -> None:
        if typed != self._typed:
            self._typed = typed
            self.changed.emit()

    def _text(self) -> str:
        return trouble_text(self._trouble, language=self._texts.spoken)

    def _is_lost(self) -> bool:
        return isinstance(self._trouble, _LOST)

    def _can_begin_anew(self) -> bool:
        word = self._texts.say("cannotStartWord")
        return self._is_lost() and self._typed.strip().casefold() == word

    def _prompt(self) -> str:
        return self._texts.say("cannotStartTyped", word=self._texts.say("cannotStartWord"))

    texts = Property(Texts, lambda self: self._texts, constant=True)
    text = Property(str, _text, notify=changed)
    isLost = Property(bool, _is_lost, constant=True)
    prompt = Property(str, _prompt, notify=changed)
    typed = Property(str, lambda self: self._typed, _set_typed, notify=changed)
    canBeginAnew = Property(bool, _can_begin_anew, notify=changed)
