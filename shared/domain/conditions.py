"""When a rule or a promo applies: AND and OR over what is known of a check (LOY-42…LOY-48).

Every field that is set must hold, and every condition of ``all_of``, and one of ``any_of`` when
there are any: so nested groups say whatever a builder of conditions can. An amount over 5,000.00
is ``min_check_minor=500001``: amounts are whole kopecks, so > and = need no operators.
"""

from dataclasses import dataclass
from datetime import datetime

from shared.domain.check import PaymentMethod
from shared.domain.ids import LevelId
from shared.domain.visitors import Visitor


@dataclass(frozen=True, slots=True)
class Situation:
    """The check, the guest and the restaurant's own time, read once for a whole quote."""

    amount_minor: int
    local: datetime
    visitor: Visitor
    categories: frozenset[str] = frozenset()
    methods: frozenset[PaymentMethod] = frozenset()


@dataclass(frozen=True, slots=True)
class Condition:
    """What is left empty always holds."""

    min_check_minor: int = 0
    weekdays: tuple[int, ...] = ()
    """ISO weekdays, Monday is 1, in the programme's own time zone."""
    max_check_minor: int | None = None
    level_ids: tuple[LevelId, ...] = ()
    from_minute: int | None = None
    """Minutes since local midnight, with ``until_minute`` (not included); may go over midnight."""
    until_minute: int | None = None
    birthday_days: int | None = None
    """At most so many days before or after the guest's birthday (LOY-41)."""
    categories: tuple[str, ...] = ()
    """Of a rule: it earns on the items of these alone (LOY-60). Of a promo: one is on the check."""
    payment_methods: tuple[PaymentMethod, ...] = ()
    """Of a rule: it earns on what was paid by these alone (LOY-68). Of a promo: one was used."""
    all_of: "tuple[Condition, ...]" = ()
    any_of: "tuple[Condition, ...]" = ()

    @property
    def is_of_part(self) -> bool:
        """Whether a rule under it earns on a part of the check alone."""
        return bool(self.categories or self.payment_methods)

    def holds(self, situation: Situation) -> bool:
        """Whether the condition is met."""
        return (
            self._amount_holds(situation.amount_minor)
            and self._time_holds(situation.local)
            and self._guest_holds(situation.visitor)
            and (not self.categories or not situation.categories.isdisjoint(self.categories))
            and (not self.payment_methods or not situation.methods.isdisjoint(self.payment_methods))
            and all(each.holds(situation) for each in self.all_of)
            and (not self.any_of or any(each.holds(situation) for each in self.any_of))
        )

    def _amount_holds(self, amount_minor: int) -> bool:
        if amount_minor < self.min_check_minor:
            return False
        return self.max_check_minor is None or amount_minor <= self.max_check_minor

    def _time_holds(self, local: datetime) -> bool:
        if self.weekdays and local.isoweekday() not in self.weekdays:
            return False
        if self.from_minute is None or self.until_minute is None:
            return True
        minute = local.hour * 60 + local.minute
        if self.from_minute <= self.until_minute:
            return self.from_minute <= minute < self.until_minute
        return minute >= self.from_minute or minute < self.until_minute

    def _guest_holds(self, visitor: Visitor) -> bool:
        if self.level_ids and visitor.level_id not in self.level_ids:
            return False
        if self.birthday_days is None:
            return True
        own = (each for each in visitor.birthdays if not each.of)
        return any(each.days <= self.birthday_days for each in own)


ALWAYS = Condition()
