"""The new card: its QR, its code, on paper too, and the guest's first check (CSH-44, CSH-46)."""

from collections.abc import Callable, Mapping
from typing import Protocol

from PySide6.QtCore import Signal, Slot
from PySide6.QtQml import QmlElement

from client.till.guest_view import GuestView
from client.ui.presenters.forms import CardScene, card_scene
from client.ui.presenters.texts import wording
from client.ui.viewmodels.navigation import Screen
from client.ui.viewmodels.scenes import text_of
from client.ui.viewmodels.shortcut import Shortcut
from client.ui.viewmodels.tasks import Desk, ScreenViewModel, run_task
from shared.domain.ids import GuestId

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1


class CardPrinting(Protocol):
    """What the screen needs of the till."""

    async def print_card(self, guest_id: GuestId) -> object: ...


@QmlElement
class CardViewModel(ScreenViewModel):
    """Shown right after a registration."""

    changed = Signal()

    def __init__(self, desk: Desk, *, receipts: CardPrinting) -> None:
        super().__init__(desk)
        self._receipts = receipts
        self._view: GuestView | None = None
        self.scene: CardScene | None = None

    @property
    def view(self) -> GuestView | None:
        """Whose card is shown; None before the first."""
        return self._view

    def enter(self, subject: object, /) -> None:
        """The card of the guest ``subject``."""
        assert isinstance(subject, GuestView)
        self._view = subject
        self.refresh()

    def refresh(self) -> None:
        """Everything is worded anew."""
        if self._view is not None:
            self.scene = card_scene(self._view, language=self.desk.texts.spoken)
        super().refresh()

    def keys(self) -> Mapping[Shortcut, Callable[[], None]]:
        """Enter begins the first check of the new guest."""
        return {
            Shortcut.MAIN: self.checkout,
            Shortcut.BACK: self.nextGuest,
            Shortcut.PRINT: self.printCard,
        }

    @Slot()
    def printCard(self) -> None:
        """The card on paper (CSH-62)."""
        if self._view is not None:
            work = self._receipts.print_card(self._view.guest.guest_id)
            run_task(self, work, done=self._queued, retry=self.printCard)

    @Slot()
    def checkout(self) -> None:
        """The first check of the new guest."""
        self.desk.navigation.start(Screen.HOME)
        self.desk.navigation.go(Screen.GUEST, self._view)
        self.desk.navigation.go(Screen.CHECKOUT, self._view)

    @Slot()
    def nextGuest(self) -> None:
        """No check now."""
        self.desk.navigation.start(Screen.HOME)

    def _queued(self, _job: object) -> None:
        self.desk.toast.succeed(wording("cardQueued"))

    name = text_of("name", changed)
    phone = text_of("phone", changed)
    welcome = text_of("welcome", changed)
    displayCode = text_of("display_code", changed)
    qrPayload = text_of("qr_payload", changed)
