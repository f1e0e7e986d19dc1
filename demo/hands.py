"""Fingers and eyes on a real window: find an item by its name, tap it, type, look.

Each stroke is a turn of the event loop of its own: nobody's fingers are so quick that the till
would have to answer two of them in one go. Knows Qt's scene and nothing of what the screens mean.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtQuick import QQuickItem, QQuickWindow

LOOK_EVERY_SECONDS = 0.02
PATIENCE_SECONDS = 15.0
PERSON_GAP_MS = 160
SCANNER_GAP_MS = 8
REST_SECONDS = 0.4
"""Longer than any motion of the screens."""


class NotOnScreen(Exception):
    """What the script expected did not appear in time."""


class Hands:
    """Taps and types on one window."""

    def __init__(self, window: QQuickWindow) -> None:
        self._window = window
        self._clock_ms = 0
        self.touched_at = 0.0
        """When the last finger went down, by ``perf_counter``."""

    async def tap(self, name: str, *, patience: float = PATIENCE_SECONDS) -> None:
        """Tap the middle of the visible, enabled item called ``name``. Raises ``NotOnScreen``."""
        await self.wait(lambda: self._is_ready(name), f"{name} to tap", patience=patience)
        item = self._shown(name)
        assert item is not None
        self._touch(_middle(item))
        await _a_turn()

    async def see(self, name: str, *, patience: float = PATIENCE_SECONDS) -> None:
        """Wait until the item called ``name`` is visible. Raises ``NotOnScreen``."""
        await self.wait(lambda: self._shown(name) is not None, name, patience=patience)

    async def read(self, name: str, text: str, *, patience: float = PATIENCE_SECONDS) -> None:
        """Wait until the item ``name`` or anything in it shows ``text``. Raises ``NotOnScreen``."""
        await self.wait(lambda: self.says(name, text), f"«{text}» in {name}", patience=patience)

    async def type(self, text: str) -> None:
        """Type ``text`` as a person does, on the keyboard that belongs to the window."""
        await self._press(text, gap_ms=PERSON_GAP_MS)

    async def scan(self, text: str) -> None:
        """Type ``text`` and Return as a keyboard-wedge scanner does."""
        await self._press(text + "\r", gap_ms=SCANNER_GAP_MS)

    async def rest(self) -> None:
        """Let motions on the screen come to their end."""
        await asyncio.sleep(REST_SECONDS)

    def photograph(self, path: Path) -> None:
        """Save what the window shows as a PNG."""
        saved = self._window.grabWindow().save(str(path))
        assert saved, f"cannot write {path}"

    async def wait(
        self, holds: Callable[[], bool], what: str, *, patience: float = PATIENCE_SECONDS
    ) -> None:
        """Look again and again until ``holds`` and no screen is about to leave.

        Raises ``NotOnScreen`` naming ``what``.
        """
        deadline = time.monotonic() + patience
        while self._is_changing() or not holds():
            if time.monotonic() > deadline:
                raise NotOnScreen(f"waited {patience:.0f} s for {what}")
            await asyncio.sleep(LOOK_EVERY_SECONDS)

    def _is_changing(self) -> bool:
        """Whether the next screen is being built beside the one shown, which hears nobody."""
        screen = self._window.findChild(QQuickItem, "screen")
        return screen is not None and bool(screen.property("isChanging"))

    def _touch(self, at: QPointF) -> None:
        """Sent, not simulated: QTest would run the event loop inside a task of that loop."""
        self.touched_at = time.perf_counter()
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        for kind, held in (
            (QEvent.Type.MouseButtonPress, left),
            (QEvent.Type.MouseButtonRelease, none),
        ):
            on_screen = QPointF(self._window.mapToGlobal(at))
            modifier = Qt.KeyboardModifier.NoModifier
            event = QMouseEvent(kind, at, on_screen, left, held, modifier)
            QCoreApplication.sendEvent(self._window, event)

    async def _press(self, text: str, *, gap_ms: int) -> None:
        """The strokes carry their own time, so they need none."""
        self._clock_ms = max(self._clock_ms, round(time.monotonic() * 1000))
        for character in text:
            self._clock_ms += gap_ms
            key = Qt.Key.Key_Return if character == "\r" else Qt.Key.Key_unknown
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, character)
                event.setTimestamp(self._clock_ms)
                QCoreApplication.sendEvent(self._window, event)
            await _a_turn()

    def _is_ready(self, name: str) -> bool:
        item = self._shown(name)
        return item is not None and item.isEnabled() and self._is_reachable(item)

    def _shown(self, name: str) -> QQuickItem | None:
        return next((item for item in self._items() if item.objectName() == name), None)

    def says(self, name: str, text: str) -> bool:
        """Whether the item ``name``, or anything in it, shows ``text`` now."""
        item = self._shown(name)
        return item is not None and any(text in said for said in _texts(item))

    def _is_reachable(self, item: QQuickItem) -> bool:
        """Whether a finger can get at its middle: inside the window, not scrolled out of sight."""
        middle = _middle(item)
        if not self._window.contentItem().contains(middle):
            return False
        return all(
            above.contains(above.mapFromScene(middle)) for above in _above(item) if above.clip()
        )

    def _items(self) -> Iterator[QQuickItem]:
        return _visible_below(self._window.contentItem())


async def _a_turn() -> None:
    """Whatever else the event loop has to do comes first."""
    await asyncio.sleep(0)


def _visible_below(item: QQuickItem) -> Iterator[QQuickItem]:
    """Depth first, the topmost child first: what covers is found before what is covered."""
    for child in reversed(item.childItems()):
        if child.isVisible():
            yield child
            yield from _visible_below(child)


def _above(item: QQuickItem) -> Iterator[QQuickItem]:
    parent = item.parentItem()
    while parent is not None:
        yield parent
        parent = parent.parentItem()


def _texts(item: QQuickItem) -> Iterator[str]:
    for each in (item, *_visible_below(item)):
        text = each.property("text")
        if isinstance(text, str):
            yield text


def _middle(item: QQuickItem) -> QPointF:
    return item.mapToScene(QPointF(item.width() / 2, item.height() / 2))
