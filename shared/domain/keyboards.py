"""The Russian and the English keyboard, key by key: what was meant under the other layout.

Must not know who typed, nor whether the reading makes sense.
"""

from typing import Final

RUSSIAN_KEYS: Final = "йцукенгшщзхъфывапролджэячсмитьбюё"
ENGLISH_KEYS: Final = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
"""The same keys, in the same order, without Shift."""
_TO_ENGLISH: Final = str.maketrans(RUSSIAN_KEYS, ENGLISH_KEYS)
_TO_RUSSIAN: Final = str.maketrans(ENGLISH_KEYS + '{}:"<>~', RUSSIAN_KEYS + "хъжэбюё")


def under_the_other_layout(text: str) -> str:
    """The same key presses, had the other layout been on: ``bdfyjd`` is ``иванов``, and back.

    In small letters. What holds a Russian letter was typed under the Russian layout.
    """
    pressed = text.casefold()
    is_russian = any(letter in RUSSIAN_KEYS for letter in pressed)
    return pressed.translate(_TO_ENGLISH if is_russian else _TO_RUSSIAN)
