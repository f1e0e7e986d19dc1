"""Tells the cover what the system does with the program and its window."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QWindow

from client.ui.application.window import Application


def cover_when_away(application: Application, qt: QGuiApplication) -> None:
    """From now on, until the window is closed."""
    cover, window = application.app.cover, application.window

    def look() -> None:
        cover.look(QGuiApplication.applicationState(), window.visibility())

    def state_changed(_state: Qt.ApplicationState) -> None:
        look()

    def visibility_changed(_visibility: QWindow.Visibility) -> None:
        look()

    def stop() -> None:
        qt.applicationStateChanged.disconnect(state_changed)
        window.visibilityChanged.disconnect(visibility_changed)

    qt.applicationStateChanged.connect(state_changed)
    window.visibilityChanged.connect(visibility_changed)
    application.on_close(stop)
