"""The porch: the till's own PIN pad in the till's own window, before the till is loaded.

A person chooses himself and types while the rest comes; then the till takes the porch's place, and
goes on with the very pad. Loads nothing but Qt and words (tests/client/test_porch.py watches).
"""

import logging
import os
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEventLoop, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication

from client.till.porch import Porch
from client.ui.application.fonts import use_own_font
from client.ui.application.shell import DEFAULT_SIZE, Shell, Size
from client.ui.application.wearing import worn
from client.ui.viewmodels.porch import PorchViewModel

if TYPE_CHECKING:  # keys are heard from the first picture on, and no sooner
    from client.ui.application.key_filter import KeyFilter

FIRST_PICTURE: Final = "the first picture is shown"
"""What the log says then: from here on a person can begin."""
UNSEEN_MS: Final = 5_000
"""A window of a locked session, or begun as an icon, shows no picture at all."""
PROGRAM: Final = "max-loyalty-pos"
_PAINT_ALONE: Final = "QT_NO_GUI_THREADPOOL"
"""Qt would hand strips of each picture to threads of its own and wait for them: where the processor
has something else to do, a picture of 3 ms took 90.
"""

log = logging.getLogger(__name__)


def start_qt() -> QGuiApplication:
    """Qt, with our letters; started once in a program."""
    running = QGuiApplication.instance()
    if isinstance(running, QGuiApplication):
        return running
    os.environ[_PAINT_ALONE] = "1"
    qt = QGuiApplication([PROGRAM])
    # Qt would end the event loop with the last dialog; we end it ourselves, in order.
    qt.setQuitOnLastWindowClosed(False)
    use_own_font(qt)
    return qt


class PorchWindow(QObject):
    """Stands from its first picture until ``left``."""

    left = Signal()
    """The till has taken its place."""

    def __init__(
        self, porch: Porch, *, size: Size = DEFAULT_SIZE, is_fullscreen: bool = False
    ) -> None:
        """Returns with its first picture, or where none is shown: unseen a till syncs too."""
        super().__init__()
        self.qt = start_qt()
        self.porch, self.vm, self.shell = porch, PorchViewModel(porch), Shell()
        self.is_closed = False
        """Somebody closed the window."""
        self.keys: KeyFilter | None = None
        """Once it is listened to."""
        self._is_way_made = False
        self._pictured, self._loop = QEventLoop(), QEventLoop()
        self.shell.wear(**worn(porch.looks))
        content = {"porch": self.vm, "title": self.vm.words.say("appName")}
        self.shell.open(size, is_fullscreen=is_fullscreen, content=content)
        self.shell.window.frameSwapped.connect(self._drawn)
        # Of the last window that is closed Qt tells only while its own event loop runs.
        self.shell.window.visibleChanged.connect(self._see)
        unseen = QTimer(self, singleShot=True, interval=UNSEEN_MS)
        unseen.timeout.connect(self._pictured.quit)
        unseen.start()
        self._pictured.exec()
        unseen.stop()

    def wait(self) -> None:
        """The porch is answered until ``go_on``, or until it is closed."""
        if not self.is_closed:
            self._loop.exec()

    @Slot()
    def go_on(self) -> None:
        """What was waited for is there."""
        self._loop.quit()

    def make_way(self) -> None:
        """The till stands behind: the porch goes once that was drawn and no finger is down."""
        self.shell.window.frameSwapped.connect(self._leave_when_drawn)
        self.shell.window.update()

    def close(self) -> None:
        """The window goes with all that is in it."""
        self.shell.window.visibleChanged.disconnect(self._see)
        if self.keys is not None:
            self.keys.stop()
        self.shell.close()

    def end(self) -> None:
        """Nobody wants the till."""
        self._close()

    @Slot(bool)
    def _see(self, is_visible: bool) -> None:
        if not is_visible:
            self._close()

    def _close(self) -> None:
        self.is_closed = True
        self._pictured.quit()
        self._loop.quit()

    @Slot()
    def _drawn(self) -> None:
        self.shell.window.frameSwapped.disconnect(self._drawn)
        log.info(FIRST_PICTURE)
        self._pictured.quit()

    @Slot()
    def _leave_when_drawn(self) -> None:
        window = self.shell.window
        if self._is_way_made and not self.vm.is_held:
            window.frameSwapped.disconnect(self._leave_when_drawn)
            window.setProperty("isPorchLeft", True)
            self.left.emit()
            return
        self._is_way_made = bool(window.property("isTillBuilt"))
        window.update()
