"""What a programme asks of a check beyond its amount: how it was paid, and the tips in it.

Only what its rules and promos in force look at (LOY-64, LOY-66): nobody types in vain. Pure.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from shared.domain.check import PaymentMethod
from shared.domain.conditions import Condition
from shared.domain.programme import ProgrammeKind, ProgrammeVersion, Promo, Rule, is_in_force


@dataclass(frozen=True, slots=True)
class Wanted:
    """The details that make a difference."""

    methods: tuple[PaymentMethod, ...]
    """Empty where the way of paying earns nothing more."""
    tips: bool
    """False where tips count like everything else."""


def wanted_of(programme: ProgrammeVersion, at: datetime) -> Wanted:
    """What ``programme`` wants to know of a check at ``at`` (aware UTC)."""
    named = set(_methods(programme, at))
    return Wanted(
        methods=tuple(method for method in PaymentMethod if method in named),
        tips=not programme.settings.include_tips,
    )


def _methods(programme: ProgrammeVersion, at: datetime) -> Iterator[PaymentMethod]:
    if programme.settings.kind is ProgrammeKind.DISCOUNT:
        return
    terms: tuple[Rule | Promo, ...] = (*programme.rules, *programme.promos)
    for each in terms:
        if is_in_force(each, at):
            yield from _named(each.condition)


def _named(condition: Condition) -> Iterator[PaymentMethod]:
    yield from condition.payment_methods
    for each in (*condition.all_of, *condition.any_of):
        yield from _named(each)
