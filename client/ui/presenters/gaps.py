"""What stands in the gaps of a sentence: the data of a refusal or an outcome, as people read it.

``{points}`` is worded with its noun, ``{points_number}`` is the bare number, and ``{limit}`` is
money where the data has ``limit_minor``. Must not know sentences.
"""

from collections.abc import Mapping
from typing import Any

from shared.domain.money import DEFAULT_CURRENCY, Money
from shared.receipt.words import Language, money_text, number_text, points_text

_MINOR = "_minor"


class Gaps(dict[str, str]):
    """An older or newer server may leave a field out: a dash stands there, not a crash."""

    def __init__(
        self, data: Mapping[str, Any], *, language: Language, currency: str = DEFAULT_CURRENCY
    ) -> None:
        super().__init__()
        for name, value in data.items():
            if not isinstance(value, int) or isinstance(value, bool):
                self[name] = str(value)
            elif name.endswith(_MINOR):
                self[name.removesuffix(_MINOR)] = money_text(
                    Money(value, currency), language=language
                )
            else:
                self[name] = points_text(value, language=language)
                self[f"{name}_number"] = number_text(value, language=language)

    def __missing__(self, key: str) -> str:
        return "—"
