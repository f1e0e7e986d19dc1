"""Wiping this till: after its work was handed over, or by typing what is lost (SEC-28)."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from client.sync.handover import Unsent
from client.ui.presenters.safety import loss_text, loss_title, wipe_word
from client.ui.viewmodels.navigation import Screen
from client.ui.viewmodels.tasks import Desk, ScreenViewModel, run_task

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1


class Counting(Protocol):
    """What the screen needs."""

    async def unsent(self) -> Unsent: ...


@QmlElement
class WipeViewModel(ScreenViewModel):
    """What is lost, and the word that must be typed."""

    changed = Signal()

    def __init__(self, desk: Desk, *, handover: Counting, wipe: Callable[[], None]) -> None:
        """``wipe`` ends the program and destroys what it kept."""
        super().__init__(desk)
        self._handover, self._wipe_till = handover, wipe
        self._unsent: Unsent | None = None
        self._typed = ""

    def enter(self, _subject: object, /) -> None:
        """Counted anew, nothing typed."""
        self._typed = ""
        self.follow_sync()

    def follow_sync(self) -> None:
        """The queue may have moved: another number must be typed then."""
        run_task(self, self._handover.unsent(), done=self._show)

    @Slot()
    def handOver(self) -> None:
        """Rather not lose anything."""
        self.desk.navigation.replace(Screen.HANDOVER)

    @Slot()
    def wipe(self) -> None:
        """Counted once more; then nothing is left here."""
        if self._can_wipe():
            run_task(self, self._handover.unsent(), done=self._wipe_if_still_so)

    def _wipe_if_still_so(self, unsent: Unsent) -> None:
        self._show(unsent)
        if self._can_wipe():
            self._wipe_till()

    def _show(self, unsent: Unsent) -> None:
        self._unsent = unsent
        self.refresh()

    def _set_typed(self, typed: str) -> None:
        if typed != self._typed:
            self._typed = typed
            self.refresh()

    def _can_wipe(self) -> bool:
        return self._unsent is not None and self._typed.strip().casefold() == self._word()

    def _word(self) -> str:
        return wipe_word(self._unsent, language=self.desk.texts.spoken) if self._unsent else ""

    def _loss_title(self) -> str:
        return loss_title(self._unsent, language=self.desk.texts.spoken) if self._unsent else ""

    def _loss_text(self) -> str:
        return loss_text(self._unsent, language=self.desk.texts.spoken) if self._unsent else ""

    def _prompt(self) -> str:
        return self.desk.texts.say("wipeTyped", word=self._word())

    isSafe = Property(
        bool, lambda self: self._unsent is not None and self._unsent.is_safe, notify=changed
    )
    lossTitle = Property(str, _loss_title, notify=changed)
    lossText = Property(str, _loss_text, notify=changed)
    prompt = Property(str, _prompt, notify=changed)
    typed = Property(str, lambda self: self._typed, _set_typed, notify=changed)
    canWipe = Property(bool, _can_wipe, notify=changed)
