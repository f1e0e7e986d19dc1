"""What became of an operation or a slip, in plain words, and what to do next.

Works from a code and its data, so an outcome of the server and a refusal of this till are worded
alike. What ``refusals`` says well enough is taken from there; here are the closer wordings and
the next steps. A code that nobody has words for is never hidden: it is shown with whom to ask.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from client.ui.presenters.gaps import Gaps
from client.ui.presenters.reasons_en import REASONS_EN
from client.ui.presenters.reasons_ru import REASONS_RU
from client.ui.presenters.refusals import WORDS, outcome_text
from shared.domain.money import DEFAULT_CURRENCY
from shared.receipt.words import Language

REASONS: Final[Mapping[Language, Mapping[str, tuple[str, str]]]] = {
    Language.RU: REASONS_RU,
    Language.EN: REASONS_EN,
}
UNKNOWN_CODE: Final = "unknown_code"
_CLOSER: Final = ("status", "reason", "permission")
"""Data that picks a closer wording: ``card_not_usable:BLOCKED`` before ``card_not_usable``."""


@dataclass(frozen=True, slots=True)
class Reason:
    """What happened, and what the person at the till does about it (may be empty)."""

    text: str
    next_step: str = ""


def reason_words(
    code: str, data: Mapping[str, Any], *, language: Language, currency: str = DEFAULT_CURRENCY
) -> Reason:
    """The words for ``code``; ``data`` is what the refusal or outcome carries, in ``currency``."""
    table = REASONS[language]
    key = next((each for each in _keys(code, data) if each in table), None)
    if key is None and code in _worded_by_refusals(language):
        return Reason(outcome_text(code, data, language=language, currency=currency))
    gaps = Gaps({**data, "code": code}, language=language, currency=currency)
    text, next_step = table[key or UNKNOWN_CODE]
    return Reason(text.format_map(gaps), next_step.format_map(gaps))


def _keys(code: str, data: Mapping[str, Any]) -> list[str]:
    closer = [f"{code}:{data[field]}" for field in _CLOSER if data.get(field)]
    nothing = [f"{code}:none"] if data.get("spendable") == 0 else []
    return [*closer, *nothing, code]


def _worded_by_refusals(language: Language) -> set[str]:
    return {key.partition(":")[0] for key in WORDS[language]}
