"""The till brings its own letters: a machine without fonts would show boxes, silently.

Names of guests hold emoji: those come, in one colour, from a second family that is asked for what
the first one lacks. (Noto Emoji without its joined sequences: a family is four people, not a box.)
"""

from pathlib import Path
from typing import Final

from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication

FONT_FOLDER: Final = Path(__file__).parents[1] / "fonts"
FAMILY: Final = "Inter"
EMOJI_FAMILY: Final = "Noto Emoji"


def use_own_font(app: QGuiApplication) -> None:
    """Every text of the application is in our font."""
    for path in sorted(FONT_FOLDER.glob("*.ttf")):
        loaded = QFontDatabase.addApplicationFont(str(path))
        assert loaded >= 0, f"{path.name} is no font"
    font = QFont()
    font.setFamilies([FAMILY, EMOJI_FAMILY])
    app.setFont(font)
