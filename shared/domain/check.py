"""The restaurant's bill, as far as loyalty needs it."""

from dataclasses import dataclass

from shared.domain.ids import CheckId
from shared.domain.money import Money

CHECK_NUMBER_MAX_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its own id, the amount, and the number printed by the POS when it is known."""

    check_id: CheckId
    amount: Money
    number: str | None = None
