"""The next screen is built in slices, so that a finger is answered while it is.

QML would build it between two pictures and rest in between. Here it goes on at once, only that
whatever else the event loop has to do comes first; a screen is ready hardly later than in one go.
"""

from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtQml import QQmlIncubationController

SLICE_MS: Final = 4
"""A quarter of a picture of a screen that shows sixty a second: two slices, the picture and what a
task of the till does in between still fit into less than a person notices.
"""


class Building(QQmlIncubationController):
    """Goes on as long as something waits to be built."""

    def __init__(self) -> None:
        super().__init__()
        self._next = QTimer(interval=0)
        self._next.timeout.connect(self._go_on)

    def incubatingObjectCountChanged(self, count: int) -> None:
        """Something is to be built, or less than before."""
        if count and not self._next.isActive():
            self._next.start()

    def _go_on(self) -> None:
        self.incubateFor(SLICE_MS)
        if not self.incubatingObjectCount():
            self._next.stop()
