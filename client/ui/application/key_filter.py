"""Every touch and key press passes here first: scans are recognised, and the lock waits anew.

A scanner that poses as a keyboard is heard on any screen; what it typed into a field before it
was recognised is taken back (CSH-12).
"""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer, Slot
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent
from PySide6.QtQuick import QQuickItem, QQuickWindow

from client.till.scanning import ScannedText, WedgeScanner

SILENCE_MS: Final = 130
_TOUCHES: Final = frozenset(
    {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin}
)


class KeyFilter(QObject):
    """Installed on the application; only events on their way to a window are looked at."""

    def __init__(self, *, touched: Callable[[], None], scanned: Callable[[str], None]) -> None:
        super().__init__()
        self._touched, self._scanned = touched, scanned
        self._scanner = WedgeScanner()
        self._last_ms = 0
        self._silence = QTimer(self, singleShot=True, interval=SILENCE_MS)
        self._silence.timeout.connect(self._settle)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(watched, QQuickWindow):
            return False
        if event.type() in _TOUCHES:
            self._touched()
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key_pressed(event)
        return False

    def _key_pressed(self, event: QKeyEvent) -> bool:
        if event.isAutoRepeat() or not event.text():
            return False
        self._last_ms = event.timestamp()
        stroke = self._scanner.feed(event.text(), self._last_ms)
        self._silence.start()
        for scan in stroke.scans:
            self._accept(scan)
        return stroke.is_swallowed

    @Slot()
    def _settle(self) -> None:
        for scan in self._scanner.settle(self._last_ms + SILENCE_MS):
            self._accept(scan)

    def _accept(self, scan: ScannedText) -> None:
        _take_back(scan.typed)
        self._scanned(scan.text)


def _take_back(characters: int) -> None:
    """Remove the last ``characters`` before the cursor of the field that has the focus."""
    field = QGuiApplication.focusObject()
    if isinstance(field, QQuickItem) and field.property("cursorPosition") is not None:
        removal = QInputMethodEvent()
        removal.setCommitString("", -characters, characters)
        QGuiApplication.sendEvent(field, removal)
