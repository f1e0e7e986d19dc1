"""Points for another guest: who gets them, how many, and why (LED-40, G-09).

Who may is asked where the screen is opened, and by the till again.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, Protocol

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from client.till.done import Done
from client.till.guest_search import GuestHit
from client.till.guest_view import GuestView
from client.ui.listmodels.rows import RowsModel
from client.ui.presenters.guests import GuestRowText, guest_row
from client.ui.presenters.transfer import (
    TransferScene,
    TransferState,
    reason_texts,
    transfer_scene,
)
from client.ui.presenters.typing_pad import erase_last, type_points
from client.ui.viewmodels.done import show_done
from client.ui.viewmodels.navigation import Screen
from client.ui.viewmodels.scenes import flag_of, text_of
from client.ui.viewmodels.tasks import Desk, ScreenViewModel, run_task
from shared.domain.ids import GuestId
from shared.domain.phones import PHONE_DIGITS
from shared.domain.transferring import TransferReason

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

HITS_SHOWN: Final = 4


class Transferring(Protocol):
    """What books it."""

    async def transfer(
        self, sender: GuestView, receiver: GuestView, points: int, *, reason: str
    ) -> Done: ...


class Seeking(Protocol):
    """What finds the other guest."""

    async def search(self, typed: str, *, limit: int = 20) -> tuple[GuestHit, ...]: ...
    async def by_scan(self, text: str) -> GuestView: ...
    async def reread(self, guest_id: GuestId) -> GuestView: ...


@QmlElement
class TransferViewModel(ScreenViewModel):
    """One pad types the receiver's digits, then the points."""

    changed = Signal()

    def __init__(self, desk: Desk, *, transfer: Transferring, guest_search: Seeking) -> None:
        super().__init__(desk)
        self._transfer, self._guest_search = transfer, guest_search
        self._state: TransferState | None = None
        self._hits: Sequence[GuestHit] = ()
        self._rows = RowsModel(GuestRowText)
        self.scene: TransferScene | None = None
        self.busyChanged.connect(self.refresh)

    def enter(self, subject: object, /) -> None:
        """The guest ``subject`` gives."""
        assert isinstance(subject, GuestView)
        self.desk.toast.dismiss()
        self._state, self._hits = TransferState(subject), ()
        self.refresh()

    def refresh(self) -> None:
        """Everything is worded anew."""
        language = self.desk.texts.spoken
        self._rows.show([guest_row(hit, language=language) for hit in self._hits])
        if self._state is not None:
            self.scene = transfer_scene(self._state, language=language)
        super().refresh()

    def keep_typed(self) -> Callable[[], None]:
        kept = self._state

        def take_back() -> None:
            if kept is not None and self._state is not None:
                self._change(replace(self._state, sought=kept.sought, points=kept.points))

        return take_back

    def scanned(self, text: str) -> None:
        """A scanner read the receiver's card."""
        run_task(self, self._guest_search.by_scan(text), done=self._choose)

    @Slot(str)
    def point(self, field: str) -> None:
        """The pad types the ``receiver`` or the ``points`` from now on."""
        if self._state is not None:
            self._change(replace(self._state, is_seeking=field == "receiver"))

    @Slot(str)
    def typeKey(self, key: str) -> None:
        """One key of the pad or of a keyboard."""
        state = self._state
        if state is not None and state.is_seeking and key.isdigit():
            self._seek((state.sought + key)[:PHONE_DIGITS])
        elif state is not None:
            self._type(type_points(self._typed(), key))

    @Slot()
    def erase(self) -> None:
        """The last digit."""
        state = self._state
        if state is not None and state.is_seeking:
            self._seek(erase_last(state.sought))
        else:
            self._type(erase_last(self._typed()))

    @Slot()
    def clear(self) -> None:
        """All digits."""
        if self._state is not None and self._state.is_seeking:
            self._seek("")
        else:
            self._type("")

    @Slot(int)
    def chooseGuest(self, index: int) -> None:
        """One of those found; what is typed from now on are points."""
        self.point("points")
        run_task(self, self._guest_search.reread(self._hits[index].guest_id), done=self._choose)

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
        assert state.receiver is not None
        work = self._transfer.transfer(
            state.sender, state.receiver, state.points, reason=state.reason
        )
        run_task(self, work, done=self._booked)

    def _seek(self, sought: str) -> None:
        if self._state is not None:
            self._change(replace(self._state, sought=sought, receiver=None))
            work = self._guest_search.search(sought, limit=HITS_SHOWN)
            run_task(self, work, done=lambda hits: self._found(sought, hits))

    def _found(self, sought: str, hits: Sequence[GuestHit]) -> None:
        """An answer to what is not typed any more is none."""
        if self._state is not None and self._state.sought == sought:
            self._hits = [hit for hit in hits if hit.guest_id != self._sender_id()]
            self.refresh()

    def _sender_id(self) -> str:
        return self._state.sender.guest.guest_id if self._state else ""

    def _choose(self, receiver: GuestView) -> None:
        if self._state is not None:
            self._hits = ()
            self._change(replace(self._state, receiver=receiver, is_seeking=False))

    def _type(self, typed: str) -> None:
        """A search may be under way: no digit is lost to it."""
        if self._state is not None:
            self._change(replace(self._state, points=int(typed or "0")))

    def _typed(self) -> str:
        return str(self._state.points) if self._state and self._state.points else ""

    def _change(self, state: TransferState) -> None:
        self._state = state
        self.refresh()

    def _booked(self, done: Done) -> None:
        show_done(self.desk, done, left=Screen.TRANSFER)

    def _is_seeking(self) -> bool:
        return self._state is not None and self._state.is_seeking

    hits = Property(QObject, lambda self: self._rows, constant=True)
    guest = text_of("guest", changed)
    guestNote = text_of("guest_note", changed)
    sought = text_of("sought", changed)
    points = text_of("points", changed)
    error = text_of("error", changed)
    receiver = text_of("receiver", changed)
    receiverPhone = text_of("receiver_phone", changed)
    confirmText = text_of("confirm", changed)
    canConfirm = flag_of("can_confirm", changed)
    isSeeking = Property(bool, _is_seeking, notify=changed)
    reason = Property(str, lambda self: self._state.reason if self._state else "", notify=changed)
    reasons = Property(list, lambda _self: [each.value for each in TransferReason], constant=True)
    reasonTexts = Property(
        list, lambda self: list(reason_texts(self.desk.texts.spoken)), notify=changed
    )
