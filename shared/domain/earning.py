"""Earning: a check, a level and a programme in, an explained quote out.

Each rouble earns under one rule, the highest-priority one that matches (LOY-44); the level adds
its bonus with a floor of its own (LOY-32); promos grant fixed points that expire (LOY-84) and all
that match add up (COMBINE_ALL, LOY-81).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from shared.domain.ids import LevelId
from shared.domain.money import Money
from shared.domain.points import percent_of, points_value_minor
from shared.domain.programme import Level, ProgrammeVersion, Promo, PromoKind, Rule
from shared.domain.quotes import EarnQuote, PromoGrant, QuoteStep, StepKind


def quote_earn(
    amount: Money,
    level_id: LevelId,
    *,
    programme: ProgrammeVersion,
    at: datetime,
    redeemed_points: int = 0,
) -> EarnQuote:
    """What a check of ``amount`` earns at ``at`` (aware UTC) for a card of ``level_id``.

    ``redeemed_points`` are those spent on the same check; they lower the base only where the
    programme says so (CSH-27, G-04). Source: CSH-20, LOY-32, LOY-40…LOY-44.
    """
    base = amount.minor
    steps: list[QuoteStep] = []
    if programme.settings.earn_on_net and redeemed_points:
        base = max(0, base - points_value_minor(redeemed_points))
        steps.append(QuoteStep(StepKind.NET_BASE, 0, base_minor=base))
    rule = _matching_rule(amount, programme, at)
    steps += _percent_steps(base, rule, programme.level(level_id))
    regular = sum(step.points for step in steps)
    grants = promo_grants(PromoKind.CUSTOM, programme=programme, at=at, amount=amount)
    steps += explain_grants(grants, programme)
    return EarnQuote(base, regular, grants, tuple(steps))


def promo_grants(
    kind: PromoKind, *, programme: ProgrammeVersion, at: datetime, amount: Money | None = None
) -> tuple[PromoGrant, ...]:
    """The grants of every promo of ``kind`` that applies at ``at``.

    A registration grants FIRST_VISIT without a check (CSH-45, LOY-88).
    """
    timezone = programme.settings.timezone
    return tuple(
        PromoGrant(promo.promo_id, promo.points, _expiry(promo, at))
        for promo in programme.promos
        if promo.kind is kind and (amount is None or promo.condition.holds(amount, at, timezone))
    )


def explain_grants(
    grants: Sequence[PromoGrant], programme: ProgrammeVersion
) -> tuple[QuoteStep, ...]:
    """One step for each grant, with the promo's name."""
    names = {promo.promo_id: promo.name for promo in programme.promos}
    return tuple(
        QuoteStep(
            StepKind.PROMO,
            grant.points,
            source_id=grant.promo_id,
            name=names[grant.promo_id],
            expires_at=grant.expires_at,
        )
        for grant in grants
    )


def _percent_steps(base: int, rule: Rule | None, level: Level) -> list[QuoteStep]:
    if rule is None:
        return [QuoteStep(StepKind.NO_RULE, 0, base_minor=base)]
    steps = [
        QuoteStep(
            StepKind.RULE,
            percent_of(base, rule.earn_bp),
            base_minor=base,
            basis_points=rule.earn_bp,
            source_id=rule.rule_id,
            name=rule.name,
        )
    ]
    if level.bonus_bp:
        steps.append(
            QuoteStep(
                StepKind.LEVEL,
                percent_of(base, level.bonus_bp),
                base_minor=base,
                basis_points=level.bonus_bp,
                source_id=level.level_id,
                name=level.name,
            )
        )
    return steps


def _matching_rule(amount: Money, programme: ProgrammeVersion, at: datetime) -> Rule | None:
    timezone = programme.settings.timezone
    matching = (rule for rule in programme.rules if rule.condition.holds(amount, at, timezone))
    return min(matching, key=lambda rule: (rule.priority, rule.rule_id), default=None)


def _expiry(promo: Promo, at: datetime) -> datetime:
    """Whole seconds, so that the moment survives every spelling of it unchanged."""
    return at.replace(microsecond=0) + timedelta(days=promo.valid_days)
