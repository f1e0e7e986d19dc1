"""Words and number formats of our paper, Russian and English.

Knows how money, points and moments are written for people (CSH-17); presenters of the screen use
the same, so paper and screen never disagree.
"""

from datetime import date, datetime
from typing import Final

from shared.domain.money import MINOR_PER_MAJOR, Money
from shared.receipt.language import Language, russian_plural

__all__ = [
    "Language",
    "date_text",
    "hundredths_text",
    "moment_text",
    "money_text",
    "number_text",
    "percent_text",
    "phone_text",
    "points_noun",
    "points_text",
    "russian_plural",
    "signed_text",
]

_NBSP: Final = "\u00a0"
_SIGNS: Final = {"RUB": "₽", "USD": "$", "EUR": "€", "KZT": "₸"}


def money_text(money: Money, *, language: Language) -> str:
    """``2 000,50 ₽`` or ``2,000.50 ₽``; kopecks only where there are any."""
    sign = _SIGNS.get(money.currency, money.currency)
    major, minor = divmod(abs(money.minor), MINOR_PER_MAJOR)
    decimal = "," if language is Language.RU else "."
    fraction = f"{decimal}{minor:02d}" if minor else ""
    minus = "−" if money.minor < 0 else ""
    return f"{minus}{_grouped(major, language)}{fraction}{_NBSP}{sign}"


def number_text(number: int, *, language: Language) -> str:
    """``12 500`` or ``12,500``, with a true minus."""
    minus = "−" if number < 0 else ""
    return minus + _grouped(abs(number), language)


def signed_text(number: int, *, language: Language) -> str:
    """``+300`` or ``−400``."""
    plus = "+" if number > 0 else ""
    return plus + number_text(number, language=language)


def points_text(points: int, *, language: Language) -> str:
    """``300 баллов``, ``1 балл``, ``2 балла``; ``1 point``, ``300 points``."""
    return f"{number_text(points, language=language)}{_NBSP}{points_noun(points, language)}"


def points_noun(points: int, language: Language) -> str:
    """The noun that goes with the number."""
    count = abs(points)
    if language is Language.EN:
        return "point" if count == 1 else "points"
    return russian_plural(count, one="балл", few="балла", many="баллов")


def percent_text(basis_points: int, *, language: Language) -> str:
    """``10 %`` or ``12,5 %``."""
    whole, hundredths = divmod(basis_points, 100)
    space = _NBSP if language is Language.RU else ""
    return f"{hundredths_text(whole, hundredths, language=language)}{space}%"


def hundredths_text(whole: int, hundredths: int, *, language: Language) -> str:
    """``199,9`` or ``1,199.95`` of not negative parts."""
    decimal = "," if language is Language.RU else "."
    fraction = f"{decimal}{hundredths:02d}".rstrip("0") if hundredths else ""
    return number_text(whole, language=language) + fraction


def moment_text(local: datetime) -> str:
    """``21.11.2026 14:05`` of a moment already in the restaurant's time zone (CSH-17)."""
    return local.strftime("%d.%m.%Y %H:%M")


def date_text(day: date) -> str:
    """``21.11.2026`` (CSH-17)."""
    return day.strftime("%d.%m.%Y")


def phone_text(phone: str) -> str:
    """``+7 999 123-45-67`` of a normalised phone."""
    return f"+{phone[0]} {phone[1:4]} {phone[4:7]}-{phone[7:9]}-{phone[9:]}"


def _grouped(number: int, language: Language) -> str:
    return f"{number:,}".replace(",", _NBSP if language is Language.RU else ",")
