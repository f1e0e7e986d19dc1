"""A check's operations into the queue: the redemption first, the earning after it.

Quotes again from the freshest data inside the transaction, so that what is booked is what the
card allows at that moment (P5). Must not wait for anything.
"""

from dataclasses import dataclass

from client.store import house, leases, outbox
from client.store.outbox import Stamp
from client.store.releases import release_of_guest
from client.till.authorship import authorship
from client.till.check_quote import Asked, CheckQuote, CheckTotals, quote_check
from client.till.discounting import queue_discount
from client.till.guest_view import GuestView, view_of
from client.till.holding import hold_points, may_hold
from client.till.refusals import QuoteChanged
from client.till.workplace import Act, require_not_frozen
from shared.domain.check import CHECK_NUMBER_MAX_LENGTH, Bill, Check, check_bill
from shared.domain.errors import FieldInvalid
from shared.domain.ids import GuestId, OperationId
from shared.domain.money import check_amount
from shared.domain.quotes import EarnQuote
from shared.operations.bodies import EarnBody, RedeemBody
from shared.operations.encode import check_body, grant_bodies, step_bodies, within_bounds
from shared.operations.inputs import bill_body, occasions_of, visitor_body


@dataclass(frozen=True, slots=True)
class CheckOrder:
    """What the cashier confirmed."""

    guest_id: GuestId
    check: Check
    redeem_points: int
    earn: bool
    receipt_id: str
    is_online: bool
    """Whether the server could be asked when it was confirmed."""
    shown: CheckTotals | None = None
    """What the screen said when it was confirmed; None where no screen said anything."""


@dataclass(frozen=True, slots=True)
class Queued:
    """The halves that were enqueued: one at least, but for a discount, which has none."""

    guest_id: GuestId
    """Who survived, when the guest of the order had been merged."""
    redeem_id: OperationId | None
    earn_id: OperationId | None
    is_ours: bool = True
    """False while the server has to decide a redemption first."""


def queue_check(act: Act, order: CheckOrder) -> Queued:
    """Enqueues what the order asks for. Raises the refusal of whichever half is refused.

    A check that redeems and earns nothing beside it is a redemption alone; one that does neither
    raises ``NothingToEarn``. In a DISCOUNT programme it is one operation, without any points.
    Raises ``QuoteChanged`` when it would book other numbers than were shown.
    """
    require_check(order.check)
    require_not_frozen(act.db)
    view = view_of(act, order.guest_id)
    asked = Asked(order.redeem_points, order.is_online)
    quote = quote_check(view, order.check.bill, asked, at=act.moment.at)
    if order.redeem_points and quote.redeem_refusal:
        raise quote.redeem_refusal
    if quote.earn_refusal and not order.redeem_points:
        raise quote.earn_refusal
    _require_as_shown(order.shown, quote.totals)
    if quote.discount is not None:
        queue_discount(act, order.check, view=view, quote=quote, receipt_id=order.receipt_id)
        return Queued(view.guest.guest_id, None, None)
    redeem_id = _queue_redeem(act, order, view=view, quote=quote)
    earn_id = _queue_earn(act, order, view=view, quote=quote, after=redeem_id)
    is_ours = redeem_id is None or quote.payment is not None
    return Queued(view.guest.guest_id, redeem_id, earn_id, is_ours)


def require_check(check: Check) -> None:
    """Raises ``AmountInvalid`` or ``FieldInvalid``."""
    require_bill(check.bill)
    if check.number is not None and len(check.number) > CHECK_NUMBER_MAX_LENGTH:
        raise FieldInvalid(field="check_number", reason="too_long")


def require_bill(bill: Bill) -> None:
    """Raises ``AmountInvalid`` or ``FieldInvalid``."""
    check_amount(bill.amount.minor, currency=bill.amount.currency)
    check_bill(bill)


def _require_as_shown(shown: CheckTotals | None, now: CheckTotals) -> None:
    """The guest agreed to what was read out to him, and to nothing else."""
    if shown is not None and shown != now:
        raise QuoteChanged(earned=now.earned, redeemed=now.redeemed, to_pay_minor=now.to_pay.minor)


def _queue_redeem(
    act: Act, order: CheckOrder, *, view: GuestView, quote: CheckQuote
) -> OperationId | None:
    """Points of a lease are debited here and now.

    Where the server decides it must be free to: what this till holds goes back first.
    """
    redemption, payment = quote.redemption, quote.payment
    if redemption is None:
        return None
    if payment is None:
        release_of_guest(act.db, view.guest.guest_id, act.moment)

    def build(stamp: Stamp) -> RedeemBody:
        body = RedeemBody(
            **authorship(act, stamp, view.programme),
            guest_id=view.guest.guest_id,
            check=check_body(order.check),
            points=redemption.points,
            promo_points=redemption.promo_points,
            regular_points=redemption.regular_points,
            lease_ids=payment.lease_ids if payment else (),
            float_points=payment.float_points if payment else 0,
            steps=step_bodies(redemption.steps) or None,
        )
        return within_bounds(body)

    entry = outbox.enqueue(act.db, build, moment=act.moment, receipt_id=order.receipt_id)
    if payment is not None:
        leases.debit(act.db, entry.operation_id, payment.uses)
    return entry.operation_id


def _queue_earn(
    act: Act,
    order: CheckOrder,
    *,
    view: GuestView,
    quote: CheckQuote,
    after: OperationId | None,
) -> OperationId | None:
    if not order.earn or quote.earn is None:
        if after is None:
            raise FieldInvalid(field="redeem_points", reason="empty")
        return None
    earn: EarnQuote = quote.earn

    def build(stamp: Stamp) -> EarnBody:
        body = EarnBody(
            **authorship(act, stamp, view.programme),
            guest_id=view.guest.guest_id,
            check=check_body(order.check),
            level_id=view.card.level_id,
            redeemed_points=order.redeem_points,
            after=after,
            regular_points=earn.regular_points,
            grants=grant_bodies(earn.grants),
            steps=step_bodies(earn.steps),
            bill=bill_body(quote.bill, view.programme.settings),
            visitor=visitor_body(view.visitor(act.moment.at)),
            occasions=occasions_of(earn.grants),
            hold=not order.is_online and may_hold(house.tenant(act.db)),
        )
        return within_bounds(body)

    entry = outbox.enqueue(act.db, build, moment=act.moment, receipt_id=order.receipt_id)
    hold_points(act, entry, guest_id=view.guest.guest_id)
    return entry.operation_id
