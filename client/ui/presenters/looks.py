"""How the till looks, as the look screen tells of it.

Knows what each choice is called and which colours come of it. Must not know who applies them.
"""

from typing import Final

from client.till.looks import Looks, TextSize
from client.ui.presenters.texts import say
from client.ui.presenters.theme import tint_of
from shared.receipt.language import Language

OWN_ACCENT: Final = "own"
_ACCENT_NAMES: Final = {
    OWN_ACCENT: "accentOwn",
    "115": "accentOlive",
    "145": "accentGreen",
    "200": "accentSea",
    "235": "accentSky",
    "265": "accentBlue",
    "340": "accentBerry",
    "40": "accentTerracotta",
}
"""By hue, in the order of the screen. Amber, red and violet have a meaning of their own."""
ACCENTS: Final = tuple(_ACCENT_NAMES)
TEXT_SIZES: Final = tuple(size.value for size in TextSize)


def accent_of(preferences: Looks) -> str:
    """The chosen accent as the screen calls it."""
    return OWN_ACCENT if preferences.accent_hue is None else str(preferences.accent_hue)


def hue_of(accent: str) -> int | None:
    """The hue behind an accent of the screen; None is our own."""
    return None if accent == OWN_ACCENT else int(accent)


def accent_names(language: Language) -> list[str]:
    """What the accents are called."""
    return [say(key, language) for key in _ACCENT_NAMES.values()]


def accent_colours(preferences: Looks) -> list[str]:
    """The accents as they would look now; empty for our own, which Theme.qml holds."""
    return [
        "" if hue is None else tint_of(preferences, hue)["accent"] for hue in map(hue_of, ACCENTS)
    ]


def text_size_names(language: Language) -> list[str]:
    """What the sizes of letters are called: percent."""
    return [say("lookPercent", language, percent=size) for size in TEXT_SIZES]


def look_note(preferences: Looks, *, language: Language) -> str:
    """Palette, contrast and size of letters in a line."""
    parts = [say("themeDark" if preferences.is_dark else "themeLight", language)]
    if preferences.is_contrasted:
        parts.append(say("lookContrastedNote", language))
    if preferences.text_size is not TextSize.NORMAL:
        parts.append(say("lookTextNote", language, percent=preferences.text_size.value))
    return ", ".join(parts)
