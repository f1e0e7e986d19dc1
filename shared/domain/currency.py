"""Checks in other money: rates, and an amount in the programme's own currency (LOY-69).

A rate is a whole number of millionths, so that every conversion stays exact until its one rounding.
Knows no source of rates: whoever reads one (a central bank, the admin's own table) says which.
Must never take a currency for another: where there is no rate there is no quote (G-17).
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from shared.domain.errors import FieldInvalid
from shared.domain.money import Money, check_amount

MICRO_PER_ONE = 1_000_000
MICRO_MAX = 10**12


class RateProvider(StrEnum):
    """Who says what money is worth (LOY-10, POS-132)."""

    CBR = "CBR"
    OPENEXCHANGE = "OPENEXCHANGE"
    MANUAL = "MANUAL"
    """The admin, in the programme's own table."""
    SAME_CURRENCY = "SAME_CURRENCY"
    """Nobody: a currency is worth itself (POS-133)."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A million units of ``source`` are ``micro`` units of ``target``."""

    source: str
    target: str
    micro: int
    provider: RateProvider
    at: datetime
    """When it was said, aware UTC."""


@dataclass(frozen=True, slots=True)
class ManualRate:
    """A line of the admin's table: what a million of ``currency`` are in the programme's own."""

    currency: str
    micro: int
    updated_on: date


def rate_of(value: str, nominal: int = 1) -> int:
    """The millionths of a rate that a bank prints as ``value`` for ``nominal`` units.

    "54,00" for 100 is 540,000 (D-01, POS-135); half a millionth and more rounds up. Raises
    ``FieldInvalid`` for what is no rate.
    """
    try:
        printed = Decimal(value.strip().replace(",", "."))
    except InvalidOperation:
        raise FieldInvalid(field="rate", reason="format") from None
    if not printed.is_finite() or nominal < 1:
        raise FieldInvalid(field="rate", reason="format")
    top, bottom = printed.as_integer_ratio()
    return _checked(_rounded(top * MICRO_PER_ONE, bottom * nominal))


def cross(source_micro: int, target_micro: int) -> int:
    """The rate between two currencies whose rates to a third are known (POS-135)."""
    return _checked(_rounded(source_micro * MICRO_PER_ONE, target_micro))


def same(currency: str, at: datetime) -> Rate:
    """The rate of a currency to itself (POS-133)."""
    return Rate(currency, currency, MICRO_PER_ONE, RateProvider.SAME_CURRENCY, at)


def convert(money: Money, rate: Rate) -> Money:
    """``money`` by ``rate``, half a minor unit and more rounded up.

    Raises ``AmountInvalid`` above the largest check there is (CSH-21).
    """
    assert money.currency == rate.source
    return check_amount(worth(money.minor, rate.micro), currency=rate.target)


def worth(minor: int, micro: int) -> int:
    """``minor`` units by a rate of so many millionths, half a unit and more rounded up."""
    return _rounded(minor * micro, MICRO_PER_ONE)


def _checked(micro: int) -> int:
    if not 1 <= micro <= MICRO_MAX:
        raise FieldInvalid(field="rate", reason="out_of_range")
    return micro


def _rounded(top: int, bottom: int) -> int:
    return (2 * top + bottom) // (2 * bottom)
