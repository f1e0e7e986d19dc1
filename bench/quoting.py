"""What a quote costs: ten items against fifty rules and twenty promos, none of them in vain.

Every rule has a condition of its own, with a group in it, and is asked; every promo applies, so
that they are weighed against one another. It is on the path of every webhook and of every key that
is pressed.
"""

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from types import FrameType
from typing import Any
from uuid import UUID

from shared.domain.bases import itemised
from shared.domain.check import Bill, CheckItem
from shared.domain.conditions import Condition
from shared.domain.earning import quote_earn
from shared.domain.ids import LevelId, ProgrammeVersionId, PromoId, RuleId
from shared.domain.money import Money
from shared.domain.programme import (
    Category,
    Level,
    ProgrammeSettings,
    ProgrammeVersion,
    Promo,
    PromoKind,
    PromoStrategy,
    Rule,
)
from shared.domain.programme_check import check_programme
from shared.domain.quotes import EarnQuote
from shared.domain.visitors import Birthday, Visitor

RULES = 50
PROMOS = 20
ITEMS = 10
_AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
_CATEGORIES = tuple(f"category-{place}" for place in range(ITEMS))
_ITEMS = tuple(CheckItem(f"product-{x}", x, 100_00, 1500) for x in _CATEGORIES)
_BRONZE = LevelId(str(UUID(int=1)))
_VISITOR = Visitor(_BRONZE, (Birthday(3, 2026),))


@dataclass(frozen=True, slots=True)
class Quoted:
    """What one quote took."""

    seconds: tuple[float, ...]
    allocations: int


def quote_often(repeats: int) -> Quoted:
    """The same quote so many times, and what it allocates."""
    programme = _programme()
    check_programme(programme)
    seconds = tuple(_seconds(lambda: _quote(programme)) for _ in range(repeats))
    return Quoted(seconds, statistics.median_low(_allocations(programme) for _ in range(3)))


def _quote(programme: ProgrammeVersion) -> EarnQuote:
    parts, excluded = itemised(_ITEMS, programme.settings)
    bill = Bill(Money(1_600_00), parts=parts, excluded_minor=excluded)
    return quote_earn(bill, _VISITOR, programme=programme, at=_AT)


def _programme() -> ProgrammeVersion:
    return ProgrammeVersion(
        version_id=ProgrammeVersionId(str(UUID(int=2))),
        number=1,
        name="bench",
        valid_from=_AT,
        settings=ProgrammeSettings(promo_strategy=PromoStrategy.MAX_ONLY),
        levels=(Level(_BRONZE, "Bronze", 0, 5_00),),
        rules=tuple(_rule(place) for place in range(RULES)),
        promos=tuple(_promo(place) for place in range(PROMOS)),
        categories=tuple(Category(each, each) for each in _CATEGORIES),
    )


def _rule(place: int) -> Rule:
    """One in five earns on a category, the others ask for too much; the last is general."""
    asked = Condition(
        min_check_minor=1_000_00 if place % 5 == 0 else 1_700_00,
        weekdays=(6, 7),
        categories=(_CATEGORIES[place // 5],),
        any_of=(Condition(birthday_days=1), Condition(birthday_days=3)),
    )
    condition = asked if place < RULES - 1 else Condition()
    return Rule(RuleId(str(UUID(int=100 + place))), f"rule {place}", place + 1, 10_00, condition)


def _promo(place: int) -> Promo:
    return Promo(
        promo_id=PromoId(str(UUID(int=200 + place))),
        name=f"promo {place}",
        kind=PromoKind.CUSTOM,
        points=100 + place,
        valid_days=7,
        condition=Condition(min_check_minor=1_000_00, weekdays=(6, 7)),
        priority=place + 1,
    )


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _allocations(programme: ProgrammeVersion) -> int:
    """Blocks taken from the allocator, counted between single steps of the interpreter.

    What one step takes and gives back at once is not seen: the least there are.
    """
    taken = 0
    before = 0

    def count(frame: FrameType, _event: str, _arg: Any) -> Any:
        nonlocal taken, before
        frame.f_trace_opcodes = True
        taken += max(0, sys.getallocatedblocks() - before)
        before = sys.getallocatedblocks()
        return count

    usual = sys.gettrace()
    before = sys.getallocatedblocks()
    sys.settrace(count)
    try:
        _quote(programme)
    finally:
        sys.settrace(usual)
    return taken
