"""The one door to python-escpos, which does more on import than a library should.

It installs a handler on the root logger and writes its database of printers, as a pickle, into a
temporary folder of every process. Both are undone here. It is loaded when the first slip is
printed, not when the till starts: that costs a quarter of a second.
"""

import importlib
import logging
import os
import tempfile
from functools import cache
from types import ModuleType
from typing import Final

_PICKLE_FOLDER_VARIABLE: Final = "ESCPOS_CAPABILITIES_PICKLE_DIR"


@cache
def escpos_drivers() -> ModuleType:
    """The module ``escpos.printer``: its drivers as attributes."""
    root = logging.getLogger()
    handlers = list(root.handlers)
    before = os.environ.get(_PICKLE_FOLDER_VARIABLE)
    with tempfile.TemporaryDirectory(prefix="escpos-") as folder:
        os.environ[_PICKLE_FOLDER_VARIABLE] = folder
        module = importlib.import_module("escpos.printer")
    _restore(before)
    for handler in set(root.handlers) - set(handlers):
        root.removeHandler(handler)
    return module


def escpos_error() -> type[Exception]:
    """What its drivers raise when a device is not there."""
    escpos_drivers()
    error: type[Exception] = importlib.import_module("escpos.exceptions").Error
    return error


def _restore(value: str | None) -> None:
    if value is None:
        del os.environ[_PICKLE_FOLDER_VARIABLE]
    else:
        os.environ[_PICKLE_FOLDER_VARIABLE] = value
