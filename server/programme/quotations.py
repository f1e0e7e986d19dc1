"""What a bank's document says: the day's rates, in the formats of the two banks there are.

Knows formats and distrusts them: a document that is cut off, of another shape, or for no day at all
gives no rate, rather than a wrong one. Must not know where documents come from, nor who wants them.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from pydantic import BaseModel, ConfigDict

from shared.domain.currency import BANKED_CURRENCIES, Quotation, RateProvider, printed_rate
from shared.domain.errors import FieldInvalid

QUOTED_DAYS_MAX = 14
"""No bank rests for longer: what it says for an earlier day is not what it says today."""
AHEAD_DAYS_MAX = 1
"""A bank says in the afternoon what holds tomorrow."""
_ROUBLE: Final = "RUB"
_NOMINAL: Final = re.compile(r"[0-9]{1,7}")


class NotQuoted(Exception):
    """The document gives no rates that could be used today; the message says why."""


class _Latest(BaseModel):
    """What is used of Open Exchange Rates' answer; numbers are read as they are printed."""

    model_config = ConfigDict(frozen=True)

    timestamp: int
    base: str
    rates: Mapping[str, str]


def quotation_of(provider: RateProvider, document: bytes, *, today: date) -> Quotation:
    """The rates that ``document`` of a bank gives for ``today``. Raises ``NotQuoted``."""
    try:
        quotation = _READERS[provider](document)
    except FieldInvalid as error:
        raise NotQuoted(f"a rate is wrong: {error.reason}") from error
    earliest, latest = today - timedelta(days=QUOTED_DAYS_MAX), today + timedelta(AHEAD_DAYS_MAX)
    if not earliest <= quotation.on <= latest:
        raise NotQuoted(f"it is for {quotation.on}")
    if not quotation.worths:
        raise NotQuoted("it names no money that is taken anywhere")
    return quotation


def _read_cbr(document: bytes) -> Quotation:
    """The Bank of Russia's: roubles for ``Nominal`` units, with a comma, by windows-1251 (C-91)."""
    try:
        root = fromstring(document, forbid_dtd=True)
    except (ParseError, DefusedXmlException, LookupError, ValueError) as error:
        raise NotQuoted("it is no XML") from error
    lines = dict(_cbr_lines(root))
    worths = lines | {_ROUBLE: Fraction(1)} if lines else {}
    return Quotation(RateProvider.CBR, _cbr_day(root), worths)


def _cbr_day(root: Element) -> date:
    try:
        return datetime.strptime(root.get("Date", ""), "%d.%m.%Y").replace(tzinfo=UTC).date()
    except ValueError:
        raise NotQuoted("it is for no day") from None


def _cbr_lines(root: Element) -> Iterator[tuple[str, Fraction]]:
    for line in root.iterfind("Valute"):
        currency = line.findtext("CharCode", "")
        nominal = line.findtext("Nominal", "")
        if currency in BANKED_CURRENCIES:
            if _NOMINAL.fullmatch(nominal.strip()) is None:
                raise NotQuoted("a rate is for no number of units")
            yield currency, printed_rate(line.findtext("Value", ""), int(nominal))


def _read_open_exchange(document: bytes) -> Quotation:
    """Open Exchange Rates': how many units one unit of ``base`` is worth."""
    try:
        found = json.loads(document, parse_float=str, parse_int=str)
        latest = _Latest.model_validate(found)
        on = datetime.fromtimestamp(latest.timestamp, UTC).date()
    except (ValueError, OverflowError, OSError, RecursionError) as error:
        raise NotQuoted("it is no answer of this bank") from error
    per_base = {
        currency: printed_rate(printed)
        for currency, printed in latest.rates.items()
        if currency in BANKED_CURRENCIES
    }
    worths = {currency: Fraction(1, each) for currency, each in per_base.items()}
    return Quotation(RateProvider.OPENEXCHANGE, on, worths)


_READERS: Final[Mapping[RateProvider, Callable[[bytes], Quotation]]] = {
    RateProvider.CBR: _read_cbr,
    RateProvider.OPENEXCHANGE: _read_open_exchange,
}
