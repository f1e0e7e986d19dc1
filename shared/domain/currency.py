"""Checks in other money: rates, and an amount in the programme's own currency (LOY-69).

A rate is a whole number of millionths, so that every conversion stays exact until its one rounding.
Knows no source of rates: whoever reads one (a central bank, the admin's own table) says which.
Must never take a currency for another: where there is no rate there is no quote (G-17).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from shared.domain.errors import FieldInvalid
from shared.domain.money import Money, check_amount

MICRO_PER_ONE = 1_000_000
MICRO_MAX = 10**12
BANKED_CURRENCIES = frozenset({"RUB", "USD", "EUR", "KZT", "AED", "THB"})
"""Money whose rates a bank may be asked for; each is counted in hundredths (POS-130)."""
_PRINTED = re.compile(r"[0-9]{1,12}(?:[.,][0-9]{1,12})?")


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
class TableRate:
    """A line of a programme's table: what a million of ``currency`` are in the programme's own."""

    currency: str
    micro: int
    updated_on: date
    """The day it was said for."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """What a bank says money is worth on a day."""

    provider: RateProvider
    on: date
    worths: Mapping[str, Fraction]
    """What one unit of each currency is, all in one money that may itself be left out."""

    def rate(self, source: str, target: str) -> TableRate | None:
        """A line for ``source`` in a programme of ``target``; None where the bank knows not both.

        Raises ``FieldInvalid`` for a rate that no table holds.
        """
        one, other = self.worths.get(source), self.worths.get(target)
        if one is None or other is None:
            return None
        return TableRate(source, cross(one, other), self.on)


def printed_rate(value: str, nominal: int = 1) -> Fraction:
    """What one unit is worth where a bank prints ``value`` for ``nominal`` units, exactly.

    "54,00" for 100 is 54/100 (D-01, POS-135). Raises ``FieldInvalid`` for what is no rate.
    """
    printed = _PRINTED.fullmatch(value.strip())
    if printed is None or nominal < 1:
        raise FieldInvalid(field="rate", reason="format")
    worth_of_all = Fraction(printed[0].replace(",", "."))
    if not worth_of_all:
        raise FieldInvalid(field="rate", reason="out_of_range")
    return Fraction(worth_of_all, nominal)


def cross(source: Fraction, target: Fraction) -> int:
    """The millionths of the rate between two currencies whose worth in a third is known (POS-135).

    Half a millionth and more rounds up. Raises ``FieldInvalid`` for a rate that no table holds.
    """
    ratio = Fraction(source, target)
    return _checked(_rounded(ratio.numerator * MICRO_PER_ONE, ratio.denominator))


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
