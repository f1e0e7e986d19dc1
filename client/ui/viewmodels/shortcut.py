"""The keys that mean something on every screen alike, and which of them a key press is.

Knows Qt's keys; must not know what any screen does with them.
"""

from enum import StrEnum
from typing import Final

from PySide6.QtCore import Qt


class Shortcut(StrEnum):
    """What a person at a keyboard asks for."""

    MAIN = "main"
    """The one main action of the screen."""
    BACK = "back"
    UP = "up"
    DOWN = "down"
    HELP = "help"
    TOUR = "tour"
    SEARCH = "search"
    SCAN = "scan"
    REGISTER = "register"
    PRINT = "print"
    MAXIMUM = "maximum"
    """As many points as may be redeemed."""
    OPERATIONS = "operations"
    UNDO = "undo"
    SHIFT = "shift"
    SETTINGS = "settings"
    CONNECTION = "connection"
    LOCK = "lock"
    REFUND = "refund"


_KEYS: Final = {
    Qt.Key.Key_Return: Shortcut.MAIN,
    Qt.Key.Key_Enter: Shortcut.MAIN,
    Qt.Key.Key_Escape: Shortcut.BACK,
    Qt.Key.Key_Back: Shortcut.BACK,
    Qt.Key.Key_Up: Shortcut.UP,
    Qt.Key.Key_Down: Shortcut.DOWN,
    Qt.Key.Key_F1: Shortcut.HELP,
    Qt.Key.Key_F2: Shortcut.SEARCH,
    Qt.Key.Key_F3: Shortcut.SCAN,
    Qt.Key.Key_F4: Shortcut.REGISTER,
    Qt.Key.Key_F5: Shortcut.PRINT,
    Qt.Key.Key_F6: Shortcut.MAXIMUM,
    Qt.Key.Key_F7: Shortcut.OPERATIONS,
    Qt.Key.Key_F8: Shortcut.UNDO,
    Qt.Key.Key_F9: Shortcut.SHIFT,
    Qt.Key.Key_F10: Shortcut.SETTINGS,
    Qt.Key.Key_F11: Shortcut.CONNECTION,
    Qt.Key.Key_F12: Shortcut.LOCK,
}
_SHIFTED: Final = {Qt.Key.Key_F1: Shortcut.TOUR, Qt.Key.Key_F8: Shortcut.REFUND}
_TYPING: Final = {Qt.Key.Key_Question: Shortcut.HELP}
"""What types in a field, and means something elsewhere."""
LABELS: Final = {
    Shortcut.MAIN: "Enter",
    Shortcut.BACK: "Esc",
    Shortcut.UP: "↑ ↓",
    Shortcut.HELP: "F1",
    Shortcut.TOUR: "Shift+F1",
    Shortcut.SEARCH: "F2",
    Shortcut.SCAN: "F3",
    Shortcut.REGISTER: "F4",
    Shortcut.PRINT: "F5",
    Shortcut.MAXIMUM: "F6",
    Shortcut.OPERATIONS: "F7",
    Shortcut.UNDO: "F8",
    Shortcut.REFUND: "Shift+F8",
    Shortcut.SHIFT: "F9",
    Shortcut.SETTINGS: "F10",
    Shortcut.CONNECTION: "F11",
    Shortcut.LOCK: "F12",
}
"""What stands on the keys, in the order in which the sheet tells of them."""


def shortcut_of(key: int, modifiers: int, *, is_typing: bool) -> Shortcut | None:
    """What the key asks for; None for one that types, or means nothing.

    No letter is among them: under a Russian layout a letter's key has another code.
    """
    known = _KEYS if is_typing else _KEYS | _TYPING
    if modifiers & Qt.KeyboardModifier.ShiftModifier.value:
        known = known | _SHIFTED
    return next((meant for each, meant in known.items() if each == key), None)
