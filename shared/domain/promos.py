"""Promos: which apply to a check or a registration, and which of those stand together.

Source: LOY-80…LOY-84, G-06, G-21, G-23. Must not know whether a guest was granted one elsewhere
meanwhile: that is a fact of the ``Visitor``, and the server has the last word on it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.domain.conditions import Situation
from shared.domain.ids import PromoId
from shared.domain.programme import (
    ProgrammeVersion,
    Promo,
    PromoKind,
    PromoStrategy,
    is_in_force,
    strategies,
)
from shared.domain.quotes import PromoGrant, QuoteStep, StepKind
from shared.domain.visitors import Granted, Visitor


@dataclass(frozen=True, slots=True)
class PromoChoice:
    """The promos that are granted, and those that gave way to them."""

    grants: tuple[PromoGrant, ...]
    steps: tuple[QuoteStep, ...]


def promos_of_check(
    situation: Situation, *, programme: ProgrammeVersion, at: datetime
) -> PromoChoice:
    """What the promos give for a check at ``at`` (aware UTC), conflicts resolved."""
    applying = [
        (promo, occasion)
        for promo in programme.promos
        if is_in_force(promo, at) and promo.condition.holds(situation)
        for occasion in _occasions(promo, situation)
    ]
    return _choice(applying, programme=programme, at=at)


def promos_of_registration(*, programme: ProgrammeVersion, at: datetime) -> PromoChoice:
    """The welcome of a new guest: FIRST_VISIT promos, without a check (CSH-45, LOY-88)."""
    applying = [
        (promo, FIRST_VISIT)
        for promo in programme.promos
        if promo.kind is PromoKind.FIRST_VISIT and is_in_force(promo, at)
    ]
    return _choice(applying, programme=programme, at=at)


def standing(promos: Sequence[Promo], programme: ProgrammeVersion) -> tuple[Promo, ...]:
    """Those of ``promos`` that are granted together, in the order of their priority.

    From the highest priority down, a promo stands with all that stand already, or takes the place
    of those it may replace (the larger of a MAX_ONLY pair), or gives way (LOY-81, LOY-83).
    """
    default = programme.settings.promo_strategy
    pairs = strategies(programme.settings)
    kept: list[Promo] = []
    for promo in sorted(promos, key=lambda each: (each.priority, each.promo_id)):
        rivals = [
            (each, pairs.get(frozenset({each.promo_id, promo.promo_id}), default)) for each in kept
        ]
        if all(_may_stand(promo, each, strategy) for each, strategy in rivals):
            beaten = [each for each, how in rivals if how is PromoStrategy.MAX_ONLY]
            kept = [each for each in kept if each not in beaten] + [promo]
    return tuple(kept)


def _may_stand(promo: Promo, before: Promo, strategy: PromoStrategy) -> bool:
    if strategy is PromoStrategy.MAX_ONLY:
        return promo.points > before.points
    return strategy is PromoStrategy.COMBINE_ALL


def _occasions(promo: Promo, situation: Situation) -> Iterator[str]:
    """For what the promo applies now; what the guest was granted already is left out."""
    for occasion in _raw_occasions(promo, situation):
        if not occasion or Granted(promo.promo_id, occasion) not in situation.visitor.granted:
            yield occasion


def _raw_occasions(promo: Promo, situation: Situation) -> Iterator[str]:
    visitor = situation.visitor
    match promo.kind:
        case PromoKind.CUSTOM:
            yield ""
        case PromoKind.FIRST_VISIT:
            if visitor.is_first_visit:
                yield FIRST_VISIT
        case PromoKind.INACTIVITY:
            away = visitor.away_since
            if away is not None and (situation.local.date() - away).days >= promo.days:
                yield away.isoformat()
        case PromoKind.BIRTHDAY:
            yield from _birthdays(visitor, promo.days, is_child=False)
        case PromoKind.CHILD_BIRTHDAY:
            yield from _birthdays(visitor, promo.days, is_child=True)


FIRST_VISIT = "first"
"""The occasion of a welcome, of which there is one."""


def _birthdays(visitor: Visitor, days: int, *, is_child: bool) -> Iterator[str]:
    for each in visitor.birthdays:
        if bool(each.of) is is_child and each.days <= days:
            yield f"{each.of}:{each.year}" if is_child else str(each.year)


def _choice(
    applying: Sequence[tuple[Promo, str]], *, programme: ProgrammeVersion, at: datetime
) -> PromoChoice:
    kept = {
        promo.promo_id for promo in standing([promo for promo, _ in _once(applying)], programme)
    }
    grants: list[PromoGrant] = []
    steps: list[QuoteStep] = []
    for promo, occasion in sorted(applying, key=lambda each: (each[0].priority, each[0].promo_id)):
        if promo.promo_id in kept:
            grant = PromoGrant(promo.promo_id, promo.points, expiry(at, promo.valid_days), occasion)
            grants.append(grant)
            steps.append(_step(promo, grant))
        else:
            steps.append(
                QuoteStep(StepKind.PROMO_BEATEN, 0, source_id=promo.promo_id, name=promo.name)
            )
    return PromoChoice(tuple(grants), tuple(steps))


def _once(applying: Sequence[tuple[Promo, str]]) -> Iterator[tuple[Promo, str]]:
    seen: set[PromoId] = set()
    for promo, occasion in applying:
        if promo.promo_id not in seen:
            seen.add(promo.promo_id)
            yield promo, occasion


def _step(promo: Promo, grant: PromoGrant) -> QuoteStep:
    return QuoteStep(
        StepKind.PROMO,
        grant.points,
        source_id=grant.promo_id,
        name=promo.name,
        expires_at=grant.expires_at,
    )


def expiry(at: datetime, valid_days: int) -> datetime:
    """Whole seconds, so that the moment survives every spelling of it unchanged."""
    return at.replace(microsecond=0) + timedelta(days=valid_days)
