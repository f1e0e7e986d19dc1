"""Of which roubles a check earns: tips, exclusions, redeemed points, and each rule's own part.

Every rouble of the eligible base is in the part of one rule at most (LOY-44, C-23, C-24): rules
take from one pool, the highest priority first. A rule for categories takes what is left of their
items, a rule for payment methods what is left of those payments, any other rule all that is left;
none takes more than the pool holds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from shared.domain.check import Bill, BillPart, CheckItem, PaymentMethod
from shared.domain.conditions import Condition, Situation
from shared.domain.currency import Rate, convert
from shared.domain.errors import RateMissing
from shared.domain.money import Money
from shared.domain.points import points_value_minor
from shared.domain.programme import ProgrammeSettings, Rule, table_rate
from shared.domain.quotes import QuoteStep, StepKind

PART_RULES_MAX = 11
"""How many rules for a part of the check may share one: a body has room for no more steps."""
_Key = TypeVar("_Key", str, PaymentMethod)


@dataclass(frozen=True, slots=True)
class EligibleBase:
    """What of a check earns at all, and what was left out."""

    minor: int
    steps: tuple[QuoteStep, ...]


@dataclass(frozen=True, slots=True)
class RulePart:
    """The roubles that earn under ``rule``."""

    rule: Rule
    base_minor: int


def in_own_currency(bill: Bill, settings: ProgrammeSettings) -> Bill:
    """``bill`` in the programme's currency, by its own rate or by the programme's table (LOY-69).

    Raises ``RateMissing``, and ``AmountInvalid`` for what is worth more than any check.
    """
    currency = bill.amount.currency
    if currency == settings.currency:
        return bill
    rate = bill.rate or table_rate(currency, settings)
    if (rate.source, rate.target) != (currency, settings.currency):
        raise RateMissing(source=currency, target=settings.currency)
    return Bill(
        amount=convert(bill.amount, rate),
        parts=tuple(
            replace(part, amount_minor=_worth(part.amount_minor, rate)) for part in bill.parts
        ),
        excluded_minor=_worth(bill.excluded_minor, rate),
        payments=tuple(
            replace(each, amount_minor=_worth(each.amount_minor, rate)) for each in bill.payments
        ),
        tips_minor=_worth(bill.tips_minor, rate),
        rate=rate,
    )


def _worth(minor: int, rate: Rate) -> int:
    return convert(Money(minor, rate.source), rate).minor


def eligible_base(
    bill: Bill, settings: ProgrammeSettings, *, redeemed_points: int = 0
) -> EligibleBase:
    """The check without tips, excluded items and, where the programme nets, redeemed points.

    ``bill`` is in the programme's currency. Never below 0; where no items are known nothing can be
    excluded (LOY-70).
    """
    left, steps = bill.amount.minor, _rate_steps(bill, settings)
    if bill.tips_minor and not settings.include_tips:
        left = max(0, left - bill.tips_minor)
        steps.append(QuoteStep(StepKind.TIPS, 0, base_minor=bill.tips_minor))
    if bill.excluded_minor:
        left = max(0, left - bill.excluded_minor)
        steps.append(QuoteStep(StepKind.EXCLUDED, 0, base_minor=bill.excluded_minor))
    if settings.earn_on_net and redeemed_points:
        left = max(0, left - points_value_minor(redeemed_points))
        steps.append(QuoteStep(StepKind.NET_BASE, 0, base_minor=left))
    return EligibleBase(left, tuple(steps))


def _rate_steps(bill: Bill, settings: ProgrammeSettings) -> list[QuoteStep]:
    if bill.rate is None or bill.rate.source == settings.currency:
        return []
    worth = bill.amount.minor
    return [QuoteStep(StepKind.RATE, 0, base_minor=worth, name=bill.rate.source)]


def itemised(
    items: Sequence[CheckItem], settings: ProgrammeSettings
) -> tuple[tuple[BillPart, ...], int]:
    """``items`` as the parts of a bill, and what the excluded ones cost (LOY-60, LOY-62)."""
    by_category: dict[str, int] = {}
    excluded = 0
    for item in items:
        if is_excluded(item, settings):
            excluded += item.sum_minor
        elif item.category_id:
            before = by_category.get(item.category_id, 0)
            by_category[item.category_id] = before + item.sum_minor
    parts = (BillPart(category, by_category[category]) for category in sorted(by_category))
    return tuple(parts), excluded


def is_excluded(item: CheckItem, settings: ProgrammeSettings) -> bool:
    """Whether the item earns nothing (LOY-62)."""
    return (
        item.category_id in settings.excluded_category_ids
        or item.product_id in settings.excluded_product_ids
    )


def rule_parts(
    bill: Bill, base: EligibleBase, *, rules: Sequence[Rule], situation: Situation
) -> tuple[RulePart, ...]:
    """Which rouble earns under which of ``rules`` (those in force, in any order)."""
    pool = _Pool(bill, base)
    return tuple(pool.divided(rules, situation))


class _Pool:
    """What no rule has taken yet."""

    def __init__(self, bill: Bill, base: EligibleBase) -> None:
        self._left = base.minor
        self._by_category = {part.category_id: part.amount_minor for part in bill.parts}
        self._by_method = {each.method: each.amount_minor for each in bill.payments}

    def divided(self, rules: Sequence[Rule], situation: Situation) -> Iterator[RulePart]:
        """Where too many rules want a part of their own, what is left is the general rule's."""
        taken = 0
        for rule in sorted(rules, key=lambda each: (each.priority, each.rule_id)):
            if self._left == 0:
                return
            is_full = taken == PART_RULES_MAX and rule.condition.is_of_part
            if not is_full and rule.condition.holds(situation):
                part = self._take(rule.condition)
                if part:
                    taken += 1
                    yield RulePart(rule, part)

    def _take(self, condition: Condition) -> int:
        """A part for categories and methods alike is no more than either of them has left."""
        part = self._left
        if condition.categories:
            part = min(part, sum(self._by_category.get(x, 0) for x in condition.categories))
        if condition.payment_methods:
            part = min(part, sum(self._by_method.get(x, 0) for x in condition.payment_methods))
        _lower(self._by_category, condition.categories, part)
        _lower(self._by_method, condition.payment_methods, part)
        self._left -= part
        return part


def _lower(left: dict[_Key, int], keys: Sequence[_Key], taken: int) -> None:
    """Takes ``taken`` from the entries of ``keys``, in their order, as far as they have it."""
    for key in keys:
        part = min(left.get(key, 0), taken)
        if part:
            left[key] -= part
            taken -= part
