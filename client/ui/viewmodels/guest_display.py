"""What the guest sees on a screen of his own: the check being made, and nothing of another's.

Follows the screens of the cashier. Whatever screen is not about this very check shows the idle
face, so that nothing outlives a lock, a way back or the next guest.
"""

from typing import Final

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from client.till.done import Done
from client.till.guest_view import GuestView
from client.ui.listmodels.rows import RowsModel
from client.ui.presenters.guest_display import (
    IDLE,
    GuestFace,
    GuestLine,
    card_face,
    check_face,
    done_face,
)
from client.ui.viewmodels.card import CardViewModel
from client.ui.viewmodels.checkout import CheckoutViewModel
from client.ui.viewmodels.chosen import Chosen
from client.ui.viewmodels.done import DoneViewModel
from client.ui.viewmodels.navigation import Screen
from client.ui.viewmodels.scenes import text_of
from client.ui.viewmodels.status import StatusViewModel
from client.ui.viewmodels.tasks import Desk, ScreenViewModel
from shared.receipt.words import Language

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

DONE_MS: Final = 15_000
"""So long the guest may read what was booked, and take his card along."""


@QmlElement
class GuestDisplayViewModel(ScreenViewModel):
    """The face of the moment."""

    changed = Signal()

    def __init__(self, desk: Desk, *, chosen: Chosen, status: StatusViewModel) -> None:
        super().__init__(desk)
        self._chosen, self._status = chosen, status
        self.scene: GuestFace | None = IDLE
        self._rows = RowsModel(GuestLine)
        self._being_read: Done | GuestView | None = None
        self._is_read = False
        """Long enough, after it was done."""
        self._reading = QTimer(self, singleShot=True, interval=DONE_MS)
        self._reading.timeout.connect(self.forget)
        desk.navigation.changed.connect(self.look)
        chosen.changed.connect(self.look)
        status.changed.connect(self.refresh)

    def follow(self) -> None:
        """The screens are registered: each says when it shows something else."""
        for screen in (Screen.CHECKOUT, Screen.DONE, Screen.CARD):
            model = self.desk.navigation.view_model(screen)
            assert isinstance(model, ScreenViewModel)
            model.changed.connect(self.look)

    @Slot()
    def look(self) -> None:
        """What the cashier's screen is about now; free while no display is on."""
        if not self._chosen.preferences.guest_display:
            return
        kept = self._kept()
        if kept is not self._being_read:
            self._being_read, self._is_read = kept, False
            self._reading.stop()
            if kept is not None:
                self._reading.start()
        face = self._face(kept)
        if face != self.scene:
            self._show(face)

    @Slot()
    def forget(self) -> None:
        """The guest has read it, or has gone."""
        self._is_read = True
        self.look()

    def refresh(self) -> None:
        """Another language, another name of the restaurant."""
        self.look()
        super().refresh()

    def _show(self, face: GuestFace) -> None:
        self.scene = face
        self._rows.show(face.lines)
        super().refresh()

    def _kept(self) -> Done | GuestView | None:
        """What is over and may still be read, by the cashier's screen."""
        screen = self.desk.navigation.screen
        model = self.desk.navigation.view_model(screen) if screen else None
        if isinstance(model, DoneViewModel):
            return model.done
        return model.view if isinstance(model, CardViewModel) else None

    def _face(self, kept: Done | GuestView | None) -> GuestFace:
        language = self.desk.texts.spoken
        if kept is not None and self._is_read:
            return IDLE
        if isinstance(kept, Done):
            return done_face(kept, language=language)
        if isinstance(kept, GuestView):
            return card_face(kept, language=language)
        return self._check_face(language)

    def _check_face(self, language: Language) -> GuestFace:
        if self.desk.navigation.screen is not Screen.CHECKOUT:
            return IDLE
        checkout = self.desk.navigation.view_model(Screen.CHECKOUT)
        assert isinstance(checkout, CheckoutViewModel)
        return check_face(checkout.scene, language=language) if checkout.scene else IDLE

    welcome = Property(str, lambda self: self.desk.texts.say("guestIdle"), notify=changed)
    restaurant = Property(str, lambda self: self._status.restaurant_name, notify=changed)
    rows = Property(QObject, lambda self: self._rows, constant=True)
    kind = text_of("kind", changed)
    title = text_of("title", changed)
    mainLabel = text_of("main_label", changed)
    mainValue = text_of("main_value", changed)
    qr = text_of("qr", changed)
    qrNote = text_of("qr_note", changed)
