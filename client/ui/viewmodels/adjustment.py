"""Points given or taken by hand, with a reason (CSH-95…CSH-97).

Who may is asked where the screen is opened, and by the till again.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from client.till.done import Done
from client.till.guest_view import GuestView
from client.ui.presenters.adjustment import (
    AdjustmentScene,
    AdjustmentState,
    adjustment_scene,
    reason_texts,
)
from client.ui.presenters.typing_pad import erase_last, type_points
from client.ui.viewmodels.done import show_done
from client.ui.viewmodels.navigation import Screen
from client.ui.viewmodels.scenes import flag_of, text_of
from client.ui.viewmodels.tasks import Desk, ScreenViewModel, run_task
from shared.domain.adjusting import AdjustmentReason

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1


class Adjusting(Protocol):
    """What the screen needs of the till."""

    async def adjust(
        self, view: GuestView, points: int, *, reason: str, note: str = ""
    ) -> Done: ...


@QmlElement
class AdjustmentViewModel(ScreenViewModel):
    """How many points, which way, and why."""

    changed = Signal()

    def __init__(self, desk: Desk, *, adjustment: Adjusting) -> None:
        super().__init__(desk)
        self._adjustment = adjustment
        self._state: AdjustmentState | None = None
        self.scene: AdjustmentScene | None = None
        self.busyChanged.connect(self.refresh)

    def enter(self, subject: object, /) -> None:
        """The guest ``subject``; come back to, what was typed is still there."""
        assert isinstance(subject, GuestView)
        if self._state is None or self._state.view is not subject:
            self.desk.toast.dismiss()
            self._state = AdjustmentState(subject)
        self.refresh()

    def refresh(self) -> None:
        """Everything is worded anew."""
        if self._state is not None:
            self.scene = adjustment_scene(self._state, language=self.desk.texts.spoken)
        super().refresh()

    def keep_typed(self) -> Callable[[], None]:
        kept = self._state

        def take_back() -> None:
            if kept is not None and self._state is not None and not self.tasks:
                self._change(replace(self._state, points=kept.points, is_taking=kept.is_taking))

        return take_back

    @Slot(str)
    def typeKey(self, key: str) -> None:
        """One key of the pad or of a keyboard."""
        self._type(type_points(self._typed(), key))

    @Slot()
    def erase(self) -> None:
        """The last digit."""
        self._type(erase_last(self._typed()))

    @Slot()
    def clear(self) -> None:
        """All digits."""
        self._type("")

    @Slot()
    def changeSign(self) -> None:
        """Give, or take."""
        if self._state is not None:
            self._change(replace(self._state, is_taking=not self._state.is_taking))

    @Slot(str)
    def chooseDirection(self, direction: str) -> None:
        """``give`` or ``take``."""
        if self._state is not None:
            self._change(replace(self._state, is_taking=direction == "take"))

    @Slot(str)
    def chooseReason(self, reason: str) -> None:
        """One of the presets."""
        if self._state is not None:
            self._change(replace(self._state, reason=reason))

    @Slot()
    def confirm(self) -> None:
        """Book it."""
        state, scene = self._state, self.scene
        if state is None or scene is None or self.tasks or not scene.can_confirm:
            return
        work = self._adjustment.adjust(
            state.view, state.change, reason=state.reason, note=state.note
        )
        run_task(self, work, done=self._booked)

    def _type(self, typed: str) -> None:
        if self._state is not None and not self.tasks:
            self._change(replace(self._state, points=int(typed or "0")))

    def _typed(self) -> str:
        return str(self._state.points) if self._state and self._state.points else ""

    def _set_note(self, note: str) -> None:
        if self._state is not None and note != self._state.note:
            self._change(replace(self._state, note=note))

    def _change(self, state: AdjustmentState) -> None:
        self._state = state
        self.refresh()

    def _booked(self, done: Done) -> None:
        self._state = None
        show_done(self.desk, done, left=Screen.ADJUSTMENT)

    def _direction(self) -> str:
        return "take" if self._state is not None and self._state.is_taking else "give"

    guest = text_of("guest", changed)
    guestNote = text_of("guest_note", changed)
    points = text_of("points", changed)
    limit = text_of("limit", changed)
    error = text_of("error", changed)
    noteLabel = text_of("note_label", changed)
    before = text_of("before", changed)
    after = text_of("after", changed)
    confirmText = text_of("confirm", changed)
    canConfirm = flag_of("can_confirm", changed)
    direction = Property(str, _direction, notify=changed)
    reason = Property(str, lambda self: self._state.reason if self._state else "", notify=changed)
    reasons = Property(
        list, lambda _self: [reason.value for reason in AdjustmentReason], constant=True
    )
    reasonTexts = Property(
        list, lambda self: list(reason_texts(self.desk.texts.spoken)), notify=changed
    )
    note = Property(
        str, lambda self: self._state.note if self._state else "", _set_note, notify=changed
    )
