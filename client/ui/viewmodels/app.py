"""The root of the screens: which one is shown, language and theme, lock and the way back.

Knows the screens by name only; what they do is theirs. Everything QML needs enters through here
as one required property, never as a context property.
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import Protocol

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from client.till.scanning import is_of_a_guest
from client.ui.presenters.texts import wording
from client.ui.viewmodels.camera import CameraViewModel
from client.ui.viewmodels.chosen import Chosen
from client.ui.viewmodels.cover import CoverViewModel
from client.ui.viewmodels.navigation import Screen
from client.ui.viewmodels.operations import INBOX
from client.ui.viewmodels.shortcut import Shortcut
from client.ui.viewmodels.shortcuts import BEFORE_SIGN_IN, ShortcutsViewModel
from client.ui.viewmodels.status import StatusViewModel
from client.ui.viewmodels.tasks import Desk, ScreenViewModel, run_task
from client.ui.viewmodels.toast import ToastViewModel
from client.ui.viewmodels.tour import TourViewModel
from client.ui.viewmodels.training import TrainingViewModel
from client.ui.viewmodels.waiting_guest import WaitingGuestViewModel
from shared.receipt.words import Language

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

IDLE_LOOK_MS = 5_000
"""How often the till is asked whether it was left alone long enough to lock (CSH-09)."""


class Lockable(Protocol):
    """What locking needs of the till."""

    def lock(self) -> None: ...
    def touch(self) -> None: ...
    def is_idle(self) -> bool: ...


@QmlElement
class AppViewModel(ScreenViewModel):
    """What Main.qml is given."""

    changed = Signal()
    screenStands = Signal()
    """The screen that is wanted is the one that is shown."""
    scanAccepted = Signal(str)
    retryAsked = Signal()

    def __init__(
        self,
        desk: Desk,
        *,
        status: StatusViewModel,
        camera: CameraViewModel,
        chosen: Chosen,
        sign_in: Lockable,
    ) -> None:
        super().__init__(desk)
        self.cover = CoverViewModel(desk)
        self._shortcuts = ShortcutsViewModel(desk, camera=camera)
        # Before the guest who waits: it hears of a sign-in first, and then makes way for him.
        self.tour = TourViewModel(
            desk, shortcuts=self._shortcuts, is_changing=lambda: self.is_changing
        )
        self.screenStands.connect(self.tour.refresh)
        self.waiting_guest = WaitingGuestViewModel(desk, accept=self.scanned)
        self._status, self._camera, self._chosen = status, camera, chosen
        self._sign_in = sign_in
        self._standing = ""
        self._idle = QTimer(self, interval=IDLE_LOOK_MS)
        self._idle.timeout.connect(self.lock_when_idle)
        self._idle.start()
        desk.navigation.changed.connect(self.refresh)
        chosen.changed.connect(self.refresh)

    def touched(self) -> None:
        """Somebody uses the till: the lock waits anew."""
        self._sign_in.touch()

    @Slot()
    def lock_when_idle(self) -> None:
        """Lock a till that was left alone."""
        if self._sign_in.is_idle():
            self.lock()

    def keep_typed(self) -> Callable[[], None]:
        return self._current().keep_typed()

    @Slot(str)
    def scanned(self, text: str) -> None:
        """A scanner or the camera read ``text``: whoever may find guests is told (CSH-12)."""
        self.tour.make_way()
        if self.is_signed_in:
            run_task(self, self._until_idle(), done=lambda _: self._accept_scan(text))
        elif self.desk.navigation.screen is Screen.SIGN_IN:
            self._let_wait(text)
        else:
            self.desk.toast.inform(wording("scanSignInFirst"))

    def follow_sync(self) -> None:
        """The connection or the queue changed: the screen shown may want to read again."""
        if self.desk.navigation.screen is not None:
            self._current().follow_sync()

    def crash(self, details: str) -> None:
        """A bug ended an action (CSH-83); a second one on the crash screen changes nothing."""
        if self.desk.navigation.screen is not Screen.CRASH:
            self._leave_for(Screen.CRASH, details)

    def shut_out(self) -> None:
        """The server takes nothing from this till any more: nobody works here."""
        self._leave_for(Screen.SHUT_OUT)

    async def _until_idle(self) -> None:
        """A scan waits for what the screen is doing; it is never dropped."""
        while under_way := self._current().tasks:
            await asyncio.wait(under_way)

    def _let_wait(self, text: str) -> None:
        """The till is locked: whoever showed a card is opened as soon as somebody signs in."""
        if is_of_a_guest(text):
            self.waiting_guest.keep(text)
        else:
            self.desk.toast.complain(wording("scanUnknown"))

    def _accept_scan(self, text: str) -> None:
        if self.is_signed_in:
            self.scanAccepted.emit(text)

    @Slot(str)
    def stand(self, source: str) -> None:
        """The screen in the file ``source`` is the one that is shown from now on."""
        self._standing = source
        self.screenStands.emit()

    @property
    def is_changing(self) -> bool:
        """Whether another screen is wanted than the one that is shown."""
        return self._standing != self._screen_source()

    @property
    def is_signed_in(self) -> bool:
        """Whether a screen for staff is shown."""
        return self.desk.navigation.first not in BEFORE_SIGN_IN

    @Slot()
    def lock(self) -> None:
        """Ask for the PIN; what was not confirmed is gone (CSH-09)."""
        if self.is_signed_in:
            self._leave_for(Screen.SIGN_IN)

    def _leave_for(self, screen: Screen, subject: object = None) -> None:
        """Nobody is signed in any more, and no message tells of whom he served."""
        self._camera.close()
        self.desk.toast.dismiss()
        self._sign_in.lock()
        self._status.show_staff(None)
        self.desk.navigation.start(screen, subject)

    @Slot()
    def retry(self) -> None:
        """Ask the server again now instead of later (CSH-82)."""
        self.retryAsked.emit()

    @Slot()
    def openOperations(self) -> None:
        """From the status bar."""
        self._open_once(Screen.OPERATIONS)

    @Slot()
    def openInbox(self) -> None:
        """To what a person should look at."""
        self.desk.navigation.go(Screen.OPERATIONS, INBOX)

    @Slot()
    def openSettings(self) -> None:
        """From the status bar."""
        self._open_once(Screen.SETTINGS)

    @Slot()
    def switchLanguage(self) -> None:
        """Russian, English and back, at once everywhere."""
        other = {Language.RU: Language.EN, Language.EN: Language.RU}
        self._choose(language=other[self.desk.texts.spoken])

    @Slot()
    def switchTheme(self) -> None:
        """Dark, light and back."""
        self._choose(is_dark=not self._is_dark())

    def serve_keys(self, *, more: Mapping[Shortcut, Callable[[], None]]) -> None:
        """What the keys do on every screen; ``more`` is what others do for them."""
        self._shortcuts.serve(
            {
                Shortcut.TOUR: self.tour.show,
                Shortcut.SEARCH: self.openHome,
                Shortcut.SCAN: self._camera.look,
                Shortcut.OPERATIONS: self.openOperations,
                Shortcut.CONNECTION: self._status.contact.show,
                Shortcut.SETTINGS: self.openSettings,
                Shortcut.LOCK: self.lock,
                **more,
            }
        )

    @Slot()
    def openHome(self) -> None:
        """To the search, from wherever."""
        self.desk.navigation.start(Screen.HOME)

    def at(self, screen: Screen) -> object:
        """The view-model behind ``screen``."""
        return self.desk.navigation.view_model(screen)

    def _choose(self, **choice: object) -> None:
        run_task(self, self._chosen.keep(**choice), done=lambda _: None)

    def _current(self) -> ScreenViewModel:
        shown = self._screen_model()
        assert isinstance(shown, ScreenViewModel)
        return shown

    def _open_once(self, screen: Screen) -> None:
        if self.desk.navigation.screen != screen:
            self.desk.navigation.go(screen)

    def _is_dark(self) -> bool:
        return self._chosen.preferences.is_dark

    def _screen_source(self) -> str:
        screen = self.desk.navigation.screen
        return f"screens/{screen[0].upper()}{screen[1:]}Screen.qml" if screen else ""

    def _screen_model(self) -> object:
        screen = self.desk.navigation.screen
        return self.desk.navigation.view_model(screen) if screen else None

    screen = Property(str, lambda self: self.desk.navigation.screen or "", notify=changed)
    screenSource = Property(str, _screen_source, notify=changed)
    screenModel = Property(QObject, _screen_model, notify=changed)
    isDark = Property(bool, _is_dark, notify=changed)
    isSignedIn = Property(bool, lambda self: self.is_signed_in, notify=changed)
    status = Property(StatusViewModel, lambda self: self._status, constant=True)
    camera = Property(CameraViewModel, lambda self: self._camera, constant=True)
    coverModel = Property(CoverViewModel, lambda self: self.cover, constant=True)
    training = Property(TrainingViewModel, lambda self: self.at(Screen.TRAINING), constant=True)
    shortcuts = Property(ShortcutsViewModel, lambda self: self._shortcuts, constant=True)
    tourModel = Property(TourViewModel, lambda self: self.tour, constant=True)
    waitingGuest = Property(WaitingGuestViewModel, lambda self: self.waiting_guest, constant=True)
    toast = Property(ToastViewModel, lambda self: self.desk.toast, constant=True)
