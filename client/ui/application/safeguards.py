"""What keeps the till safe, put together: the idle lock, handing over, taking, wiping."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QGuiApplication

from client.till.till import Till
from client.ui.presenters.safety import minutes_of
from client.ui.presenters.texts import say, wording
from client.ui.viewmodels.app import AppViewModel
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


@dataclass(frozen=True, slots=True)
class Safeguards:
    """What these screens need of the rest of the till."""

    handover: HandingOver
    carrying: Carrying
    wipe: Callable[[], None]
    """When the program ends, nothing of the till is to be left."""
    is_key_beside: bool = False
    """This system has no keystore: the key to the file lies in a file beside it."""


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


def register_safeguards(
    app: AppViewModel,
    *,
    safeguards: Safeguards,
    camera: CameraViewModel,
    ask_again: Callable[[], None],
) -> HandoverViewModel:
    """The screens of handing over, taking and wiping.

    One view-model stands behind two screens: a door of the settings, and all that a till shows
    which was shut out.
    """
    desk, register = app.desk, app.desk.navigation.register
    giving = HandoverViewModel(desk, handover=safeguards.handover, shut_out=app.shut_out)
    giving.askedAgain.connect(ask_again)
    register(Screen.HANDOVER, giving)
    register(Screen.SHUT_OUT, giving)
    safety = app.at(Screen.SAFETY)
    assert isinstance(safety, SafetyViewModel)
    safety.tell_key(is_beside=safeguards.is_key_beside)
    register(Screen.CARRY, CarryViewModel(desk, carrying=safeguards.carrying, camera=camera))

    def wipe_and_leave() -> None:
        """Once it is certain, the windows close, and with them the program."""
        safeguards.wipe()
        for window in QGuiApplication.allWindows():
            window.close()

    register(Screen.WIPE, WipeViewModel(desk, handover=safeguards.handover, wipe=wipe_and_leave))
    return giving
