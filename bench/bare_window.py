"""``python -m bench.bare_window``: what a window costs before anything of ours is in it.

The same Qt modules and plugins as the till's, one text; it ends with its first picture.
"""

import sys

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow

WINDOW = b"""
import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
T.ApplicationWindow {
    width: 1280
    height: 800
    visible: true
    ColumnLayout {
        Text { text: "PIN" }
        T.Button { contentItem: Text { text: "1" } }
    }
}
"""


def main() -> int:
    """0 once the window was drawn."""
    qt = QGuiApplication(["bare"])
    engine = QQmlApplicationEngine()
    engine.loadData(WINDOW)
    (window,) = engine.rootObjects()
    assert isinstance(window, QQuickWindow)

    @Slot()
    def drawn() -> None:
        sys.stdout.write("drawn\n")
        sys.stdout.flush()
        qt.quit()

    window.frameSwapped.connect(drawn)
    code = qt.exec()
    del engine
    return code


if __name__ == "__main__":
    sys.exit(main())
