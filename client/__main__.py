"""``python -m client``: the till.

The order of what is loaded is the order in which a person waits: what needs no window and is needed
at once comes first, then the porch, and behind it all the rest.
"""

import gc
import os
import sys
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from client.devices.keystore import Keystore
    from client.settings import Settings
    from client.store.errors import Trouble
    from client.store.lock import Held
    from client.till.porch import Porch
    from client.training import Turns
    from client.ui.application.porch import PorchWindow

EXIT_TROUBLE = 1
WITHOUT_QT: Final = (
    "client.till.till",
    "client.till.training_line",
    "client.sync.engine",
    "client.sync.archive",
    "client.sync.carrying",
    "client.sync.enrolment",
    "client.sync.handover",
    "client.devices.os_keystore",
    "client.devices.print_spool",
    "client.devices.printer_setup",
    "client.devices.serial_scanner",
    "client.devices.sight",
    "client.devices.wiping",
)
"""What the till is made of below its screens; whatever is missing here comes later, and slower."""


def main() -> int:
    """Runs the till until its window closes, or one command; the exit code is the program's."""
    from client.settings import COMMANDS

    if sys.argv[1:2] and sys.argv[1] in COMMANDS:
        from client.commands import run_command

        return run_command(sys.argv[1:], os.environ)
    gc.disable()  # until the till is there: next to nothing of what is loaded is garbage
    return _run_till()


def _run_till() -> int:
    from client import paths
    from client.logs import start_logging
    from client.settings import load_settings
    from client.store.errors import Trouble
    from client.store.lock import hold

    settings = load_settings(sys.argv[1:], os.environ)
    start_logging(paths.logs_dir(settings.data_dir))
    try:
        held = hold(paths.database_path(settings.data_dir))
        porch = porch_of(settings, held)
        return _run_behind(porch, settings, held) if porch else _run(settings, held)
    except Trouble as trouble:
        sys.stderr.write(f"The till cannot start: {trouble.code} ({trouble})\n")
        return _tell(trouble, settings)


def porch_of(settings: "Settings", held: "Held") -> "Porch | None":
    """What can be shown at once, if anything can."""
    from client import paths
    from client.devices.keystore import FileKeystore
    from client.till.looks import Looks
    from client.till.porch import find_porch
    from shared.receipt.language import Language

    keys_folder = paths.keys_dir(settings.data_dir)

    def open_keystore() -> "Keystore":
        from client.devices import os_keystore

        return os_keystore.open_keystore(keys_folder)

    return find_porch(
        held.path,
        files=FileKeystore(keys_folder),
        open_keystore=open_keystore,
        initial=Looks(language=Language(settings.language or Language.RU)),
    )


def _run(settings: "Settings", held: "Held") -> int:
    """Without a porch: the window comes with all that is behind it."""
    _load_below()
    from client.training import Turns

    return _run_turns(Turns(settings, held), settings)


def _run_behind(porch: "Porch", settings: "Settings", held: "Held") -> int:
    """The porch stands while all that is behind it comes."""
    from client.store.errors import Trouble
    from client.ui.application.porch import PorchWindow

    size, is_fullscreen = settings.window_size, settings.is_fullscreen
    window = PorchWindow(porch, size=size, is_fullscreen=is_fullscreen)
    try:
        turns = behind_the_porch(window, settings, held)
    except Trouble:
        window.close()
        raise
    if turns is not None and not window.is_closed:
        return _run_turns(turns, settings, porch=window)
    if turns is not None:
        turns.close()
    window.close()
    return 0


def behind_the_porch(window: "PorchWindow", settings: "Settings", held: "Held") -> "Turns | None":
    """The till, loaded and opened while ``window`` is answered; None where he closed it.

    Raises as ``open_client`` does.
    """
    from client.ui.application.farewell import FarewellSignals
    from client.ui.application.meanwhile import apart, load_in_turn, overhear, screen_modules

    signals = FarewellSignals(window.end)
    try:
        overhear(window)
        apart(window, lambda: _load_below(lambda: not window.is_closed))
        load_in_turn(window, screen_modules())
        if window.is_closed:
            return None
        from client.training import Turns

        return apart(window, lambda: Turns(settings, held))
    finally:
        signals.close()


def _load_below(is_wanted: Callable[[], bool] = lambda: True) -> None:
    from client.unasked import load

    load("sqlite_utils", without="numpy")  # for arrays in rows, of which there are none
    for each in WITHOUT_QT:
        if is_wanted():
            import_module(each)


def _run_turns(turns: "Turns", settings: "Settings", *, porch: "PorchWindow | None" = None) -> int:
    from client.ui.application.program import Opening, run

    size, is_fullscreen = settings.window_size, settings.is_fullscreen
    opening = Opening(size=size, is_fullscreen=is_fullscreen, porch=porch)
    try:
        return run(turns.parts, opening=opening, turn=turns.turn)
    finally:
        turns.close()


def _tell(trouble: "Trouble", settings: "Settings") -> int:
    """In a window of its own; a second start of a till that runs already ends without a word."""
    from client.store.errors import StoreInUse

    if not isinstance(trouble, StoreInUse):
        from client.clock import Clock
        from client.devices.setting_aside import set_aside
        from client.ui.application.cannot_start import tell_cannot_start
        from shared.receipt.language import Language

        tell_cannot_start(
            trouble,
            language=Language(settings.language or Language.RU),
            begin_anew=lambda: set_aside(settings.data_dir, at=Clock().now_utc()),
        )
    return EXIT_TROUBLE


if __name__ == "__main__":
    sys.exit(main())
