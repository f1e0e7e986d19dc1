"""Points for another guest: who gets them, how many, and why (LED-40, G-09)."""

from collections.abc import Coroutine, Sequence
from typing import Any, Final, Protocol

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from client.till.approval import Approval
from client.till.done import Done
from client.till.guest_search import GuestHit
from client.till.guest_view import GuestView
from client.ui.listmodels.rows import RowsModel
from client.ui.presenters.approval import asked_transfer
from client.ui.presenters.guests import GuestRowText, guest_row
from client.ui.presenters.transfer import TransferState, transfer_scene
from client.ui.presenters.typing_pad import type_points
from client.ui.viewmodels.approval import ApprovalViewModel
from client.ui.viewmodels.navigation import Screen
from client.ui.viewmodels.reasoned import ReasonedViewModel
from client.ui.viewmodels.scenes import text_of
from client.ui.viewmodels.tasks import Desk, run_task
from shared.domain.ids import GuestId
from shared.domain.phones import PHONE_DIGITS
from shared.domain.transferring import TransferReason

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

HITS_SHOWN: Final = 4


class Transferring(Protocol):
    """What books it."""

    async def transfer(
        self,
        sender: GuestView,
        receiver: GuestView,
        points: int,
        *,
        reason: str,
        approval: Approval | None = None,
    ) -> Done: ...


class Seeking(Protocol):
    """What finds the other guest."""

    async def search(self, typed: str, *, limit: int = 20) -> tuple[GuestHit, ...]: ...
    async def by_scan(self, text: str) -> GuestView: ...
    async def reread(self, guest_id: GuestId) -> GuestView: ...


@QmlElement
class TransferViewModel(ReasonedViewModel):
    """One pad types the receiver's digits, then the points."""

    changed = Signal()
    SCREEN = Screen.TRANSFER
    PRESETS = TransferReason
    TYPED = ("sought", "points")
    present = staticmethod(transfer_scene)
    in_words = staticmethod(asked_transfer)
    state: TransferState | None

    def __init__(
        self,
        desk: Desk,
        *,
        transfer: Transferring,
        guest_search: Seeking,
        approval: ApprovalViewModel,
    ) -> None:
        super().__init__(desk, approval=approval)
        self._transfer, self._guest_search = transfer, guest_search
        self._hits: Sequence[GuestHit] = ()
        self._rows = RowsModel(GuestRowText)

    def enter(self, subject: object, /) -> None:
        """The guest ``subject`` gives."""
        assert isinstance(subject, GuestView)
        self.desk.toast.dismiss()
        self._hits = ()
        self.show(TransferState(subject))

    def refresh(self) -> None:
        """Everything is worded anew."""
        language = self.desk.texts.spoken
        self._rows.show([guest_row(hit, language=language) for hit in self._hits])
        super().refresh()

    def may_type(self) -> bool:
        """A search may be under way: no digit is lost to it."""
        return self.state is not None

    def typed(self) -> str:
        if self._is_seeking():
            return self.state.sought if self.state else ""
        return str(self.state.points) if self.state and self.state.points else ""

    def put(self, typed: str) -> None:
        if not self._is_seeking():
            self.change(points=int(typed or "0"))
        elif not typed or typed != self.typed():
            self._seek(typed)

    def after_key(self, typed: str, key: str) -> str:
        if not self._is_seeking():
            return type_points(typed, key)
        return (typed + key)[:PHONE_DIGITS] if key.isdigit() else typed

    def book(self, approval: Approval | None) -> Coroutine[Any, Any, Done]:
        state = self.state
        assert state is not None
        assert state.receiver is not None
        return self._transfer.transfer(
            state.sender, state.receiver, state.points, reason=state.reason, approval=approval
        )

    def scanned(self, text: str) -> None:
        """A scanner read the receiver's card."""
        run_task(self, self._guest_search.by_scan(text), done=self._choose)

    @Slot(str)
    def point(self, field: str) -> None:
        """The pad types the ``receiver`` or the ``points`` from now on."""
        if self.state is not None:
            self.change(is_seeking=field == "receiver")

    @Slot(int)
    def chooseGuest(self, index: int) -> None:
        """One of those found; what is typed from now on are points."""
        self.point("points")
        run_task(self, self._guest_search.reread(self._hits[index].guest_id), done=self._choose)

    def _seek(self, sought: str) -> None:
        self.change(sought=sought, receiver=None)
        work = self._guest_search.search(sought, limit=HITS_SHOWN)
        run_task(self, work, done=lambda hits: self._found(sought, hits))

    def _found(self, sought: str, hits: Sequence[GuestHit]) -> None:
        """An answer to what is not typed any more is none."""
        if self.state is not None and self.state.sought == sought:
            sender_id = self.state.sender.guest.guest_id
            self._hits = [hit for hit in hits if hit.guest_id != sender_id]
            self.refresh()

    def _choose(self, receiver: GuestView) -> None:
        if self.state is not None:
            self._hits = ()
            self.change(receiver=receiver, is_seeking=False)

    def _is_seeking(self) -> bool:
        return self.state is not None and self.state.is_seeking

    hits = Property(QObject, lambda self: self._rows, constant=True)
    guestNote = text_of("guest_note", changed)
    sought = text_of("sought", changed)
    points = text_of("points", changed)
    receiver = text_of("receiver", changed)
    receiverPhone = text_of("receiver_phone", changed)
    isSeeking = Property(bool, _is_seeking, notify=changed)
