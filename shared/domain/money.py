"""Money: integers of the minor unit (kopecks), never floats.

Knows the bounds of a check amount. Must not know how an amount is worded on a screen.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from shared.domain.errors import AmountInvalid

MINOR_PER_MAJOR = 100
CHECK_AMOUNT_MAX_MINOR = 1_000_000 * MINOR_PER_MAJOR
"""CSH-21: the largest check a till or a webhook may send."""

DEFAULT_CURRENCY = "RUB"

_NUMBER = re.compile(r"-?\d+(\.\d*)?|-?\.\d+", re.ASCII)
_SPACES = re.compile(r"[\s\u00a0\u202f]")


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in minor units of one currency."""

    minor: int
    currency: str = DEFAULT_CURRENCY


def parse_check_amount(typed: str, *, currency: str = DEFAULT_CURRENCY) -> Money:
    """The check amount a person typed: spaces allowed, comma or dot before the kopecks.

    Raises ``AmountInvalid``. Source: CSH-21, CSH-22, C-94 (zero is a valid check).
    """
    text = _SPACES.sub("", typed).replace(",", ".")
    if _NUMBER.fullmatch(text) is None:
        raise _invalid(typed, "not_a_number")
    minor = Decimal(text) * MINOR_PER_MAJOR
    if minor < 0:
        raise _invalid(typed, "negative")
    if minor != int(minor):
        raise _invalid(typed, "too_fine")
    return check_amount(int(minor), currency=currency)


def check_amount(minor: int, *, currency: str = DEFAULT_CURRENCY) -> Money:
    """``minor`` as a check amount. Raises ``AmountInvalid`` outside 0 … 1,000,000 (CSH-21)."""
    if minor < 0:
        raise _invalid(str(minor), "negative")
    if minor > CHECK_AMOUNT_MAX_MINOR:
        raise _invalid(str(minor), "too_large")
    return Money(minor, currency)


def _invalid(typed: str, reason: str) -> AmountInvalid:
    return AmountInvalid(typed=typed[:40], reason=reason, limit_minor=CHECK_AMOUNT_MAX_MINOR)
