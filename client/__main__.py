"""``python -m client``: the till.

The order of what is loaded is the order in which a person waits. PySide reads the source of every
module that is loaded after it, so all that needs no window comes first.
"""

import os
import sys

from client import paths
from client.commands import COMMANDS, run_command
from client.logs import start_logging
from client.settings import Settings, load_settings
from client.store.errors import StoreInUse, Trouble
from client.unasked import load

EXIT_TROUBLE = 1


def main() -> int:
    """Runs the till until its window closes, or one command; the exit code is the program's."""
    if sys.argv[1:2] and sys.argv[1] in COMMANDS:
        return run_command(sys.argv[1:], os.environ)
    settings = load_settings(sys.argv[1:], os.environ)
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    start_logging(paths.logs_dir(settings.data_dir))
    load("sqlite_utils", without="numpy")  # for arrays in rows, of which there are none
    from client.training import Turns

    try:
        turns = Turns(settings)
    except Trouble as trouble:
        sys.stderr.write(f"The till cannot start: {trouble.code} ({trouble})\n")
        return _tell(trouble, settings)
    from client.ui.application.program import run

    size, is_fullscreen = settings.window_size, settings.is_fullscreen
    try:
        return run(turns.parts, size=size, is_fullscreen=is_fullscreen, turn=turns.turn)
    finally:
        turns.close()


def _tell(trouble: Trouble, settings: Settings) -> int:
    """In a window of its own; a second start of a till that runs already ends without a word."""
    if not isinstance(trouble, StoreInUse):
        from client.clock import Clock
        from client.devices.setting_aside import set_aside
        from client.ui.application.cannot_start import tell_cannot_start
        from shared.receipt.words import Language

        tell_cannot_start(
            trouble,
            language=Language(settings.language or Language.RU),
            begin_anew=lambda: set_aside(settings.data_dir, at=Clock().now_utc()),
        )
    return EXIT_TROUBLE


if __name__ == "__main__":
    sys.exit(main())
