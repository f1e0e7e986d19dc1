"""What libraries load in case it is wanted; a till that starts does not wait for it."""

import builtins
import sys
from importlib import import_module
from types import ModuleType
from typing import cast


def load(library: str, *, without: str) -> None:
    """Loads ``library``, to which the module ``without`` looks as if it were not installed.

    Where that one is loaded already there is nothing to spare.
    """
    if without in sys.modules:
        import_module(library)
        return
    sys.modules[without] = cast("ModuleType", None)  # so Python notes that there is no such module
    try:
        import_module(library)
    finally:
        del sys.modules[without]


def import_plainly() -> None:
    """Takes the hook out again that PySide puts behind every ``import`` once it is loaded.

    In case a module asks for other spellings of Qt's names (``from __feature__ import``: none of
    ours does), it reads the source of each module that is loaded from then on, and all those lines
    are kept: 20 MiB and a sixth of a second in the start of a till.
    """
    builtins.__import__ = vars(builtins).get("__orig_import__", builtins.__import__)
