"""It is booked: what happened, the balance after it, the paper, and the next guest (CSH-84)."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from client.till.done import Done
from client.ui.listmodels.rows import RowsModel
from client.ui.presenters.quotes import QuoteRow
from client.ui.presenters.receipts import DoneScene, done_scene
from client.ui.presenters.training import practised_done
from client.ui.viewmodels.navigation import Screen
from client.ui.viewmodels.receipt import SlipViewModel
from client.ui.viewmodels.scenes import flag_of, text_of
from client.ui.viewmodels.shortcut import Shortcut
from client.ui.viewmodels.tasks import Desk, ScreenViewModel
from client.ui.viewmodels.undo import UndoViewModel
from shared.receipt.words import Language

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1


def show_done(desk: Desk, done: Done, *, left: Screen) -> None:
    """Leave the screen ``left`` for what it booked.

    Who has walked away or locked the till meanwhile is told in passing and stays where he is.
    """
    if desk.navigation.screen is left:
        desk.navigation.replace(Screen.DONE, done)
    else:
        tell_done(desk, done)


def tell_done(desk: Desk, done: Done) -> None:
    """In passing, over whatever screen is shown."""

    def scene(language: Language) -> DoneScene:
        return done_scene(done.facts, view=done.view, language=language)

    desk.toast.succeed(
        lambda language: scene(language).title, lambda language: scene(language).guest
    )


@QmlElement
class DoneViewModel(ScreenViewModel):
    """The screen after every command that changed points."""

    changed = Signal()

    def __init__(self, desk: Desk, *, slip: SlipViewModel, undo: UndoViewModel) -> None:
        super().__init__(desk)
        self._slip, self.offer = slip, undo
        self._done: Done | None = None
        self.scene: DoneScene | None = None
        self._rows = RowsModel(QuoteRow)

    @property
    def done(self) -> Done | None:
        """What is shown; None before the first."""
        return self._done

    def enter(self, subject: object, /) -> None:
        """Show what ``subject`` changed; the toast is for the first time only."""
        assert isinstance(subject, Done)
        is_news = subject is not self._done
        self._done = subject
        self._slip.show(subject.receipt_id)
        self.refresh()
        if is_news:
            tell_done(self.desk, subject)
            self.offer.offer(subject)

    def refresh(self) -> None:
        """Everything is worded anew."""
        if self._done is not None:
            self.scene = self._word(self._done)
            self._rows.show(self.scene.rows)
        super().refresh()

    def _word(self, done: Done) -> DoneScene:
        language = self.desk.texts.spoken
        scene = done_scene(done.facts, view=done.view, language=language)
        return practised_done(scene, language=language) if self.desk.is_training else scene

    def keys(self) -> Mapping[Shortcut, Callable[[], None]]:
        """Enter is the next guest; there is no way back into a booked check."""
        return {
            Shortcut.MAIN: self.nextGuest,
            Shortcut.BACK: self.openGuest,
            Shortcut.PRINT: self._slip.reprint,
        }

    @Slot()
    def nextGuest(self) -> None:
        """This one is served."""
        self.desk.navigation.start(Screen.HOME)

    @Slot()
    def openGuest(self) -> None:
        """The same guest again: another check, the card."""
        if self._done is not None:
            self.desk.navigation.start(Screen.HOME)
            self.desk.navigation.go(Screen.GUEST, self._done.view)

    undo = Property(UndoViewModel, lambda self: self.offer, constant=True)
    slip = Property(SlipViewModel, lambda self: self._slip, constant=True)
    rows = Property(QObject, lambda self: self._rows, constant=True)
    title = text_of("title", changed)
    guest = text_of("guest", changed)
    phone = text_of("phone", changed)
    balance = text_of("balance", changed)
    balanceNoun = text_of("balance_noun", changed)
    toPay = text_of("to_pay", changed)
    note = text_of("note", changed)
    isPending = flag_of("is_pending", changed)
