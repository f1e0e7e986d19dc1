"""Stored outcomes and facts as they are found, sound or not."""

import json
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from pydantic import ValidationError

from server.ledger.incoming import ALREADY_BOOKED
from shared.sync.messages import Outcome

ROWS_AT_ONCE = 1_000
"""A ledger may be larger than the memory that checks it."""

NO_EFFECT = frozenset({"rejected", "parked", "quarantined"})
"""What became of operations that booked nothing (S12)."""

T = TypeVar("T", str, tuple[str, str])


@dataclass(slots=True)
class Sum:
    """How many facts, and the sum of their hashes, which nobody outside this process foresees."""

    count: int = 0
    total: int = 0

    def add(self, fact: Hashable) -> None:
        """Counts it, wherever it comes among the others."""
        self.count += 1
        self.total += hash(repr(fact))  # of numbers -1 and -2 have the same hash


def sum_of(facts: Iterable[Hashable]) -> Sum:
    """The sum of them all."""
    found = Sum()
    for fact in facts:
        found.add(fact)
    return found


def unmatched(
    some: Callable[[], Iterable[T]], others: Callable[[], Iterable[T]], *, others_sum: Sum
) -> list[T]:
    """The facts that are told on one side only, in their order.

    The sums are compared first, so a sound ledger of any size needs no memory; only where they
    differ is it asked which facts they are.
    """
    if sum_of(some()) == others_sum:
        return []
    return sorted(set(some()) ^ set(others()))


@lru_cache(maxsize=ROWS_AT_ONCE)
def outcome_of(text: str | None) -> Outcome | None:
    """The outcome, or None where there is none that anybody understands.

    Kept a while: what looks at a row asks more than once.
    """
    try:
        return Outcome.model_validate_json(text or "")
    except ValidationError:
        return None


def object_in(text: str) -> dict[str, Any]:
    """The object in ``text``; an empty one where somebody wrote another thing there."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def is_copy(outcome: Outcome) -> bool:
    """Whether the effect is that of the same operation under an earlier epoch."""
    return ALREADY_BOOKED in outcome.notes
