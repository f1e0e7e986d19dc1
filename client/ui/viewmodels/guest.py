"""A guest's card on the screen, and what can be done with it (CSH-16, CSH-18)."""

from collections.abc import Callable, Mapping
from typing import Protocol

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from client.till.guest_view import GuestView
from client.till.staff_session import Session
from client.ui.presenters.guest_scene import GuestScene, guest_scene
from client.ui.presenters.texts import wording
from client.ui.presenters.training import practised_guest
from client.ui.viewmodels.navigation import Screen
from client.ui.viewmodels.scenes import flag_of, number_of, text_of
from client.ui.viewmodels.shortcut import Shortcut
from client.ui.viewmodels.tasks import Desk, ScreenViewModel, run_task
from shared.domain.ids import GuestId
from shared.domain.staff import Permission, may

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1


class Opening(Protocol):
    """What reads a guest again."""

    async def open(self, guest_id: GuestId) -> GuestView: ...
    async def reread(self, guest_id: GuestId) -> GuestView: ...


class CardPrinting(Protocol):
    """What puts a card on paper."""

    async def print_card(self, guest_id: GuestId) -> object: ...


@QmlElement
class GuestViewModel(ScreenViewModel):
    """Who stands at the till, how many points there are, and the next step."""

    changed = Signal()

    def __init__(
        self,
        desk: Desk,
        *,
        guest_search: Opening,
        receipts: CardPrinting,
        session: Callable[[], Session | None],
    ) -> None:
        super().__init__(desk)
        self._guest_search, self._receipts = guest_search, receipts
        self._session = session
        self._view: GuestView | None = None
        self.scene: GuestScene | None = None

    def enter(self, subject: object, /) -> None:
        """Show the guest at once and open the card again: it may have changed meanwhile."""
        assert isinstance(subject, GuestView)
        self._show(subject)
        run_task(self, self._guest_search.open(subject.guest.guest_id), done=self._show_again)

    def follow_sync(self) -> None:
        """The server may know more of this card now."""
        self.reread()

    def reread(self) -> None:
        """Read the card again."""
        run_task(self, self._guest_search.reread(self.view.guest.guest_id), done=self._show_again)

    def keys(self) -> Mapping[Shortcut, Callable[[], None]]:
        """Enter begins a check where there may be one."""
        keys = {Shortcut.BACK: self.goBack, Shortcut.PRINT: self.printCard}
        if self.scene is not None and self.scene.can_check_out:
            keys[Shortcut.MAIN] = self.checkout
        return keys

    @Slot()
    def checkout(self) -> None:
        """A check of this guest (CSH-20)."""
        self.desk.navigation.go(Screen.CHECKOUT, self.view)

    @Slot()
    def adjust(self) -> None:
        """Points by hand, for those who may (CSH-95)."""
        self.desk.navigation.go(Screen.ADJUSTMENT, self.view)

    @Slot()
    def transfer(self) -> None:
        """Points for another guest, for those who may (LED-40)."""
        self.desk.navigation.go(Screen.TRANSFER, self.view)

    @Slot()
    def openHistory(self) -> None:
        """What he did, and where his points came from, for those who may see it (RBC-12)."""
        self.desk.navigation.go(Screen.HISTORY, self.view)

    @Slot()
    def printCard(self) -> None:
        """The card on paper (CSH-46, CSH-62)."""
        work = self._receipts.print_card(self.view.guest.guest_id)
        run_task(self, work, done=self._queued, retry=self.printCard)

    @property
    def view(self) -> GuestView:
        """The guest shown; asking before there is one is a bug."""
        assert self._view is not None
        return self._view

    def refresh(self) -> None:
        """Words are made anew: the guest or the language changed."""
        if self._view is not None:
            scene = guest_scene(self._view, language=self.desk.texts.spoken)
            self.scene = practised_guest(scene) if self.desk.is_training else scene
        super().refresh()

    def _show_again(self, view: GuestView) -> None:
        """Nothing new is the same card: a check that was left for it is gone on with."""
        self._show(view if view != self.view else self.view)

    def _show(self, view: GuestView) -> None:
        self._view = view
        self.refresh()

    def _queued(self, _job: object) -> None:
        self.desk.toast.succeed(wording("cardQueued"))

    def _may(self, permission: Permission) -> bool:
        session = self._session()
        return session is not None and may(session.member, permission)

    name = text_of("name", changed)
    phone = text_of("phone", changed)
    level = text_of("level", changed)
    status = text_of("status", changed)
    statusKind = text_of("status_kind", changed)
    noticeTitle = text_of("notice.title", changed)
    noticeText = text_of("notice.text", changed)
    noticeKind = text_of("notice.kind", changed)
    totalTitle = text_of("total_title", changed)
    total = text_of("total", changed)
    totalNoun = text_of("total_noun", changed)
    regular = text_of("regular", changed)
    promo = text_of("promo", changed)
    hasPoints = flag_of("has_points", changed)
    expiry = text_of("expiry", changed)
    expiryKind = text_of("expiry_kind", changed)
    progress = text_of("progress", changed)
    progressPercent = number_of("progress_percent", changed)
    unconfirmed = text_of("unconfirmed", changed)
    offline = text_of("offline", changed)
    elsewhere = text_of("elsewhere", changed)
    displayCode = text_of("display_code", changed)
    qrPayload = text_of("qr_payload", changed)
    canCheckOut = flag_of("can_check_out", changed)
    canAdjust = Property(bool, lambda self: self._may(Permission.ADJUST_POINTS), notify=changed)
    canSeeHistory = Property(
        bool, lambda self: self._may(Permission.READ_GUEST_HISTORY), notify=changed
    )
