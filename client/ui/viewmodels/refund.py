"""Part of a check goes back: how much of it, and why (LOY-95…LOY-101)."""

from collections.abc import Coroutine, Sequence
from typing import Any, Protocol

from PySide6.QtCore import Signal, Slot
from PySide6.QtQml import QmlElement

from client.till.approval import Approval
from client.till.done import Done
from client.till.operation_view import OperationView
from client.ui.presenters.approval import asked_refund
from client.ui.presenters.refund import RefundState, refund_scene
from client.ui.presenters.typing_pad import type_amount
from client.ui.viewmodels.approval import ApprovalViewModel
from client.ui.viewmodels.navigation import Screen
from client.ui.viewmodels.reasoned import ReasonedViewModel
from client.ui.viewmodels.scenes import text_of
from client.ui.viewmodels.tasks import Desk
from shared.domain.ids import OperationId
from shared.domain.money import MINOR_PER_MAJOR, Money
from shared.domain.refunding import RefundReason
from shared.sync.archive import OperationTold

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1


class Refunding(Protocol):
    """What the screen needs of the till."""

    async def refund(
        self,
        operation_id: OperationId,
        amount: Money,
        *,
        reason: str,
        approval: Approval | None = None,
    ) -> Done: ...


class RefundingElsewhere(Protocol):
    """What refunds a check of another till."""

    async def refund(
        self,
        halves: Sequence[OperationTold],
        amount: Money,
        *,
        reason: str,
        approval: Approval | None = None,
    ) -> Done: ...


@QmlElement
class RefundViewModel(ReasonedViewModel):
    """How much, and why."""

    changed = Signal()
    SCREEN = Screen.REFUND
    PRESETS = RefundReason
    TYPED = ("typed",)
    present = staticmethod(refund_scene)
    in_words = staticmethod(asked_refund)
    state: RefundState | None

    def __init__(
        self,
        desk: Desk,
        *,
        refund: Refunding,
        elsewhere: RefundingElsewhere,
        approval: ApprovalViewModel,
    ) -> None:
        super().__init__(desk, approval=approval)
        self._elsewhere = elsewhere
        self._refund = refund

    def enter(self, subject: object, /) -> None:
        """The operation ``subject``, of whose check something may go back."""
        assert isinstance(subject, OperationView)
        assert subject.left_to_refund is not None, "asked only where something may go back"
        self.desk.toast.dismiss()
        self.show(RefundState(subject, subject.left_to_refund))

    def told_currency(self) -> str:
        return self.state.left.currency if self.state else super().told_currency()

    def typed(self) -> str:
        return self.state.typed if self.state else ""

    def put(self, typed: str) -> None:
        self.change(typed=typed)

    def after_key(self, typed: str, key: str) -> str:
        return type_amount(typed, key)

    def book(self, approval: Approval | None) -> Coroutine[Any, Any, Done]:
        state = self.state
        assert state is not None
        if state.view.told:
            halves = sorted(state.view.told, key=lambda told: told.seq)
            return self._elsewhere.refund(
                halves, state.amount, reason=state.reason, approval=approval
            )
        return self._refund.refund(
            state.view.operation_id, state.amount, reason=state.reason, approval=approval
        )

    @Slot()
    def takeAll(self) -> None:
        """All that is left of the check."""
        if self.state is not None and self.may_type():
            whole, fraction = divmod(self.state.left.minor, MINOR_PER_MAJOR)
            self.put(f"{whole},{fraction:02}" if fraction else str(whole))

    check = text_of("check", changed)
    amount = text_of("amount", changed)
    currency = text_of("currency", changed)
    left = text_of("left", changed)
