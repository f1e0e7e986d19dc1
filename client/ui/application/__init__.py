"""The window of the till: Qt, its event loop, the QML engine and what feeds it."""

from client.ui.application.assembly import Parts, Syncing, build
from client.ui.application.program import run
from client.ui.application.window import Application

__all__ = ["Application", "Parts", "Syncing", "build", "run"]
