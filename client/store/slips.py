"""The facts of a slip as JSON, for every row that keeps them.

Knows nothing of rows. Reads what an older till wrote as long as new fields have defaults.
"""

from dataclasses import dataclass
from typing import Annotated, Final, Literal

from pydantic import Field, TypeAdapter, ValidationError

from shared.receipt.facts import GuestCardFacts, ReceiptFacts

SlipFacts = ReceiptFacts | GuestCardFacts


class SlipUnreadable(Exception):
    """The stored text is no slip of this version of the till."""


@dataclass(frozen=True, slots=True)
class _Receipt:
    facts: ReceiptFacts
    slip: Literal["receipt"] = "receipt"


@dataclass(frozen=True, slots=True)
class _GuestCard:
    facts: GuestCardFacts
    slip: Literal["guest_card"] = "guest_card"


_SLIP: Final[TypeAdapter[_Receipt | _GuestCard]] = TypeAdapter(
    Annotated[_Receipt | _GuestCard, Field(discriminator="slip")]
)


def slip_to_json(facts: SlipFacts) -> str:
    """``facts`` as a row keeps them."""
    slip = _Receipt(facts) if isinstance(facts, ReceiptFacts) else _GuestCard(facts)
    return _SLIP.dump_json(slip).decode()


def slip_from_json(text: str) -> SlipFacts:
    """What ``slip_to_json`` wrote. Raises ``SlipUnreadable``."""
    try:
        return _SLIP.validate_json(text).facts
    except ValidationError as error:
        raise SlipUnreadable(str(error)) from error
