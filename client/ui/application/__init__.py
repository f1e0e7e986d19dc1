"""The window of the till: Qt, its event loop, the QML engine and what feeds it."""

from importlib import import_module

from client.unasked import import_plainly

import_module("PySide6")  # first of all here, with its hook
import_plainly()
