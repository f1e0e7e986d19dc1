"""Redeeming: how many points a check takes, and from which balance.

Source: LOY-90, LOY-91, CSH-30…CSH-37. Must not know whether the till is online: that decides who
may grant the redemption, not how much it is.
"""

from datetime import datetime

from shared.domain.card import Card, require_may_redeem
from shared.domain.errors import (
    CheckTooSmall,
    PointsShortfall,
    RedemptionAboveLimit,
    RedemptionBelowMinimum,
)
from shared.domain.money import MINOR_PER_MAJOR, Money
from shared.domain.points import points_value_minor
from shared.domain.programme import ProgrammeVersion
from shared.domain.quotes import RedeemBound, RedemptionLimits, RedemptionQuote

_PERCENT = 100


def redemption_limits(
    amount: Money, card: Card, *, programme: ProgrammeVersion, at: datetime
) -> RedemptionLimits:
    """The least and the most that can be redeemed on this check (CSH-35).

    Raises ``CardNotUsable``, ``CheckTooSmall``, and ``PointsShortfall`` when the card holds
    fewer points than the minimum.
    """
    settings = programme.settings
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
    return RedemptionQuote(points, promo, points - promo, discount, amount.minor - discount)


def redeem_limit(amount: Money, limit_percent: int) -> int:
    """``floor(check × limit / 100)`` in whole points (LOY-90)."""
    return amount.minor * limit_percent // (_PERCENT * MINOR_PER_MAJOR)
