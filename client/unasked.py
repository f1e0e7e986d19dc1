"""Libraries load others in case they are wanted; a till that starts does not wait for those."""

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
