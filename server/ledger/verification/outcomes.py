"""Stored outcomes as they are found, sound or not."""

from collections.abc import Callable, Iterable
from functools import lru_cache

from pydantic import ValidationError

from server.ledger.incoming import ALREADY_BOOKED
from shared.sync.messages import Outcome

ROWS_AT_ONCE = 1_000
"""A ledger may be larger than the memory that checks it."""

Fact = tuple[str, str]


def unmatched(
    some: Callable[[], Iterable[Fact]], others: Callable[[], Iterable[Fact]]
) -> list[Fact]:
    """The facts that are told on one side only, in their order.

    Both sides are added up first, so a sound ledger of any size needs no memory; only where the
    sums differ is it asked which facts they are.
    """
    if _sum(some()) == _sum(others()):
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


def is_copy(outcome: Outcome) -> bool:
    """Whether the effect is that of the same operation under an earlier epoch."""
    return ALREADY_BOOKED in outcome.notes


def _sum(facts: Iterable[Fact]) -> tuple[int, int]:
    """How many, and the sum of their hashes, which nobody outside this process can foresee."""
    count = total = 0
    for fact in facts:
        count += 1
        total += hash(fact)
    return count, total
