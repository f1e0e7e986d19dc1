"""The sheet of keys in words: what each does on the screen that is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from client.ui.presenters.texts import say
from shared.receipt.words import Language

_TEXTS: Final = {
    "main": "keyMain",
    "back": "back",
    "up": "keyLines",
    "help": "shortcutsTitle",
    "tour": "tourName",
    "search": "keySearch",
    "scan": "scanCard",
    "register": "registerGuest",
    "print": "keyPrint",
    "maximum": "keyMaximum",
    "operations": "operations",
    "undo": "keyUndo",
    "refund": "operationRefund",
    "shift": "shiftTitle",
    "settings": "settings",
    "connection": "connectionTitle",
    "lock": "lock",
}
_MAIN: Final = {
    "signIn": "keyMainSignIn",
    "home": "keyMainHome",
    "guest": "newCheck",
    "checkout": "keyMainCheckout",
    "done": "doneNext",
    "registration": "keyMainRegistration",
}
"""What Enter does where a word of the screen says it best."""
_UP: Final = {"checkout": "keyLinesCheckout"}


@dataclass(frozen=True, slots=True)
class ShortcutRow:
    """One key and what it does."""

    key: str
    text: str


def shortcut_rows(
    labels: Mapping[str, str], *, screen: str, language: Language
) -> list[ShortcutRow]:
    """A row for each shortcut in ``labels``, which says what stands on its key."""
    return [
        ShortcutRow(label, _text(shortcut, screen, language)) for shortcut, label in labels.items()
    ]


def _text(shortcut: str, screen: str, language: Language) -> str:
    closer = {"main": _MAIN, "up": _UP}.get(shortcut, {})
    return say(closer.get(screen, _TEXTS[shortcut]), language)
