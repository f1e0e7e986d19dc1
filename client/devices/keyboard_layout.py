"""What a keyboard-wedge scanner meant when the system had a Russian layout switched on.

The scanner sends key positions; the system turns them into letters by the layout of the moment,
so ``tel:`` arrives as ``еудЖ``. Digits are the same in both layouts, which is why cards carry
digits only; this table saves every other code.
"""

from typing import Final

_RUSSIAN: Final = "йцукенгшщзхъфывапролджэячсмитьбюё"
_ENGLISH: Final = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_RUSSIAN_SHIFTED: Final = "ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮЁ"
_ENGLISH_SHIFTED: Final = 'QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>~'
_RUSSIAN_SIGNS: Final = '.,"№;:?/'
_ENGLISH_SIGNS: Final = "/?@#$^&|"
_TABLE: Final = str.maketrans(
    _RUSSIAN + _RUSSIAN_SHIFTED + _RUSSIAN_SIGNS,
    _ENGLISH + _ENGLISH_SHIFTED + _ENGLISH_SIGNS,
)


def has_russian_letters(text: str) -> bool:
    """Whether ``text`` was typed under the Russian layout; signs alone could be either."""
    return any(letter in _RUSSIAN or letter in _RUSSIAN_SHIFTED for letter in text)


def as_typed_in_english(text: str) -> str:
    """The same key presses under the English layout."""
    return text.translate(_TABLE)


def with_caps_lock(text: str) -> str:
    """The same key presses with Caps Lock the other way round."""
    return text.swapcase()
