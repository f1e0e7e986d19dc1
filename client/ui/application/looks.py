"""The Theme wears what was chosen, from before the window is shown until it is closed."""

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QGuiApplication

from client.till.preferences import Preferences
from client.ui.application.window import Application
from client.ui.presenters.looks import text_scale, tint
from client.ui.viewmodels.chosen import Chosen


def dress(application: Application, chosen: Chosen) -> None:
    """``application`` looks as ``chosen`` says, now and after every new choice."""

    def wear() -> None:
        application.wear(**_worn(chosen.preferences))

    def undress() -> None:
        chosen.changed.disconnect(wear)

    wear()
    chosen.changed.connect(wear)
    application.on_close(undress)


def _worn(preferences: Preferences) -> dict[str, object]:
    """The properties of Theme.qml that a person decides."""
    logo = Path(preferences.logo_file)
    return {
        "isDark": preferences.is_dark,
        "isContrasted": preferences.is_contrasted or _is_contrast_wanted(),
        "textScale": text_scale(preferences),
        "tint": tint(preferences),
        "logo": QUrl.fromLocalFile(str(logo)) if preferences.logo_file else QUrl(),
    }


def _is_contrast_wanted() -> bool:
    """Whether the system's own settings ask for high contrast."""
    # Held, not chained: PySide lets go of what it belongs to as soon as nobody names that.
    hints = QGuiApplication.styleHints()
    return hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast
