"""Any text as characters that a printer has.

A receipt printer has one byte per character, so a name, a sum or a promo may hold characters that
it cannot print. Each becomes the nearest text that it can (CSH-65); a pictogram vanishes, and a
letter that nobody can spell becomes ``?``. Control characters never pass: a guest's name must not
be able to speak ESC/POS. Must not know which code page is in use: that is ``can_print``.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import Final

CanPrint = Callable[[str], bool]

UNKNOWN: Final = "?"
NO_BREAK_SPACE: Final = "\u00a0"

_SAME: Final = {
    '"': "«»“”„‟″",
    "'": "‘’‚‛′`´",
    "-": "—–‒―‐‑−",
    "*": "•·∙●▪",
    " ": "\t\n\u2002\u2003\u2009\u200a\u3000",
    NO_BREAK_SPACE: "\u202f\u2007",
    "...": "…",
    "x": "×",
    "/": "⁄÷",
    "+-": "±",
    "->": "→",
    "<-": "←",
    "No.": "№",
    "руб.": "₽",
    "тг": "₸",
    "EUR": "€",
    "GBP": "£",
    "(c)": "©",
    "(R)": "®",
}
_LETTERS: Final = str.maketrans("ӘҒҚҢӨҰҮҺІҐҖәғқңөұүһіґҗ", "АГКНОУУHIГЖагкноууhiгж")
_REPLACEMENTS: Final = {
    character: text for text, characters in _SAME.items() for character in characters
}
_VANISHING: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Me", "Mn", "Sk", "So"})


def transliterate(text: str, *, can_print: CanPrint) -> str:
    """``text`` in characters that ``can_print`` accepts, and no-break spaces for the layout."""
    composed = unicodedata.normalize("NFC", text)
    spelt = "".join(_spell(character, can_print) for character in composed)
    return re.sub(" {2,}", " ", spelt).strip(" ")


def _spell(character: str, can_print: CanPrint) -> str:
    if character == NO_BREAK_SPACE or (character.isprintable() and can_print(character)):
        return character
    for other in (_REPLACEMENTS.get(character), character.translate(_LETTERS), _plain(character)):
        if other and other != character:
            return "".join(_spell(each, can_print) for each in other)
    return "" if unicodedata.category(character) in _VANISHING else UNKNOWN


def _plain(character: str) -> str:
    """The letter without its accents, the digits of a fraction: what Unicode takes it apart to."""
    apart = unicodedata.normalize("NFKD", character)
    return "".join(each for each in apart if not unicodedata.combining(each))
