"""Redeeming: how many points a check takes, and from which balance.

Source: LOY-90, LOY-91, CSH-30…CSH-37. Must not know whether the till is online: that decides who
may grant the redemption, not how much it is.
"""

from dataclasses import replace
from datetime import datetime

from shared.domain.card import Card, require_may_redeem
from shared.domain.errors import (
    CheckTooSmall,
    FieldInvalid,
    PointsShortfall,
    RedemptionAboveLimit,
    RedemptionBelowMinimum,
)
from shared.domain.money import MINOR_PER_MAJOR, Money
from shared.domain.points import points_value_minor
from shared.domain.programme import (
    ProgrammeKind,
    ProgrammeSettings,
    ProgrammeVersion,
    require_kind,
)
from shared.domain.quotes import (
    QuoteStep,
    RedeemBound,
    RedemptionLimits,
    RedemptionQuote,
    StepKind,
)

_PERCENT = 100
_BASIS_POINTS_PER_PERCENT = 100
_PARTS = frozenset({StepKind.PROMO_PART, StepKind.REGULAR_PART})


def redemption_limits(
    amount: Money, card: Card, *, programme: ProgrammeVersion, at: datetime
) -> RedemptionLimits:
    """The least and the most that can be redeemed on this check (CSH-35).

    Raises ``WrongProgrammeKind``, ``CardNotUsable``, ``CheckTooSmall``, ``FieldInvalid`` for a
    check in other money (a point is worth one unit of the programme's), and ``PointsShortfall``
    when the card holds fewer points than the minimum.
    """
    settings = programme.settings
    require_kind(programme, ProgrammeKind.POINTS, action="redeem")
    require_own_currency(amount, settings)
    require_may_redeem(card)
    if amount.minor < settings.min_check_minor:
        raise CheckTooSmall(amount_minor=amount.minor, minimum_minor=settings.min_check_minor)
    balance = card.total(at)
    if balance < settings.redeem_min_points:
        raise PointsShortfall(asked=settings.redeem_min_points, available=balance)
    of_check = redeem_limit(amount, settings.redeem_limit_percent)
    if of_check < settings.redeem_min_points:
        raise RedemptionAboveLimit(
            points=settings.redeem_min_points,
            limit=of_check,
            limit_percent=settings.redeem_limit_percent,
        )
    bound = RedeemBound.BALANCE if balance < of_check else RedeemBound.CHECK_PERCENT
    return RedemptionLimits(
        settings.redeem_min_points, min(balance, of_check), bound, settings.redeem_limit_percent
    )


def quote_redemption(
    amount: Money, card: Card, *, points: int, programme: ProgrammeVersion, at: datetime
) -> RedemptionQuote:
    """``points`` of ``card`` on a check of ``amount``, promo points first.

    Raises what ``redemption_limits`` raises, and ``RedemptionBelowMinimum``,
    ``RedemptionAboveLimit`` or ``PointsShortfall`` for the asked number.
    """
    limits = redemption_limits(amount, card, programme=programme, at=at)
    if points < limits.minimum:
        raise RedemptionBelowMinimum(points=points, minimum=limits.minimum)
    of_check = redeem_limit(amount, limits.limit_percent)
    if points > of_check:
        raise RedemptionAboveLimit(
            points=points, limit=of_check, limit_percent=limits.limit_percent
        )
    if points > card.total(at):
        raise PointsShortfall(asked=points, available=card.total(at))
    promo = min(points, card.promo(at))
    discount = points_value_minor(points)
    return RedemptionQuote(
        points=points,
        promo_points=promo,
        regular_points=points - promo,
        discount_minor=discount,
        to_pay_minor=amount.minor - discount,
        steps=(*_limit_steps(amount, limits, card.total(at)), *_part_steps(promo, points - promo)),
    )


def paid_by(quote: RedemptionQuote, *, promo_points: int, regular_points: int) -> RedemptionQuote:
    """``quote`` with the split of what really pays, in its steps too.

    Leases may hold other lots than the card would spend first.
    """
    assert promo_points + regular_points == quote.points
    why = tuple(step for step in quote.steps if step.kind not in _PARTS)
    return replace(
        quote,
        promo_points=promo_points,
        regular_points=regular_points,
        steps=(*why, *_part_steps(promo_points, regular_points)),
    )


def redeem_limit(amount: Money, limit_percent: int) -> int:
    """``floor(check × limit / 100)`` in whole points (LOY-90)."""
    return amount.minor * limit_percent // (_PERCENT * MINOR_PER_MAJOR)


def require_own_currency(amount: Money, settings: ProgrammeSettings) -> None:
    """Raises ``FieldInvalid`` for money that is not the programme's."""
    if amount.currency != settings.currency:
        raise FieldInvalid(field="check.currency", reason="out_of_range")


def _limit_steps(amount: Money, limits: RedemptionLimits, balance: int) -> list[QuoteStep]:
    of_check = redeem_limit(amount, limits.limit_percent)
    limit = QuoteStep(
        StepKind.LIMIT,
        of_check,
        base_minor=amount.minor,
        basis_points=limits.limit_percent * _BASIS_POINTS_PER_PERCENT,
    )
    return [limit] if balance >= of_check else [limit, QuoteStep(StepKind.BALANCE, balance)]


def _part_steps(promo: int, regular: int) -> list[QuoteStep]:
    parts = (QuoteStep(StepKind.PROMO_PART, promo), QuoteStep(StepKind.REGULAR_PART, regular))
    return [part for part in parts if part.points]
