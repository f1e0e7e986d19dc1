"""What keeps the till safe: when it locks itself, and the ways to hand its work over."""

from collections.abc import Callable

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from client.till.staff_session import Session
from client.ui.presenters.safety import LOCK_MINUTES, lock_labels, minutes_of, seconds_of
from client.ui.viewmodels.chosen import Chosen
from client.ui.viewmodels.navigation import Screen
from client.ui.viewmodels.tasks import Desk, ScreenViewModel, run_task
from shared.domain.staff import Permission, may

QML_IMPORT_NAME = "MaxLoyalty.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class SafetyViewModel(ScreenViewModel):
    """One choice and three doors."""

    changed = Signal()

    def __init__(
        self, desk: Desk, *, chosen: Chosen, session: Callable[[], Session | None]
    ) -> None:
        super().__init__(desk)
        self._chosen, self._session = chosen, session
        self._is_key_beside = False
        chosen.changed.connect(self.refresh)

    def tell_key(self, *, is_beside: bool) -> None:
        """Whether the key to the till's file lies in a file, for want of a keystore."""
        self._is_key_beside = is_beside
        self.refresh()

    def enter(self, _subject: object, /) -> None:
        """Another person may be signed in."""
        self.refresh()

    @Slot(str)
    def chooseMinutes(self, minutes: str) -> None:
        """One of ``minutes``; it holds at once."""
        seconds = seconds_of(int(minutes))
        run_task(self, self._chosen.keep(auto_lock_seconds=seconds), done=_kept)

    @Slot()
    def openHandover(self) -> None:
        """To what this till did and nobody was told of."""
        self.desk.navigation.go(Screen.HANDOVER)

    @Slot()
    def openCarry(self) -> None:
        """To another till's work."""
        self.desk.navigation.go(Screen.CARRY)

    @Slot()
    def openWipe(self) -> None:
        """To wiping this till, which only a manager may."""
        if self._may_wipe():
            self.desk.navigation.go(Screen.WIPE)

    def _may_wipe(self) -> bool:
        session = self._session()
        return session is not None and may(session.member, Permission.MANAGE_DEVICES)

    def _minutes_chosen(self) -> str:
        return str(minutes_of(self._chosen.preferences.auto_lock_seconds))

    def _wipe_text(self) -> str:
        return self.desk.texts.say("safetyWipeText" if self._may_wipe() else "safetyWipeForbidden")

    def _key_text(self) -> str:
        return self.desk.texts.say(
            "safetyKeyBeside" if self._is_key_beside else "safetyEncryptedText"
        )

    keyText = Property(str, _key_text, notify=changed)
    isKeyBeside = Property(bool, lambda self: self._is_key_beside, notify=changed)
    minutes = Property(list, lambda _self: [str(each) for each in LOCK_MINUTES], constant=True)
    minuteLabels = Property(list, lambda self: lock_labels(self.desk.texts.spoken), notify=changed)
    minutesChosen = Property(str, _minutes_chosen, notify=changed)
    mayWipe = Property(bool, _may_wipe, notify=changed)
    wipeText = Property(str, _wipe_text, notify=changed)


def _kept(_nothing: object) -> None:
    """What was chosen is seen."""
