"""A birth date while it is typed or turned: what of it is impossible, and where the wheels stand.

Source: CSH-41, CSH-81. Says what is wrong as soon as nothing more can mend it; the till checks
again what is submitted.
"""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from client.ui.presenters.arranging import whole_birth_date
from shared.domain.guest import BIRTH_YEARS_MAX
from shared.receipt.words import Language

YEARS_SHOWN_FIRST: Final = 30
"""So old is the guest whose year stands under the finger before anything is typed."""
_YEAR_DIGITS: Final = 4
_LEAP_YEAR: Final = 2000
_DAYS_MAX: Final = 31
_MONTHS: Final = {
    Language.RU: (
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ),
    Language.EN: (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}


class BirthPart(StrEnum):
    """Which wheel is turned."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Wheels:
    """What stands in the middle of the three wheels."""

    day: int
    month: int
    year: int

    @property
    def text(self) -> str:
        """As it would have been typed; a day that the month has not becomes its last."""
        last = monthrange(self.year, self.month)[1]
        return f"{min(self.day, last):02}.{self.month:02}.{self.year}"


def read_birth_date(typed: str) -> date | None:
    """The date of ``dd.MM.yyyy``. Raises ``ValueError``; None for nothing typed."""
    if not typed.strip():
        return None
    day, month, year = whole_birth_date(typed).split(".")
    if len(year) != _YEAR_DIGITS:
        raise ValueError(typed)
    return date(int(year), int(month), int(day))


def birth_problem(typed: str, *, today: date) -> str | None:
    """Why no birth date begins like that: a ``FieldInvalid`` reason; None while one still may."""
    day, month, year = [*typed.split("."), "", ""][:3]
    if _is_no_day(day) or _is_no_month(month) or _is_no_day_of(day, month):
        return "format"
    if len(year) < _YEAR_DIGITS:
        return _problem_of_years(year, today=today)
    try:
        born = read_birth_date(typed)
    except ValueError:
        return "format" if day and month else None
    if born is not None and born > today:
        return "future"
    return _problem_of_years(year, today=today)


def months(language: Language) -> tuple[str, ...]:
    """The names of the months, as they follow a day."""
    return _MONTHS[language]


def days() -> tuple[str, ...]:
    """All days that any month has."""
    return tuple(str(day) for day in range(1, _DAYS_MAX + 1))


def years(today: date) -> range:
    """The years somebody may be born in, the earliest first."""
    return range(today.year - BIRTH_YEARS_MAX, today.year + 1)


def wheels_of(typed: str, *, today: date) -> Wheels | None:
    """Where the wheels stand for a whole date; None for anything else."""
    try:
        born = read_birth_date(typed)
    except ValueError:
        return None
    if born is None or born.year not in years(today):
        return None
    return Wheels(born.day, born.month, born.year)


def wheels_at_rest(today: date) -> Wheels:
    """Where they stand before anything is typed."""
    return Wheels(1, 1, today.year - YEARS_SHOWN_FIRST)


def turned(wheels: Wheels, part: BirthPart, index: int, *, today: date) -> Wheels:
    """The wheels once one of them was turned to its ``index``, counted from 0."""
    match part:
        case BirthPart.DAY:
            return replace(wheels, day=index + 1)
        case BirthPart.MONTH:
            return replace(wheels, month=index + 1)
        case BirthPart.YEAR:
            return replace(wheels, year=years(today)[index])


def index_of(wheels: Wheels, part: BirthPart, *, today: date) -> int:
    """Which line of that wheel is in the middle, counted from 0."""
    match part:
        case BirthPart.DAY:
            return wheels.day - 1
        case BirthPart.MONTH:
            return wheels.month - 1
        case BirthPart.YEAR:
            return years(today).index(wheels.year)


def _is_no_day(day: str) -> bool:
    return len(day) == len("31") and not 1 <= int(day) <= _DAYS_MAX


def _is_no_month(month: str) -> bool:
    return len(month) == len("12") and not 1 <= int(month) <= len(_MONTHS[Language.RU])


def _is_no_day_of(day: str, month: str) -> bool:
    """A day that the month has in no year; a single digit may still grow."""
    if len(day) < len("31") or len(month) < len("12"):
        return False
    return int(day) > monthrange(_LEAP_YEAR, int(month))[1]


def _problem_of_years(begun: str, *, today: date) -> str | None:
    """Of a year as far as it is typed."""
    if not begun:
        return None
    earliest, latest = int(begun.ljust(_YEAR_DIGITS, "0")), int(begun.ljust(_YEAR_DIGITS, "9"))
    if earliest > today.year:
        return "future"
    return "too_old" if latest < years(today)[0] else None
