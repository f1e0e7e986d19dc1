"""Libraries load others in case they are wanted; a till that starts does not wait for those."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import cast


@contextmanager
def without(*modules: str) -> Iterator[None]:
    """Within, ``modules`` that were not loaded before look as if they were not installed."""
    hidden = [each for each in modules if each not in sys.modules]
    nothing = cast("dict[str, ModuleType]", dict.fromkeys(hidden))
    sys.modules.update(nothing)  # None is how Python notes that there is no such module
    try:
        yield
    finally:
        for each in hidden:
            del sys.modules[each]
