"""Points given or taken by hand, with a reason (CSH-95…CSH-97)."""

from collections.abc import Coroutine
from typing import Any, Protocol

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from client.till.approval import Approval
from client.till.done import Done
from client.till.guest_view import GuestView
from client.ui.presenters.adjustment import AdjustmentState, adjustment_scene
from client.ui.presenters.approval import asked_adjustment
from client.ui.presenters.typing_pad import type_points
from client.ui.viewmodels.approval import ApprovalViewModel
from client.ui.viewmodels.navigation import Screen
from client.ui.viewmodels.reasoned import ReasonedViewModel
from client.ui.viewmodels.scenes import text_of
from client.ui.viewmodels.tasks import Desk
from shared.domain.adjusting import AdjustmentReason

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1


class Adjusting(Protocol):
    """What the screen needs of the till."""

    async def adjust(
        self,
        view: GuestView,
        points: int,
        *,
        reason: str,
        note: str = "",
        approval: Approval | None = None,
    ) -> Done: ...


@QmlElement
class AdjustmentViewModel(ReasonedViewModel):
    """How many points, which way, and why."""

    changed = Signal()
    SCREEN = Screen.ADJUSTMENT
    PRESETS = AdjustmentReason
    TYPED = ("points", "is_taking")
    present = staticmethod(adjustment_scene)
    in_words = staticmethod(asked_adjustment)
    state: AdjustmentState | None

    def __init__(self, desk: Desk, *, adjustment: Adjusting, approval: ApprovalViewModel) -> None:
        super().__init__(desk, approval=approval)
        self._adjustment = adjustment

    def enter(self, subject: object, /) -> None:
        """The guest ``subject``; come back to, what was typed is still there."""
        assert isinstance(subject, GuestView)
        if self.state is not None and self.state.view is subject:
            self.refresh()
            return
        self.desk.toast.dismiss()
        self.show(AdjustmentState(subject))

    def typed(self) -> str:
        return str(self.state.points) if self.state and self.state.points else ""

    def put(self, typed: str) -> None:
        self.change(points=int(typed or "0"))

    def after_key(self, typed: str, key: str) -> str:
        return type_points(typed, key)

    def book(self, approval: Approval | None) -> Coroutine[Any, Any, Done]:
        state = self.state
        assert state is not None
        return self._adjustment.adjust(
            state.view, state.change, reason=state.reason, note=state.note, approval=approval
        )

    @Slot()
    def changeSign(self) -> None:
        """Give, or take."""
        if self.state is not None:
            self.change(is_taking=not self.state.is_taking)

    @Slot(str)
    def chooseDirection(self, direction: str) -> None:
        """``give`` or ``take``."""
        if self.state is not None:
            self.change(is_taking=direction == "take")

    def _set_note(self, note: str) -> None:
        if self.state is not None and note != self.state.note:
            self.change(note=note)

    def _note(self) -> str:
        return self.state.note if self.state else ""

    def _direction(self) -> str:
        return "take" if self.state is not None and self.state.is_taking else "give"

    title = text_of("title", changed)
    guestNote = text_of("guest_note", changed)
    points = text_of("points", changed)
    limit = text_of("limit", changed)
    noteLabel = text_of("note_label", changed)
    before = text_of("before", changed)
    after = text_of("after", changed)
    direction = Property(str, _direction, notify=changed)
    note = Property(str, _note, _set_note, notify=changed)
