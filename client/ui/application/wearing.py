"""What a person chose of the looks, in the properties of Theme.qml."""

from pathlib import Path

from PySide6.QtCore import QUrl

from client.till.looks import Looks
from client.ui.presenters.theme import text_scale, tint


def worn(looks: Looks) -> dict[str, object]:
    """The properties that a person decides; what his system asks for, QML asks itself."""
    logo = QUrl.fromLocalFile(str(Path(looks.logo_file))) if looks.logo_file else QUrl()
    return {
        "isDark": looks.is_dark,
        "isContrastChosen": looks.is_contrasted,
        "textScale": text_scale(looks),
        "tint": tint(looks),
        "logo": logo,
    }
