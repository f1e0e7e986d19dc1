"""The forms of single fields in what goes over the wire, and the base of groups of them.

Amounts are minor units, moments UTC milliseconds, percentages basis points: integers all. Knows no
operation.
"""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

UuidText = Annotated[
    str, Field(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")
]
HexHash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Millis = Annotated[int, Field(ge=0, le=253_402_300_799_000)]
PointCount = Annotated[int, Field(ge=0, le=1_000_000_000)]
AmountMinor = Annotated[int, Field(ge=0, le=100_000_000)]
ShortText = Annotated[str, Field(max_length=200)]
BasisPoints = Annotated[int, Field(ge=0, le=10_000)]
CurrencyCode = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Occasion = Annotated[str, Field(max_length=60)]


def iso_day(text: str) -> str:
    """``text``, if it is a day there was, spelt ``2026-11-21``. Raises ``ValueError``."""
    if date.fromisoformat(text).isoformat() != text:
        raise ValueError(text)
    return text


class FieldGroup(BaseModel):
    """Some fields that travel together: no value of another type, none that is not named here."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)
