"""Part of a check goes back: how much of it, and why (LOY-95…LOY-101).

Who may is asked where the screen is opened, and by the till again.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from client.till.done import Done
from client.till.operation_view import OperationView
from client.ui.presenters.refund import RefundScene, RefundState, reason_texts, refund_scene
from client.ui.presenters.typing_pad import erase_last, type_amount
from client.ui.viewmodels.done import show_done
from client.ui.viewmodels.navigation import Screen
from client.ui.viewmodels.scenes import flag_of, text_of
from client.ui.viewmodels.tasks import Desk, ScreenViewModel, run_task
from shared.domain.ids import OperationId
from shared.domain.money import MINOR_PER_MAJOR, Money
from shared.domain.refunding import RefundReason

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1


class Refunding(Protocol):
    """What the screen needs of the till."""

    async def refund(self, operation_id: OperationId, amount: Money, *, reason: str) -> Done: ...


@QmlElement
class RefundViewModel(ScreenViewModel):
    """How much, and why."""

    changed = Signal()

    def __init__(self, desk: Desk, *, refund: Refunding) -> None:
        super().__init__(desk)
        self._refund = refund
        self._state: RefundState | None = None
        self.scene: RefundScene | None = None
        self.busyChanged.connect(self.refresh)

    def enter(self, subject: object, /) -> None:
        """The operation ``subject``, of whose check something may go back."""
        assert isinstance(subject, OperationView)
        assert subject.left_to_refund is not None, "asked only where something may go back"
        self.desk.toast.dismiss()
        self._state = RefundState(subject, subject.left_to_refund)
        self.refresh()

    def refresh(self) -> None:
        """Everything is worded anew."""
        if self._state is not None:
            self.scene = refund_scene(self._state, language=self.desk.texts.spoken)
        super().refresh()

    def keep_typed(self) -> Callable[[], None]:
        kept = self._state

        def take_back() -> None:
            if kept is not None and self._state is not None and not self.tasks:
                self._change(replace(self._state, typed=kept.typed))

        return take_back

    @Slot(str)
    def typeKey(self, key: str) -> None:
        """One key of the pad or of a keyboard."""
        self._type(type_amount(self._typed(), key))

    @Slot()
    def erase(self) -> None:
        """The last character."""
        self._type(erase_last(self._typed()))

    @Slot()
    def clear(self) -> None:
        """All of it."""
        self._type("")

    @Slot()
    def takeAll(self) -> None:
        """All that is left of the check."""
        if self._state is not None:
            whole, fraction = divmod(self._state.left.minor, MINOR_PER_MAJOR)
            self._type(f"{whole},{fraction:02}" if fraction else str(whole))

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
        work = self._refund.refund(state.view.operation_id, state.amount, reason=state.reason)
        run_task(self, work, done=self._booked)

    def _type(self, typed: str) -> None:
        if self._state is not None and not self.tasks:
            self._change(replace(self._state, typed=typed))

    def _typed(self) -> str:
        return self._state.typed if self._state else ""

    def _change(self, state: RefundState) -> None:
        self._state = state
        self.refresh()

    def _booked(self, done: Done) -> None:
        show_done(self.desk, done, left=Screen.REFUND)

    guest = text_of("guest", changed)
    check = text_of("check", changed)
    amount = text_of("amount", changed)
    currency = text_of("currency", changed)
    left = text_of("left", changed)
    error = text_of("error", changed)
    confirmText = text_of("confirm", changed)
    canConfirm = flag_of("can_confirm", changed)
    reason = Property(str, lambda self: self._state.reason if self._state else "", notify=changed)
    reasons = Property(list, lambda _self: [each.value for each in RefundReason], constant=True)
    reasonTexts = Property(
        list, lambda self: list(reason_texts(self.desk.texts.spoken)), notify=changed
    )
