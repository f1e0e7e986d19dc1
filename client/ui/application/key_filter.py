"""Every touch and key press passes here first: scans are recognised, and the lock waits anew.

A scanner that poses as a keyboard is heard on any screen; what it typed into a field before it
was recognised is taken back (CSH-12). A key that is held down acts once: what its repetition would
press has only just come under it. A guest who touches his own window does not use the till.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Slot
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent
from PySide6.QtQuick import QQuickItem, QQuickWindow

from client.till.looks import Looks
from client.till.scanning import ScannedText, WedgeScanner, habits_of
from client.ui.viewmodels.shortcut import Shortcut, shortcut_of

_SETTLING_MS: Final = 10
"""A timer that fires early must not miss the end of the silence."""
_TERMINATORS: Final = frozenset({"\r", "\n", "\t"})
_TOUCHES: Final = frozenset(
    {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin}
)
_WALKS: Final = frozenset({None, Shortcut.UP, Shortcut.DOWN})
"""Held down, these go on; None is a key that types or moves the caret."""

Pupil = Callable[[str, int], None]
"""Is given a character and when it came, monotonic milliseconds."""


@dataclass(frozen=True, slots=True)
class Hearer:
    """Who is told of what the filter finds."""

    touched: Callable[[], None]
    scanned: Callable[[str], None]
    keep_typed: Callable[[], Callable[[], None]]
    """Gives the way to take back what a pad is given from then on."""
    forget: Callable[[int], int]
    """Drops so many of the last characters typed as have reached nobody yet, and says how many
    there are left to be taken back."""


def listen(till: Callable[[], QQuickWindow]) -> "KeyFilter":
    """A filter that is at work until its ``stop``."""
    keys = KeyFilter(till)
    qt = QCoreApplication.instance()
    assert qt is not None
    qt.installEventFilter(keys)
    return keys


class KeyFilter(QObject):
    """Installed on the application; only events on their way to a window are looked at."""

    def __init__(self, till: Callable[[], QQuickWindow]) -> None:
        """Only who touches the window ``till`` has touched the till."""
        super().__init__()
        self._till = till
        self._hearer: Hearer | None = None
        self._take_back_from_pad: Callable[[], None] | None = None
        self._scanner = WedgeScanner()
        self._pupil: Pupil | None = None
        self._last_ms = 0
        self._silence = QTimer(
            self, singleShot=True, interval=self._scanner.silence_ms + _SETTLING_MS
        )
        self._silence.timeout.connect(self._settle)

    def tell(self, hearer: Hearer) -> None:
        """From now on; what was half heard goes on."""
        self._hearer = hearer

    def stop(self) -> None:
        """Nothing is heard any more."""
        qt = QCoreApplication.instance()
        if qt is not None:
            qt.removeEventFilter(self)

    def use(self, looks: Looks) -> None:
        """Expect the scanner that this till has learnt."""
        self._scanner.use(habits_of(looks))
        self._silence.setInterval(self._scanner.silence_ms + _SETTLING_MS)

    def teach(self, pupil: Pupil | None) -> None:
        """Every character goes to ``pupil`` alone, who learns a scanner's habits, until None."""
        self._pupil = pupil

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._hearer is None or not isinstance(watched, QQuickWindow):
            return False
        if event.type() in _TOUCHES and watched is self._till():
            self._hearer.touched()
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key_pressed(event, self._hearer)
        return False

    def _key_pressed(self, event: QKeyEvent, hearer: Hearer) -> bool:
        if event.isAutoRepeat():
            return _acts(event)
        if not event.text():
            return False
        if self._pupil is not None and _is_of_a_code(event.text()):
            self._pupil(event.text(), event.timestamp())
            return True
        if (
            self._take_back_from_pad is None
            or event.timestamp() - self._last_ms > self._silence.interval()
        ):
            self._take_back_from_pad = hearer.keep_typed()
        self._last_ms = event.timestamp()
        stroke = self._scanner.feed(event.text(), self._last_ms)
        self._silence.start()
        for scan in stroke.scans:
            self._accept(scan)
        return stroke.is_swallowed

    @Slot()
    def _settle(self) -> None:
        for scan in self._scanner.settle(self._last_ms + self._silence.interval()):
            self._accept(scan)

    def _accept(self, scan: ScannedText) -> None:
        assert self._hearer is not None
        _take_back_from_field(self._hearer.forget(scan.typed))
        if self._take_back_from_pad is not None:  # a field that arranges what is typed is a pad too
            self._take_back_from_pad()
        self._hearer.scanned(scan.text)


def _acts(event: QKeyEvent) -> bool:
    """Whether the key asks for a deed, not for a letter or a step."""
    return shortcut_of(event.key(), 0, is_typing=True) not in _WALKS


def _is_of_a_code(text: str) -> bool:
    """Escape and its like stay what they are."""
    return text.isprintable() or text in _TERMINATORS


def _take_back_from_field(characters: int) -> None:
    """Remove the last ``characters`` before the cursor, if it is a field that has the focus."""
    field = QGuiApplication.focusObject()
    if not isinstance(field, QQuickItem) or field.property("cursorPosition") is None:
        return
    removal = QInputMethodEvent()
    removal.setCommitString("", -characters, characters)
    QGuiApplication.sendEvent(field, removal)
