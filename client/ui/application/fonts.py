"""The till brings its own letters: a machine without fonts would show boxes, silently."""

from pathlib import Path
from typing import Final

from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication

FONT_FOLDER: Final = Path(__file__).parents[1] / "fonts"
FAMILY: Final = "Inter"


def use_own_font(app: QGuiApplication) -> None:
    """Every text of the application is in our font."""
    for path in sorted(FONT_FOLDER.glob("*.ttf")):
        loaded = QFontDatabase.addApplicationFont(str(path))
        assert loaded >= 0, f"{path.name} is no font"
    app.setFont(QFont(FAMILY))
