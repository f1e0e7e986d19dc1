"""What a key of the money pad does to what is typed so far. Pure text, no money yet."""

from typing import Final

from shared.domain.money import Money
from shared.receipt.words import Language, number_text

TYPED_MAX_LENGTH: Final = 12
"""Long enough for any amount a check may have, short enough to stay readable."""

POINTS_MAX_LENGTH: Final = 6
_COMMA: Final = ","
_POINTS: Final = {Language.RU: ",", Language.EN: "."}


def type_amount(typed: str, key: str) -> str:
    """``typed`` after ``key``: digits, ``00`` or a comma (a dot counts as one)."""
    if key in {_COMMA, "."}:
        return typed if _COMMA in typed else (typed or "0") + _COMMA
    if not _is_digits(key):
        return typed
    after = typed + key
    if _COMMA not in after:
        after = after.lstrip("0") or "0"
    return after if len(after) <= TYPED_MAX_LENGTH else typed


def type_points(typed: str, key: str) -> str:
    """``typed`` after ``key``: whole points only."""
    if not _is_digits(key):
        return typed
    after = (typed + key).lstrip("0")
    return after if len(after) <= POINTS_MAX_LENGTH else typed


def amount_text(amount: Money) -> str:
    """``amount`` as if it had been typed: ``450`` or ``12,50``."""
    whole, rest = divmod(amount.minor, 100)
    return f"{whole},{rest:02d}" if rest else str(whole)


def erase_last(typed: str) -> str:
    """``typed`` without its last character."""
    return typed[:-1]


def grouped(typed: str, *, language: Language) -> str:
    """``typed`` for the eyes, thousands apart: ``12 500,5`` or ``12,500.5``; ``0`` for nothing."""
    whole, comma, fraction = typed.partition(_COMMA)
    point = _POINTS[language] if comma else ""
    return number_text(int(whole or "0"), language=language) + point + fraction


def _is_digits(key: str) -> bool:
    return key.isascii() and key.isdigit()
