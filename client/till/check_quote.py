"""What a check will earn and take, before anybody confirms it (CSH-20, CSH-31…CSH-35). Pure."""

from dataclasses import dataclass, replace
from datetime import datetime

from client.till.guest_view import GuestView
from client.till.offline import Offline
from client.till.payment import Payment, as_paid, limits_alone, payment_of
from client.till.refusals import RedemptionPending
from shared.domain.card import require_may_earn
from shared.domain.check import Bill, paid_beside
from shared.domain.discounts import quote_discount
from shared.domain.earning import quote_earn
from shared.domain.errors import LeaseMissing, NothingToEarn, Refusal
from shared.domain.money import Money
from shared.domain.quotes import DiscountQuote, EarnQuote, RedemptionLimits, RedemptionQuote
from shared.domain.redeeming import quote_redemption, redemption_limits


@dataclass(frozen=True, slots=True)
class CheckTotals:
    """The numbers of a quote that a cashier reads out and a guest agrees to."""

    earned_regular: int
    earned_promo: int
    redeemed: int
    redeemed_promo: int
    """Of ``redeemed``: a lease that came meanwhile may hold points of the other kind only."""
    to_pay: Money

    @property
    def earned(self) -> int:
        """Every point the check gives."""
        return self.earned_regular + self.earned_promo


@dataclass(frozen=True, slots=True)
class CheckQuote:
    """Both halves of a check, each with its numbers or the refusal that stands in their place.

    In a DISCOUNT programme there are no halves: the discount, or why the card gives none.
    """

    bill: Bill
    """What the quote went by: of what is paid by a method, points have paid some."""
    earn: EarnQuote | None
    earn_refusal: Refusal | None
    limits: RedemptionLimits | None
    redemption: RedemptionQuote | None
    """None while no points are asked for, or when they are refused."""
    payment: Payment | None
    """How this till alone pays the redemption; None where it is the server's to decide."""
    redeem_refusal: Refusal | None
    to_pay: Money
    net_change: int
    """What the guest's total will change by."""
    discount: DiscountQuote | None = None

    @property
    def totals(self) -> CheckTotals:
        """What the screen promises; a half that is refused counts nothing."""
        earned_regular = self.earn.regular_points if self.earn else 0
        return CheckTotals(
            earned_regular=earned_regular,
            earned_promo=self.earn.total - earned_regular if self.earn else 0,
            redeemed=self.redemption.points if self.redemption else 0,
            redeemed_promo=self.redemption.promo_points if self.redemption else 0,
            to_pay=self.to_pay,
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """What the cashier asks of the points, and whether the server can be asked for more."""

    points: int
    is_online: bool


@dataclass(frozen=True, slots=True)
class _Redeeming:
    limits: RedemptionLimits | None = None
    redemption: RedemptionQuote | None = None
    payment: Payment | None = None
    refusal: Refusal | None = None


def quote_check(view: GuestView, bill: Bill, asked: Asked, *, at: datetime) -> CheckQuote:
    """The quote of ``bill`` (already within its bounds) for the guest of ``view``."""
    if not view.has_points:
        return _discounted(view, bill, at=at)
    redeeming = _redeem_side(view, bill.amount, asked, at=at)
    redemption = redeeming.redemption
    redeemed = redemption.points if redemption else 0
    to_pay = redemption.to_pay_minor if redemption else bill.amount.minor
    bill = paid_beside(bill, to_pay)
    earn, earn_refusal = _earn_side(view, bill, redeemed_points=redeemed, at=at)
    return CheckQuote(
        bill=bill,
        earn=earn,
        earn_refusal=earn_refusal,
        limits=redeeming.limits,
        redemption=redemption,
        payment=redeeming.payment,
        redeem_refusal=redeeming.refusal,
        to_pay=Money(to_pay, bill.amount.currency),
        net_change=(earn.total if earn else 0) - redeemed,
    )


def _discounted(view: GuestView, bill: Bill, *, at: datetime) -> CheckQuote:
    """No points are earned or redeemed; a card that may not earn has no discount either."""
    discount, refusal = None, None
    try:
        require_may_earn(view.card)
        discount = quote_discount(bill, view.visitor(at), programme=view.programme)
    except Refusal as refused:
        refusal = refused
    to_pay = discount.to_pay_minor if discount else bill.amount.minor
    return CheckQuote(
        bill=paid_beside(bill, to_pay),
        earn=None,
        earn_refusal=refusal,
        limits=None,
        redemption=None,
        payment=None,
        redeem_refusal=None,
        to_pay=Money(to_pay, bill.amount.currency),
        net_change=0,
        discount=discount,
    )


def _redeem_side(view: GuestView, amount: Money, asked: Asked, *, at: datetime) -> _Redeeming:
    """Out of reach of the server the limits are those of what this till holds (design §6)."""
    if view.unsettled_redemption is not None:
        return _Redeeming(refusal=RedemptionPending(operation_id=view.unsettled_redemption))
    limits = None
    try:
        limits = _limits(view, amount, asked, at=at)
        if not asked.points:
            return _Redeeming(limits)
        quote = quote_redemption(
            amount, view.card, points=asked.points, programme=view.programme, at=at
        )
        payment = _payment(view, asked, at=at)
    except Refusal as refusal:
        return _Redeeming(limits, refusal=refusal)
    return _Redeeming(limits, as_paid(quote, payment), payment)


def _limits(view: GuestView, amount: Money, asked: Asked, *, at: datetime) -> RedemptionLimits:
    limits = redemption_limits(amount, view.card, programme=view.programme, at=at)
    return limits if asked.is_online else limits_alone(limits, view.offline)


def _payment(view: GuestView, asked: Asked, *, at: datetime) -> Payment | None:
    payment = payment_of(view.card, _allowed(view, asked), asked.points, at=at)
    if payment is None and not asked.is_online:
        raise LeaseMissing(points=asked.points, spendable=view.offline.spendable)
    return payment


def _allowed(view: GuestView, asked: Asked) -> Offline:
    """The house vouches for points only where the server cannot be asked."""
    return replace(view.offline, float_points=0) if asked.is_online else view.offline


def _earn_side(
    view: GuestView, bill: Bill, *, redeemed_points: int, at: datetime
) -> tuple[EarnQuote | None, Refusal | None]:
    try:
        require_may_earn(view.card)
        earn = quote_earn(
            bill,
            view.visitor(at),
            programme=view.programme,
            at=at,
            redeemed_points=redeemed_points,
        )
    except Refusal as refusal:
        return None, refusal
    return (earn, None) if earn.total else (None, NothingToEarn(amount_minor=bill.amount.minor))
