"""Ten seconds in which a check is taken back with one tap or key; then the offer is gone.

Counts the seconds down and says them; that it is a cancellation, and who may, the till knows.
"""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import Property, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from client.store.errors import Trouble
from client.till.done import Done
from client.till.undoing import UNDO_SECONDS, may_undo
from client.ui.presenters.receipts import done_scene
from client.ui.presenters.texts import wording
from client.ui.viewmodels.navigation import Screen
from client.ui.viewmodels.tasks import Desk, ScreenViewModel, run_task
from shared.domain.errors import Refusal
from shared.domain.ids import OperationId
from shared.receipt.words import Language

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

SECOND_MS = 1_000
_NOBODY_WORKS = frozenset({Screen.SIGN_IN, Screen.CRASH})


class TakingBack(Protocol):
    """What the offer needs of the till."""

    async def undo(self, operation_ids: Sequence[OperationId]) -> Done: ...


@QmlElement
class UndoViewModel(ScreenViewModel):
    """At most one offer at a time: the newest check, while its seconds last."""

    changed = Signal()

    def __init__(self, desk: Desk, *, undoing: TakingBack) -> None:
        super().__init__(desk)
        self._undoing = undoing
        self._made: Done | None = None
        self._seconds_left = 0
        self._second = QTimer(self, interval=SECOND_MS)
        self._second.timeout.connect(self.tick)
        desk.navigation.changed.connect(self._follow)
        self.busyChanged.connect(self.refresh)

    def offer(self, made: Done) -> None:
        """``made`` may be taken back from now on; what cannot be ends the present offer."""
        self._made = made if may_undo(made) else None
        self._seconds_left = UNDO_SECONDS if self._made else 0
        if self._made:
            self._second.start()
        else:
            self._second.stop()
        self.refresh()

    @Slot()
    def undo(self) -> None:
        """Take it back now."""
        if self._made is not None and not self.tasks:
            work = self._undoing.undo(self._made.operation_ids)
            run_task(self, work, done=self._undone, refused=self._refused)

    def _undone(self, cancelled: Done) -> None:
        self._withdraw()
        if self.desk.navigation.screen is Screen.DONE:
            self.desk.navigation.replace(Screen.DONE, cancelled)
        else:
            self._tell(cancelled)

    def _refused(self, problem: Refusal | Trouble) -> bool:
        """A refusal is the last word; after trouble the seconds that are left are for a new try."""
        if isinstance(problem, Refusal):
            self._withdraw()
        return False

    def _tell(self, cancelled: Done) -> None:
        def title(language: Language) -> str:
            return done_scene(cancelled.facts, view=cancelled.view, language=language).title

        def guest(language: Language) -> str:
            return done_scene(cancelled.facts, view=cancelled.view, language=language).guest

        self.desk.toast.succeed(title, guest)

    @Slot()
    def _follow(self) -> None:
        """The offer goes along to the next guest, in a message; not to the next person."""
        made = self._made
        if made is None:
            return
        if self.desk.navigation.screen in _NOBODY_WORKS:
            self._withdraw()
        elif self.desk.navigation.screen is Screen.HOME:
            self._offer_in_passing(made)

    def _offer_in_passing(self, made: Done) -> None:
        self.desk.toast.offer(
            lambda language: done_scene(made.facts, view=made.view, language=language).title,
            lambda language: done_scene(made.facts, view=made.view, language=language).guest,
            action_text=self._wording,
            action=self.undo,
            milliseconds=self._seconds_left * SECOND_MS,
        )

    @Slot()
    def tick(self) -> None:
        """One second less; none is lost while the till takes the check back."""
        if self.tasks:
            return
        self._seconds_left -= 1
        if self._seconds_left <= 0:
            self._withdraw()
        self.refresh()
        self.desk.toast.reword()

    def _withdraw(self) -> None:
        self._second.stop()
        self._made, self._seconds_left = None, 0
        self.refresh()

    def _wording(self, language: Language) -> str:
        return wording("undo", seconds=self._seconds_left)(language)

    def _text(self) -> str:
        return self._wording(self.desk.texts.spoken)

    isOffered = Property(bool, lambda self: self._made is not None, notify=changed)
    secondsLeft = Property(int, lambda self: self._seconds_left, notify=changed)
    seconds = Property(int, lambda _self: UNDO_SECONDS, constant=True)
    text = Property(str, _text, notify=changed)
