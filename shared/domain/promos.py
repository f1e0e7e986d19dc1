"""Promos: which apply to a check or a registration, and which of those stand together.

Source: LOY-80…LOY-84, LOY-88, G-06, G-21, G-23. Must not know whether a guest was granted one
elsewhere meanwhile: that is a fact of the ``Visitor``, and the server has the last word on it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from shared.domain.conditions import Situation
from shared.domain.ids import PromoId
from shared.domain.programme import (
    ProgrammeKind,
    ProgrammeVersion,
    Promo,
    PromoKind,
    PromoStrategy,
    is_in_force,
    strategies,
)
from shared.domain.quotes import PromoGrant, QuoteStep, StepKind
from shared.domain.visitors import Granted, Visitor

FIRST_VISIT = "first"
"""The occasion of a welcome, of which there is one."""
PROMOS_AT_ONCE = 12
"""How many a quote tells of, first those that are granted, by their priority: a body has room for
no more."""
_OF_A_DAY = frozenset({PromoKind.BIRTHDAY, PromoKind.CHILD_BIRTHDAY})


@dataclass(frozen=True, slots=True)
class PromoChoice:
    """The promos that are granted, and those that gave way to them."""

    grants: tuple[PromoGrant, ...]
    steps: tuple[QuoteStep, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """Promos that are granted together, in the order of their priority, and who beat the rest."""

    kept: tuple[Promo, ...]
    beaten_by: Mapping[PromoId, Promo]


@dataclass(frozen=True, slots=True)
class _Applying:
    promo: Promo
    occasion: str


def promos_of_check(
    situation: Situation, *, programme: ProgrammeVersion, at: datetime
) -> PromoChoice:
    """What the promos give for a check at ``at`` (aware UTC), conflicts resolved."""
    return _choice(tuple(_applying(situation, programme.promos, at)), programme=programme, at=at)


def promos_of_day(visitor: Visitor, *, programme: ProgrammeVersion, at: datetime) -> PromoChoice:
    """The birthdays of a day that need no check: for the daily job (LOY-80, LOY-89).

    A promo that asks for an amount, an item or a payment waits for a check that has it.
    """
    return _without_check(visitor, _OF_A_DAY, programme=programme, at=at)


def promos_of_registration(*, programme: ProgrammeVersion, at: datetime) -> PromoChoice:
    """The welcome of a new guest: FIRST_VISIT promos, without a check (CSH-45, LOY-88).

    One that asks for what only a check or a birthday has waits for the first visit that has it.
    """
    newcomer = Visitor(programme.lowest_level().level_id, is_first_visit=True)
    return _without_check(newcomer, {PromoKind.FIRST_VISIT}, programme=programme, at=at)


def _without_check(
    visitor: Visitor, kinds: Collection[PromoKind], *, programme: ProgrammeVersion, at: datetime
) -> PromoChoice:
    local = at.astimezone(ZoneInfo(programme.settings.timezone))
    promos = [promo for promo in programme.promos if promo.kind in kinds]
    applying = _applying(Situation(0, local, visitor), promos, at)
    return _choice(tuple(applying), programme=programme, at=at)


def standing(promos: Sequence[Promo], programme: ProgrammeVersion) -> Standing:
    """Those of ``promos`` that are granted together.

    From the highest priority down, a promo stands with all that stand already, or takes the place
    of those it may replace (the larger of a MAX_ONLY pair), or gives way (LOY-81, LOY-83).
    """
    default = programme.settings.promo_strategy
    pairs = strategies(programme.settings)
    kept: list[Promo] = []
    beaten_by: dict[PromoId, Promo] = {}
    for promo in sorted(promos, key=_by_priority):
        rivals = [
            (each, pairs.get(frozenset({each.promo_id, promo.promo_id}), default)) for each in kept
        ]
        winner = next((each for each, how in rivals if not _may_stand(promo, each, how)), None)
        if winner is not None:
            beaten_by[promo.promo_id] = winner
            continue
        beaten = [each for each, how in rivals if how is PromoStrategy.MAX_ONLY]
        beaten_by.update((each.promo_id, promo) for each in beaten)
        kept = [each for each in kept if each not in beaten] + [promo]
    return Standing(tuple(kept), beaten_by)


def expiry(at: datetime, valid_days: int) -> datetime:
    """Whole seconds, so that the moment survives every spelling of it unchanged."""
    return at.replace(microsecond=0) + timedelta(days=valid_days)


def _by_priority(promo: Promo) -> tuple[int, PromoId]:
    return promo.priority, promo.promo_id


def _may_stand(promo: Promo, before: Promo, strategy: PromoStrategy) -> bool:
    if strategy is PromoStrategy.MAX_ONLY:
        return promo.points > before.points
    return strategy is PromoStrategy.COMBINE_ALL


def _applying(situation: Situation, promos: Sequence[Promo], at: datetime) -> Iterator[_Applying]:
    for promo in promos:
        if is_in_force(promo, at) and promo.condition.holds(situation):
            for occasion in _occasions(promo, situation):
                yield _Applying(promo, occasion)


def _occasions(promo: Promo, situation: Situation) -> Iterator[str]:
    """For what the promo applies now; what the guest was granted already is left out."""
    visitor = situation.visitor
    match promo.kind:
        case PromoKind.CUSTOM:
            yield ""
        case PromoKind.FIRST_VISIT:
            if visitor.is_first_visit and not _is_welcomed(visitor):
                yield FIRST_VISIT
        case PromoKind.INACTIVITY:
            yield from _not_granted(promo, visitor, _absences(promo, situation))
        case PromoKind.BIRTHDAY:
            yield from _not_granted(promo, visitor, _birthdays(promo, visitor, is_child=False))
        case PromoKind.CHILD_BIRTHDAY:
            yield from _not_granted(promo, visitor, _birthdays(promo, visitor, is_child=True))


def _is_welcomed(visitor: Visitor) -> bool:
    """By whatever promo: the programme may have had another one when he registered."""
    return any(each.occasion == FIRST_VISIT for each in visitor.granted)


def _not_granted(promo: Promo, visitor: Visitor, occasions: Iterator[str]) -> Iterator[str]:
    return (x for x in occasions if Granted(promo.promo_id, x) not in visitor.granted)


def _absences(promo: Promo, situation: Situation) -> Iterator[str]:
    away = situation.visitor.away_since
    if away is not None and (situation.local.date() - away).days >= promo.days:
        yield away.isoformat()


def _birthdays(promo: Promo, visitor: Visitor, *, is_child: bool) -> Iterator[str]:
    for each in visitor.birthdays:
        if bool(each.of) is is_child and each.days <= promo.days:
            yield f"{each.of}:{each.year}" if is_child else str(each.year)


def _choice(
    applying: Sequence[_Applying], *, programme: ProgrammeVersion, at: datetime
) -> PromoChoice:
    """Nothing in a DISCOUNT programme, which knows no points."""
    if programme.settings.kind is ProgrammeKind.DISCOUNT:
        return PromoChoice((), ())
    rivals = {each.promo.promo_id: each.promo for each in applying}
    beaten_by = standing(tuple(rivals.values()), programme).beaten_by
    granted_first = sorted(applying, key=lambda x: (x.promo.promo_id in beaten_by, *_order(x)))
    grants: list[PromoGrant] = []
    steps: list[QuoteStep] = []
    for each in sorted(granted_first[:PROMOS_AT_ONCE], key=_order):
        if each.promo.promo_id in beaten_by:
            steps.append(_beaten(each.promo, beaten_by))
        else:
            grants.append(_grant(each, at))
            steps.append(_step(each.promo, grants[-1]))
    return PromoChoice(tuple(grants), tuple(steps))


def _order(each: _Applying) -> tuple[int, PromoId, str]:
    return *_by_priority(each.promo), each.occasion


def _grant(each: _Applying, at: datetime) -> PromoGrant:
    promo = each.promo
    return PromoGrant(promo.promo_id, promo.points, expiry(at, promo.valid_days), each.occasion)


def _beaten(promo: Promo, beaten_by: Mapping[PromoId, Promo]) -> QuoteStep:
    """By the one that stands in the end: who beat it may have been beaten in turn."""
    winner = beaten_by[promo.promo_id]
    while winner.promo_id in beaten_by:
        winner = beaten_by[winner.promo_id]
    return QuoteStep(
        StepKind.PROMO_BEATEN,
        0,
        source_id=promo.promo_id,
        name=promo.name,
        beaten_by=winner.name,
    )


def _step(promo: Promo, grant: PromoGrant) -> QuoteStep:
    return QuoteStep(
        StepKind.PROMO,
        grant.points,
        source_id=grant.promo_id,
        name=promo.name,
        expires_at=grant.expires_at,
    )
