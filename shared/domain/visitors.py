"""What a quote may know of the guest, and nothing that names him.

A quote is computed again on the server from what the body says, so these facts travel in bodies:
no birth date among them, only within how many days the nearest birthday is, and that only where the
programme gives something for it (``shared.domain.visiting``).
"""

from dataclasses import dataclass
from datetime import date

from shared.domain.ids import LevelId, PromoId


@dataclass(frozen=True, slots=True)
class Birthday:
    """The birthday of the guest (``of`` is empty) or of a child that is nearest to today."""

    days: int
    """How far it is, before or after: the programme's smallest window that holds it, where this
    travels (``visitor_of``)."""
    year: int
    """The year it falls in: what makes a grant of it one of a kind."""
    of: str = ""


@dataclass(frozen=True, slots=True)
class Births:
    """What a house knows of birth dates: the guest's own, and his children's by their ids."""

    own: date | None = None
    children: tuple[tuple[str, date], ...] = ()


@dataclass(frozen=True, slots=True)
class Granted:
    """A promo this guest already got, for one occasion (a birthday's year, an absence's start)."""

    promo_id: PromoId
    occasion: str


@dataclass(frozen=True, slots=True)
class Visitor:
    """The guest, as a check sees him."""

    level_id: LevelId
    birthdays: tuple[Birthday, ...] = ()
    is_first_visit: bool = False
    away_since: date | None = None
    """The local day of his last activity; None when he was never active."""
    granted: frozenset[Granted] = frozenset()
    discount_bp: int | None = None
    """His own discount; None is his level's (LOY-03)."""


def nearest_birthday(born: date, today: date, *, of: str = "") -> Birthday:
    """The birthday nearest to ``today``; who was born on 29 February has it on the 28th otherwise.

    Source: LOY-41, LOY-80, LOY-89.
    """
    around = (_in_year(born, today.year + step) for step in (-1, 0, 1))
    nearest = min(around, key=lambda day: (abs((day - today).days), day))
    return Birthday(abs((nearest - today).days), nearest.year, of)


def _in_year(born: date, year: int) -> date:
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 2, 28)
