"""Earning: a bill, a visitor and a programme in, an explained quote out.

Each rouble earns under one rule (LOY-44), with one floor a rule; the level adds its bonus with a
floor of its own over all roubles that earn (LOY-32); promos grant fixed points that expire
(LOY-84). Pure: the server computes the quote again from what the operation says.
"""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from shared.domain.bases import RulePart, eligible_base, in_own_currency, rule_parts
from shared.domain.check import Bill
from shared.domain.conditions import Situation
from shared.domain.ids import PromoId
from shared.domain.points import percent_of
from shared.domain.programme import (
    Level,
    ProgrammeKind,
    ProgrammeVersion,
    is_in_force,
    require_kind,
)
from shared.domain.promos import expiry, promos_of_check
from shared.domain.quotes import EarnQuote, PromoGrant, QuoteStep, StepKind
from shared.domain.visitors import Visitor


def quote_earn(
    bill: Bill,
    visitor: Visitor,
    *,
    programme: ProgrammeVersion,
    at: datetime,
    redeemed_points: int = 0,
) -> EarnQuote:
    """What ``bill`` earns ``visitor`` at ``at`` (aware UTC).

    ``redeemed_points`` are those spent on the same check; they lower the base only where the
    programme says so (CSH-27, G-04). Raises ``WrongProgrammeKind``, ``RateMissing``, and
    ``AmountInvalid`` where a foreign check is worth too much. Source: CSH-20, LOY-32,
    LOY-40…LOY-44, LOY-60…LOY-70.
    """
    require_kind(programme, ProgrammeKind.POINTS, action="earn")
    bill = in_own_currency(bill, programme.settings)
    situation = situation_of(bill, visitor, programme=programme, at=at)
    base = eligible_base(bill, programme.settings, redeemed_points=redeemed_points)
    in_force = [rule for rule in programme.rules if is_in_force(rule, at)]
    parts = rule_parts(bill, base, rules=in_force, situation=situation)
    level = programme.level(visitor.level_id)
    ruled = tuple(_rule_step(part, at) for part in parts)
    choice = promos_of_check(situation, programme=programme, at=at)
    steps = (*base.steps, *(ruled or [_no_rule(base.minor)]), *_level_steps(parts, level))
    return EarnQuote(
        base_minor=base.minor,
        regular_points=sum(step.points for step in steps if step.expires_at is None),
        grants=(*_rule_grants(ruled), *choice.grants),
        steps=(*steps, *choice.steps),
    )


def situation_of(
    bill: Bill, visitor: Visitor, *, programme: ProgrammeVersion, at: datetime
) -> Situation:
    """What conditions look at, in the programme's own time and currency."""
    return Situation(
        amount_minor=bill.amount.minor,
        local=at.astimezone(ZoneInfo(programme.settings.timezone)),
        visitor=visitor,
        categories=frozenset(part.category_id for part in bill.parts),
        methods=frozenset(payment.method for payment in bill.payments),
    )


def _no_rule(base_minor: int) -> QuoteStep:
    return QuoteStep(StepKind.NO_RULE, 0, base_minor=base_minor)


def _rule_step(part: RulePart, at: datetime) -> QuoteStep:
    rule = part.rule
    return QuoteStep(
        StepKind.RULE,
        percent_of(part.base_minor, rule.earn_bp),
        base_minor=part.base_minor,
        basis_points=rule.earn_bp,
        source_id=rule.rule_id,
        name=rule.name,
        expires_at=expiry(at, rule.valid_days) if rule.valid_days is not None else None,
    )


def _rule_grants(ruled: Sequence[QuoteStep]) -> list[PromoGrant]:
    """What rules with a term earn is promo points (LOY-41)."""
    return [
        PromoGrant(PromoId(step.source_id), step.points, step.expires_at)
        for step in ruled
        if step.expires_at is not None and step.points
    ]


def _level_steps(parts: Sequence[RulePart], level: Level) -> list[QuoteStep]:
    base = sum(part.base_minor for part in parts)
    if not base or not level.bonus_bp:
        return []
    return [
        QuoteStep(
            StepKind.LEVEL,
            percent_of(base, level.bonus_bp),
            base_minor=base,
            basis_points=level.bonus_bp,
            source_id=level.level_id,
            name=level.name,
        )
    ]
