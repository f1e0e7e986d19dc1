"""What a check will earn and take, before anybody confirms it (CSH-20, CSH-31…CSH-35). Pure."""

from dataclasses import dataclass
from datetime import datetime

from client.till.guest_view import GuestView
from client.till.refusals import RedemptionPending
from shared.domain.card import require_may_earn
from shared.domain.earning import quote_earn
from shared.domain.errors import NothingToEarn, Refusal
from shared.domain.money import Money
from shared.domain.quotes import EarnQuote, RedemptionLimits, RedemptionQuote
from shared.domain.redeeming import quote_redemption, redemption_limits


@dataclass(frozen=True, slots=True)
class CheckTotals:
    """The numbers of a quote that a cashier reads out and a guest agrees to."""

    earned_regular: int
    earned_promo: int
    redeemed: int
    to_pay: Money

    @property
    def earned(self) -> int:
        """Every point the check gives."""
        return self.earned_regular + self.earned_promo


@dataclass(frozen=True, slots=True)
class CheckQuote:
    """Both halves of a check, each with its numbers or the refusal that stands in their place."""

    earn: EarnQuote | None
    earn_refusal: Refusal | None
    limits: RedemptionLimits | None
    redemption: RedemptionQuote | None
    """None while no points are asked for, or when they are refused."""
    redeem_refusal: Refusal | None
    to_pay: Money
    net_change: int
    """What the guest's total will change by."""

    @property
    def totals(self) -> CheckTotals:
        """What the screen promises; a half that is refused counts nothing."""
        earned_regular = self.earn.regular_points if self.earn else 0
        return CheckTotals(
            earned_regular=earned_regular,
            earned_promo=self.earn.total - earned_regular if self.earn else 0,
            redeemed=self.redemption.points if self.redemption else 0,
            to_pay=self.to_pay,
        )


def quote_check(view: GuestView, amount: Money, *, redeem_points: int, at: datetime) -> CheckQuote:
    """The quote of a check of ``amount`` (already within its bounds) for the guest of ``view``."""
    limits, redemption, redeem_refusal = _redeem_side(
        view, amount, redeem_points=redeem_points, at=at
    )
    redeemed = redemption.points if redemption else 0
    earn, earn_refusal = _earn_side(view, amount, redeemed_points=redeemed, at=at)
    to_pay = redemption.to_pay_minor if redemption else amount.minor
    return CheckQuote(
        earn=earn,
        earn_refusal=earn_refusal,
        limits=limits,
        redemption=redemption,
        redeem_refusal=redeem_refusal,
        to_pay=Money(to_pay, amount.currency),
        net_change=(earn.total if earn else 0) - redeemed,
    )


def _redeem_side(
    view: GuestView, amount: Money, *, redeem_points: int, at: datetime
) -> tuple[RedemptionLimits | None, RedemptionQuote | None, Refusal | None]:
    card, programme = view.card, view.programme
    if view.unsettled_redemption is not None:
        return None, None, RedemptionPending(operation_id=view.unsettled_redemption)
    try:
        limits = redemption_limits(amount, card, programme=programme, at=at)
    except Refusal as refusal:
        return None, None, refusal
    if not redeem_points:
        return limits, None, None
    try:
        redemption = quote_redemption(
            amount, card, points=redeem_points, programme=programme, at=at
        )
    except Refusal as refusal:
        return limits, None, refusal
    return limits, redemption, None


def _earn_side(
    view: GuestView, amount: Money, *, redeemed_points: int, at: datetime
) -> tuple[EarnQuote | None, Refusal | None]:
    try:
        require_may_earn(view.card)
    except Refusal as refusal:
        return None, refusal
    earn = quote_earn(
        amount,
        view.card.level_id,
        programme=view.programme,
        at=at,
        redeemed_points=redeemed_points,
    )
    return (earn, None) if earn.total else (None, NothingToEarn(amount_minor=amount.minor))
