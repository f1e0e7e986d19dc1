"""The facts of a slip as JSON, for every row that keeps them.

Knows nothing of rows. Reads what an older till wrote as long as new fields have defaults.
"""

from dataclasses import dataclass
from functools import cache
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, ValidationError

from shared.receipt.facts import GuestCardFacts, ReceiptFacts
from shared.receipt.shift_facts import ShiftReportFacts

SlipFacts = ReceiptFacts | GuestCardFacts | ShiftReportFacts


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


@dataclass(frozen=True, slots=True)
class _ShiftReport:
    facts: ShiftReportFacts
    slip: Literal["shift_report"] = "shift_report"


_Slip = _Receipt | _GuestCard | _ShiftReport


def slip_to_json(facts: SlipFacts) -> str:
    """``facts`` as a row keeps them."""
    return _slips().dump_json(_named(facts)).decode()


def slip_from_json(text: str) -> SlipFacts:
    """What ``slip_to_json`` wrote. Raises ``SlipUnreadable``."""
    try:
        return _slips().validate_json(text).facts
    except ValidationError as error:
        raise SlipUnreadable(str(error)) from error


def slip_kind(facts: SlipFacts) -> str:
    """``receipt`` | ``guest_card`` | ``shift_report``: what its row calls it."""
    return _named(facts).slip


def _named(facts: SlipFacts) -> _Slip:
    match facts:
        case ReceiptFacts():
            return _Receipt(facts)
        case GuestCardFacts():
            return _GuestCard(facts)
        case ShiftReportFacts():
            return _ShiftReport(facts)


@cache
def _slips() -> TypeAdapter[_Slip]:
    """Made when it is needed first: a till that starts does not wait for it."""
    return TypeAdapter(Annotated[_Slip, Field(discriminator="slip")])
