"""A program of its own: the till as it starts, and somebody at its porch; says what came of it."""

import json
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtQuick import QQuickWindow

from client.__main__ import behind_the_porch, porch_of
from client.devices.keystore import FileKeystore
from client.devices.store_key import STORE_KEY
from client.paths import database_path, keys_dir
from client.settings import Settings
from client.store.errors import Trouble
from client.store.lock import hold
from client.ui.application.porch import PorchWindow
from client.ui.application.program import Opening, run
from client.ui.application.window import Application
from client.ui.viewmodels.guest import GuestViewModel
from client.ui.viewmodels.navigation import Screen
from client.ui.viewmodels.sign_in import SignInViewModel
from shared.domain.codes import qr_payload
from tests.builders import a_card
from tests.screens.house import guest_id_of
from tests.screens.stage import Hand

SCANNER_PAUSE_MS = 5
LATE = ("client.wiring", "client.training")
"""What is loaded last behind the porch: all else may be there before he is heard."""


def main(folder: Path, deed: str) -> None:
    """Prints what came of ``deed`` as JSON."""
    settings = Settings(data_dir=folder)
    held = hold(database_path(folder))
    porch = porch_of(settings, held)
    assert porch is not None
    window = PorchWindow(porch)
    DEEDS[deed](window, folder)
    try:
        turns = behind_the_porch(window, settings, held)
    except Trouble as trouble:
        window.close()
        _say({"trouble": trouble.code})
        return
    if turns is None:
        window.close()
        _say({"loaded": [each for each in LATE if each in sys.modules]})
        return

    async def beside(application: Application) -> None:
        try:
            _say(await ENDS[deed](application))
        finally:
            application.window.close()

    run(turns.parts, opening=Opening(porch=window), beside=beside)
    turns.close()


def _types_half_and_scans(window: PorchWindow, _folder: Path) -> None:
    """A card is shown while the rest is loaded."""
    window.vm.pin_pad.choose(0)
    for digit in "11":
        window.vm.pin_pad.type(digit)
    card = qr_payload(a_card(guest_id_of(0)).token)
    QTimer.singleShot(0, window, lambda: _scan(window.shell.window, card))


def _scans_twice(window: PorchWindow, folder: Path) -> None:
    """The second card is shown when the till hears already, and is not to be seen yet."""
    _types_half_and_scans(window, folder)
    card = qr_payload(a_card(guest_id_of(1)).token)
    window.left.connect(lambda: _scan(window.shell.window, card))


def _types_wrongly(window: PorchWindow, _folder: Path) -> None:
    """A whole PIN, which is checked as soon as somebody can."""
    window.vm.pin_pad.choose(0)
    for digit in "9999":
        window.vm.pin_pad.type(digit)


def _loses_the_key(_window: PorchWindow, folder: Path) -> None:
    FileKeystore(keys_dir(folder)).forget(STORE_KEY)


def _leaves(window: PorchWindow, _folder: Path) -> None:
    """He has started the wrong program."""
    QTimer.singleShot(0, window, window.shell.window.close)


async def _types_the_rest(application: Application) -> dict[str, object]:
    pad, navigation = _pad_of(application), application.app.desk.navigation
    begun = pad.pin_pad.property("typedDigits")
    for digit in "11":
        pad.pin_pad.type(digit)
    await Hand(application.window).until(lambda: navigation.screen is Screen.GUEST)
    return {"begun": begun, "warnings": application.warnings}


async def _types_the_rest_after_another(application: Application) -> dict[str, object]:
    await _types_the_rest(application)
    guest = application.app.at(Screen.GUEST)
    assert isinstance(guest, GuestViewModel)
    return {"guest": guest.view.guest.guest_id}


async def _is_refused(application: Application) -> dict[str, object]:
    pad = _pad_of(application).pin_pad
    await Hand(application.window).until(lambda: bool(pad.property("hasRefused")))
    return {"message": pad.property("message"), "typed": pad.property("typedDigits")}


def _pad_of(application: Application) -> SignInViewModel:
    sign_in = application.app.at(Screen.SIGN_IN)
    assert isinstance(sign_in, SignInViewModel)
    return sign_in


def _scan(window: QQuickWindow, text: str) -> None:
    at_ms = 1_000
    for character in f"{text}\r":
        at_ms += SCANNER_PAUSE_MS
        key = Qt.Key.Key_Return if character == "\r" else Qt.Key.Key_unknown
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, character)
            event.setTimestamp(at_ms)
            QCoreApplication.sendEvent(window, event)


def _say(what: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")


DEEDS = {
    "half": _types_half_and_scans,
    "wrong": _types_wrongly,
    "lost": _loses_the_key,
    "left": _leaves,
    "twice": _scans_twice,
}
ENDS = {"half": _types_the_rest, "wrong": _is_refused, "twice": _types_the_rest_after_another}


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
