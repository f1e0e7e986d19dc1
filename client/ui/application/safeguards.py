"""What keeps the till safe, put together: the idle lock, handing over, taking, wiping."""

from collections.abc import Callable

from PySide6.QtGui import QGuiApplication

from client.till.till import Till
from client.ui.presenters.safety import minutes_of
from client.ui.presenters.texts import say, wording
from client.ui.viewmodels.camera import CameraViewModel
from client.ui.viewmodels.carry import Carrying, CarryViewModel
from client.ui.viewmodels.chosen import Chosen
from client.ui.viewmodels.handover import HandingOver, HandoverViewModel
from client.ui.viewmodels.navigation import Screen
from client.ui.viewmodels.safety import SafetyViewModel
from client.ui.viewmodels.settings import Section, SettingsViewModel
from client.ui.viewmodels.tasks import Desk
from client.ui.viewmodels.wipe import WipeViewModel
from shared.receipt.words import Language


def register_safety(desk: Desk, settings: SettingsViewModel, *, till: Till, chosen: Chosen) -> None:
    """The section of the settings, and the idle lock as it was chosen."""

    def keep_lock() -> None:
        till.sign_in.lock_after(chosen.preferences.auto_lock_seconds)

    def note(language: Language) -> str:
        minutes = minutes_of(chosen.preferences.auto_lock_seconds)
        return say("safetyNote", language, minutes=minutes)

    safety = SafetyViewModel(desk, chosen=chosen, session=lambda: till.sign_in.session)
    desk.navigation.register(Screen.SAFETY, safety)
    keep_lock()
    chosen.changed.connect(keep_lock)
    settings.add(Section(Screen.SAFETY, glyph="lock", title=wording("safetyTitle"), note=note))


def register_handover(
    desk: Desk,
    *,
    handover: HandingOver,
    shut_out: Callable[[], None],
    ask_again: Callable[[], None],
) -> HandoverViewModel:
    """One view-model behind two screens: a door of the settings, and all a till shut out shows."""
    giving = HandoverViewModel(desk, handover=handover, shut_out=shut_out)
    giving.askedAgain.connect(ask_again)
    for screen in (Screen.HANDOVER, Screen.SHUT_OUT):
        desk.navigation.register(screen, giving)
    return giving


def register_carry(desk: Desk, *, carrying: Carrying, camera: CameraViewModel) -> CarryViewModel:
    """Another till's work; whatever is scanned there is its."""
    taking = CarryViewModel(desk, carrying=carrying, camera=camera)
    desk.navigation.register(Screen.CARRY, taking)
    return taking


def register_wipe(desk: Desk, *, handover: HandingOver, wipe: Callable[[], None]) -> None:
    """Once it is certain, the windows close, and with them the program."""

    def wipe_and_leave() -> None:
        wipe()
        for window in QGuiApplication.allWindows():
            window.close()

    desk.navigation.register(
        Screen.WIPE, WipeViewModel(desk, handover=handover, wipe=wipe_and_leave)
    )
