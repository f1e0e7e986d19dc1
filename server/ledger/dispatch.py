"""Which handler books which kind of operation.

Knows the kinds. Must not know what becomes of a refusal, nor how an outcome is written.
"""

from server.books import Books
from server.ledger.handlers.adjustment import adjust
from server.ledger.handlers.cancel import cancel
from server.ledger.handlers.device_lost import lose_device
from server.ledger.handlers.discount import discount
from server.ledger.handlers.earn import earn
from server.ledger.handlers.lease_release import release_lease
from server.ledger.handlers.redeem import redeem
from server.ledger.handlers.redeem_again import redeem_again
from server.ledger.handlers.redeem_leased import redeem_leased
from server.ledger.handlers.refund import refund
from server.ledger.handlers.registration import register
from server.ledger.handlers.shift import close_shift, hand_shift_over, open_shift
from server.ledger.handlers.transfer import give
from server.ledger.incoming import Act, Verdict
from shared.operations.bodies import (
    AdjustmentBody,
    CancelBody,
    DeviceLostBody,
    DiscountBody,
    EarnBody,
    LeaseReleaseBody,
    OperationBody,
    RedeemBody,
    RefundBody,
    RegistrationBody,
    ShiftBody,
    ShiftCloseBody,
    ShiftHandoverBody,
    ShiftOpenBody,
    TransferBody,
)


def dispatch(books: Books, act: Act, body: OperationBody) -> Verdict:
    """What its handler made of the operation. Raises ``Refusal``."""
    match body:
        case RegistrationBody():
            return register(books, act, body)
        case EarnBody() | RedeemBody() | DiscountBody():
            return _handled_of_check(books, act, body)
        case AdjustmentBody() | TransferBody() | CancelBody() | RefundBody():
            return _handled_of_manager(books, act, body)
        case LeaseReleaseBody() | DeviceLostBody():
            return _handled_of_device(books, act, body)
        case ShiftOpenBody() | ShiftHandoverBody() | ShiftCloseBody():
            return _handled_of_shift(books, act, body)


def _handled_of_check(
    books: Books, act: Act, body: EarnBody | RedeemBody | DiscountBody
) -> Verdict:
    """What a guest came for."""
    match body:
        case EarnBody():
            return earn(books, act, body)
        case RedeemBody():
            return _redeemed(books, act, body)
        case DiscountBody():
            return discount(books, act, body)


def _handled_of_manager(
    books: Books, act: Act, body: AdjustmentBody | TransferBody | CancelBody | RefundBody
) -> Verdict:
    """What is done to points that are there already."""
    match body:
        case AdjustmentBody():
            return adjust(books, act, body)
        case TransferBody():
            return give(books, act, body)
        case CancelBody():
            return cancel(books, act, body)
        case RefundBody():
            return refund(books, act, body)


def _handled_of_device(books: Books, act: Act, body: LeaseReleaseBody | DeviceLostBody) -> Verdict:
    """What no guest asked for."""
    if isinstance(body, LeaseReleaseBody):
        return release_lease(books, act, body)
    return lose_device(books, act, body)


def _handled_of_shift(books: Books, act: Act, body: ShiftBody) -> Verdict:
    """What people at a till agree on."""
    match body:
        case ShiftOpenBody():
            return open_shift(books, act, body)
        case ShiftHandoverBody():
            return hand_shift_over(books, act, body)
        case ShiftCloseBody():
            return close_shift(books, act, body)


def _redeemed(books: Books, act: Act, body: RedeemBody) -> Verdict:
    """By whom the points were granted: this server before it forgot it, a till alone, or now us."""
    if act.promised is not None:
        return redeem_again(books, act, body)
    is_confirmed = bool(body.lease_ids or body.float_points)
    return (redeem_leased if is_confirmed else redeem)(books, act, body)
