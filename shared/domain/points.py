"""Points: whole numbers, 1 point = 1 rouble (LOY-02), always rounded down (CSH-22).

Percentages are basis points (``1000`` is 10 %), so that every product stays an integer
(LOY-73: exact arithmetic, never a binary float).
"""

from enum import StrEnum

from shared.domain.money import MINOR_PER_MAJOR

BASIS_POINTS_PER_ONE = 10_000


class PointsKind(StrEnum):
    """The two balances of a card (LED-03, LOY-15)."""

    REGULAR = "REGULAR"
    PROMO = "PROMO"


def percent_of(amount_minor: int, basis_points: int) -> int:
    """Whole points that ``basis_points`` of an amount in minor units give, rounded down.

    Source: LOY-32, one of its "two separate floors".
    """
    assert amount_minor >= 0
    assert basis_points >= 0
    return amount_minor * basis_points // (BASIS_POINTS_PER_ONE * MINOR_PER_MAJOR)


def share_of(points: int, part_minor: int, whole_minor: int) -> int:
    """``floor(points × part / whole)`` without a float: 285 × 210 / 2850 is 21 (LOY-73)."""
    assert points >= 0
    assert 0 <= part_minor <= whole_minor
    assert whole_minor > 0
    return points * part_minor // whole_minor


def points_value_minor(points: int) -> int:
    """What ``points`` are worth at the till, in minor units (LOY-02)."""
    return points * MINOR_PER_MAJOR
