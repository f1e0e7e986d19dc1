"""The till of a shift by hand, loaded as ``python -m client`` loads itself.

``python -m bench.shift_till FOLDER COUNT NAME PIN PIN``, as ``bench.shift_window`` says. What is in
memory is what a till has there, and a pair of hands.
"""

import sys
from importlib import import_module

from client.unasked import load

BEFORE_ALL_ELSE = "client.ui.application"
"""PySide, which would read and keep the source of all that is loaded between it and this."""


def main() -> int:
    """The till's exit code."""
    load("sqlite_utils", without="numpy")
    import_module(BEFORE_ALL_ELSE)
    ended: int = import_module("bench.shift_window").main()
    return ended


if __name__ == "__main__":
    sys.exit(main())
