"""Which values a condition may hold; the first one out of bounds is named by its path (LOY-47)."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.domain.conditions import Condition
from shared.domain.errors import FieldInvalid
from shared.domain.money import CHECK_AMOUNT_MAX_MINOR

ISO_WEEKDAYS = range(1, 8)
MINUTES_A_DAY = 24 * 60
BIRTHDAY_WINDOW_MAX = 60
"""Days; a wider one would hardly be about a birthday, and bodies say no wider ones."""
CONDITION_DEPTH_MAX = 5
GROUP_MAX = 20


@dataclass(frozen=True, slots=True)
class Known:
    """What a condition may name: the levels and categories of its own programme version."""

    level_ids: frozenset[str]
    categories: frozenset[str]
    is_part_in_groups: bool
    """A promo may ask for a category or a payment anywhere: it asks whether there is one. A rule
    takes its roubles from them, so it names them on top alone."""


def check_condition(condition: Condition, path: str, *, known: Known) -> None:
    """Raises ``FieldInvalid`` with the path of the first value outside its bounds."""
    _check(condition, path, known=known, depth=1)


def _check(condition: Condition, path: str, *, known: Known, depth: int) -> None:
    _require(depth <= CONDITION_DEPTH_MAX, path, "too_deep")
    _check_amounts(condition, path)
    _check_hours(condition, path)
    days = condition.birthday_days
    _require(days is None or 0 <= days <= BIRTHDAY_WINDOW_MAX, f"{path}.birthday_days")
    _check_names(condition, path, known)
    may_be_part = depth == 1 or known.is_part_in_groups
    _require(may_be_part or not condition.is_of_part, path, "part_in_group")
    for name, group in (("all_of", condition.all_of), ("any_of", condition.any_of)):
        _require(len(group) <= GROUP_MAX, f"{path}.{name}", "too_many")
        for place, each in enumerate(group):
            _check(each, f"{path}.{name}.{place}", known=known, depth=depth + 1)


def _check_amounts(condition: Condition, path: str) -> None:
    least, most = condition.min_check_minor, condition.max_check_minor
    _require(0 <= least <= CHECK_AMOUNT_MAX_MINOR, f"{path}.min_check_minor")
    _require(most is None or least <= most <= CHECK_AMOUNT_MAX_MINOR, f"{path}.max_check_minor")


def _check_hours(condition: Condition, path: str) -> None:
    begin, end = condition.from_minute, condition.until_minute
    _require((begin is None) == (end is None), f"{path}.until_minute", "missing")
    for name, minute in (("from_minute", begin), ("until_minute", end)):
        _require(minute is None or 0 <= minute < MINUTES_A_DAY, f"{path}.{name}")
    _require(begin is None or begin != end, f"{path}.until_minute", "same")


def _check_names(condition: Condition, path: str, known: Known) -> None:
    _require(all(day in ISO_WEEKDAYS for day in condition.weekdays), f"{path}.weekdays")
    _require_once(condition.weekdays, f"{path}.weekdays")
    _require_known(condition.level_ids, known.level_ids, f"{path}.level_ids")
    _require_known(condition.categories, known.categories, f"{path}.categories")
    _require_once(condition.payment_methods, f"{path}.payment_methods")


def _require_known(names: Sequence[str], there: frozenset[str], path: str) -> None:
    for place, name in enumerate(names):
        _require(name in there, f"{path}.{place}", "unknown")
    _require_once(names, path)


def _require_once(values: Sequence[object], path: str) -> None:
    for place, value in enumerate(values):
        _require(value not in values[:place], f"{path}.{place}", "twice")


def _require(holds: bool, field: str, reason: str = "out_of_range") -> None:
    if not holds:
        raise FieldInvalid(field=field, reason=reason)
