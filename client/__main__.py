"""``python -m client``: the till.

The order of what is loaded is the order in which a person waits. PySide reads the source of every
module that is loaded after it, so all that needs no window comes first.
"""

import os
import sys

from client import paths
from client.commands import COMMANDS, run_command
from client.logs import start_logging
from client.settings import load_settings
from client.store.errors import Trouble

EXIT_TROUBLE = 1


def main() -> int:
    """Runs the till until its window closes, or one command; the exit code is the program's."""
    if sys.argv[1:2] and sys.argv[1] in COMMANDS:
        return run_command(sys.argv[1:], os.environ)
    settings = load_settings(sys.argv[1:], os.environ)
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    start_logging(paths.logs_dir(settings.data_dir))
    from client.wiring import open_client

    try:
        client = open_client(settings)
    except Trouble as trouble:
        sys.stderr.write(f"The till cannot start: {trouble.code} ({trouble})\n")
        return EXIT_TROUBLE
    from client.ui.application import run

    try:
        return run(client.parts, size=settings.window_size, is_fullscreen=settings.is_fullscreen)
    finally:
        client.close()


if __name__ == "__main__":
    sys.exit(main())
