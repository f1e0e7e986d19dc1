"""Refusals and troubles in words (CSH-48, CSH-80, CSH-89).

A refusal is looked up by its code, made finer by the field that tells its cases apart. Must not
decide what may be done: it only says what was decided.
"""

from collections.abc import Mapping
from typing import Any, Final

from client.ui.presenters.gaps import Gaps
from client.ui.presenters.refusals_en import REFUSALS_EN
from client.ui.presenters.refusals_ru import REFUSALS_RU
from shared.domain.errors import FieldInvalid, Refusal
from shared.domain.money import DEFAULT_CURRENCY
from shared.operations.sentences import REASONS
from shared.receipt.words import Language

WORDS: Final = {Language.RU: REFUSALS_RU, Language.EN: REFUSALS_EN}
_FINER: Final = ("reason", "action", "permission")


def refusal_text(refusal: Refusal, *, language: Language, currency: str = DEFAULT_CURRENCY) -> str:
    """What the till says to a person about ``refusal``; its sums are of ``currency``."""
    return outcome_text(refusal.code, refusal.data(), language=language, currency=currency)


def outcome_text(
    code: str, data: Mapping[str, Any], *, language: Language, currency: str = DEFAULT_CURRENCY
) -> str:
    """What the till says about a refusal that arrived as a code with data (CSH-78)."""
    words = WORDS[language]
    finer = next((f"{code}:{data[name]}" for name in _FINER if name in data), code)
    text = words.get(finer) or _of_field(code, data, language) or words.get(code, words["refused"])
    return text.format_map(Gaps(data, language=language, currency=currency))


def trouble_text(trouble: Exception, *, language: Language) -> str:
    """What the till says about a trouble; one it has no words for is said plainly."""
    words = WORDS[language]
    return words.get(getattr(trouble, "code", ""), words["trouble"])


def _of_field(code: str, data: Mapping[str, Any], language: Language) -> str:
    """The engine's own sentence, without its full stop; nothing for what is no field's."""
    sentence = REASONS.get(data.get("reason", "")) if code == FieldInvalid.code else None
    return str(getattr(sentence, language)).rstrip(".") if sentence else ""
