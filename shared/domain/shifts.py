"""Shifts of a till and what is reported of them (field.md row 25: derived, never accumulated).

A report is a list of sums. It is always computed again from the deeds; the difference between two
reports of one shift is an addendum, and a closed report with all its addenda is what the ledger
booked. Must not know operations, paper or screens.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from shared.domain.money import Money

SUMS_MAX: Final = 96
"""So many sums a closed report names people in; eight kinds of a dozen people are as many."""

_Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Deed:
    """What one operation adds to a report."""

    staff_id: str
    kind: str
    """Of the operation: ``earn``, ``redeem`` …"""
    points: int
    """The signed change of the balance."""
    amount: Money | None = None
    """Of the check it was about; of a refund, what went back."""


@dataclass(frozen=True, slots=True)
class ShiftSum:
    """What one person did of one kind; in an addendum each number is a change."""

    staff_id: str
    """Empty where a report has more sums than it may name people in."""
    kind: str
    count: int
    points: int
    amount_minor: int = 0
    currency: str = ""
    """Of the checks; empty where there were none."""


def summed(deeds: Iterable[Deed]) -> tuple[ShiftSum, ...]:
    """The report on ``deeds``, by person, kind and currency."""
    return _added(
        ShiftSum(
            each.staff_id,
            each.kind,
            count=1,
            points=each.points,
            amount_minor=each.amount.minor if each.amount else 0,
            currency=each.amount.currency if each.amount else "",
        )
        for each in deeds
    )


def together(*reports: Iterable[ShiftSum]) -> tuple[ShiftSum, ...]:
    """All of ``reports`` as one: a closed report and its addenda, say."""
    return _added(each for report in reports for each in report)


def difference(now: Iterable[ShiftSum], before: Iterable[ShiftSum]) -> tuple[ShiftSum, ...]:
    """What turns ``before`` into ``now``: an addendum; empty where nothing differs."""
    return together(now, (_negative(each) for each in before))


def totals(report: Iterable[ShiftSum]) -> tuple[ShiftSum, ...]:
    """The report without names."""
    return _added(replace(each, staff_id="") for each in report)


def as_closed(report: tuple[ShiftSum, ...]) -> tuple[ShiftSum, ...]:
    """The report as a closing operation has room for it: with names up to ``SUMS_MAX``."""
    return report if len(report) <= SUMS_MAX else totals(report)


def _added(sums: Iterable[ShiftSum]) -> tuple[ShiftSum, ...]:
    found: dict[_Key, ShiftSum] = {}
    for each in sums:
        key = (each.staff_id, each.kind, each.currency)
        found[key] = _plus(found[key], each) if key in found else each
    return tuple(found[key] for key in sorted(found) if _is_any(found[key]))


def _plus(one: ShiftSum, other: ShiftSum) -> ShiftSum:
    return replace(
        one,
        count=one.count + other.count,
        points=one.points + other.points,
        amount_minor=one.amount_minor + other.amount_minor,
    )


def _negative(each: ShiftSum) -> ShiftSum:
    return replace(each, count=-each.count, points=-each.points, amount_minor=-each.amount_minor)


def _is_any(each: ShiftSum) -> bool:
    return bool(each.count or each.points or each.amount_minor)
