"""Refusals and troubles in words (CSH-48, CSH-80, CSH-89).

A refusal is looked up by its code, made finer by the field that tells its cases apart. Must not
decide what may be done: it only says what was decided.
"""

from typing import Any, Final

from client.ui.presenters.refusals_en import REFUSALS_EN
from client.ui.presenters.refusals_ru import REFUSALS_RU
from shared.domain.errors import FieldInvalid, Refusal
from shared.domain.money import Money
from shared.operations.sentences import REASONS
from shared.receipt.words import Language, money_text, number_text, points_text

WORDS: Final = {Language.RU: REFUSALS_RU, Language.EN: REFUSALS_EN}
_FINER: Final = ("reason", "action", "permission")
_POINTS: Final = frozenset(
    {
        "asked",
        "available",
        "claimed",
        "computed",
        "earned",
        "given_today",
        "limit",
        "minimum",
        "points",
        "redeemed",
        "spendable",
    }
)
_PLAIN_LIMITS: Final = {"guest_limit_reached", "promo_limit_reached"}


def refusal_text(refusal: Refusal, *, language: Language) -> str:
    """What the till says to a person about ``refusal``."""
    return outcome_text(refusal.code, refusal.data(), language=language)


def outcome_text(code: str, data: dict[str, Any], *, language: Language) -> str:
    """What the till says about a refusal that arrived as a code with data (CSH-78)."""
    words = WORDS[language]
    finer = next((f"{code}:{data[name]}" for name in _FINER if name in data), code)
    text = words.get(finer) or _of_field(code, data, language) or words.get(code, words["refused"])
    return text.format_map(_Values(code, data, language))


def trouble_text(trouble: Exception, *, language: Language) -> str:
    """What the till says about a trouble; one it has no words for is said plainly."""
    words = WORDS[language]
    return words.get(getattr(trouble, "code", ""), words["trouble"])


def _of_field(code: str, data: dict[str, Any], language: Language) -> str:
    """The engine's own sentence, without its full stop; nothing for what is no field's."""
    sentence = REASONS.get(data.get("reason", "")) if code == FieldInvalid.code else None
    return str(getattr(sentence, language)).rstrip(".") if sentence else ""


class _Values(dict[str, str]):
    """The fields of a refusal as people read them; one that is absent is a dash."""

    def __init__(self, code: str, data: dict[str, Any], language: Language) -> None:
        super().__init__(
            {
                name: _value(value, name=name, code=code, language=language)
                for name, value in data.items()
            }
        )

    def __missing__(self, key: str) -> str:
        return "—"


def _value(value: object, *, name: str, code: str, language: Language) -> str:
    if not isinstance(value, int):
        return str(value)
    if name.endswith("_minor"):
        return money_text(Money(value), language=language)
    if name in _POINTS and code not in _PLAIN_LIMITS:
        return points_text(value, language=language)
    return number_text(value, language=language)
