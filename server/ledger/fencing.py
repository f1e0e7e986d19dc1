"""Behind the fence: what a restored server does not decide yet (design §9).

It may have forgotten what other devices have still to send again. Whatever it would refuse for
want of that is not decided: a refusal is for ever. Must not know who lifts the fence.
"""

from server.ledger.incoming import Incoming
from shared.domain.errors import (
    GuestUnknown,
    LeasedElsewhere,
    LeaseUnknown,
    NotCancellable,
    NotRefundable,
    PointsShortfall,
    ProgrammeUnknown,
    Refusal,
)
from shared.operations.bodies import (
    AdjustmentBody,
    CancelBody,
    OperationBody,
    RedeemBody,
    RefundBody,
    TransferBody,
)

_MAY_BE_FORGOTTEN = frozenset(
    refusal.code
    for refusal in (
        GuestUnknown,
        LeasedElsewhere,
        LeaseUnknown,
        NotCancellable,
        NotRefundable,
        PointsShortfall,
        ProgrammeUnknown,
    )
)


class Undecided(Exception):
    """Not before the fence is lifted: the batch ends before this operation."""


def require_decidable(incoming: Incoming, body: OperationBody) -> None:
    """Raises ``Undecided`` for what takes points that only the server could have granted.

    They may be spent, and what spent them still to be told again. A redemption that a till
    confirmed by itself is booked, and so is whatever this server once signed for.
    """
    if incoming.is_fenced and incoming.promised is None and _takes_what_is_free(body):
        raise Undecided


def _takes_what_is_free(body: OperationBody) -> bool:
    match body:
        case RedeemBody():
            return not (body.lease_ids or body.float_points)
        case TransferBody():
            return True
        case AdjustmentBody() | CancelBody() | RefundBody():
            return body.points < 0
        case _:
            return False


def require_final(incoming: Incoming, refusal: Refusal) -> None:
    """Raises ``Undecided`` where the reason of the refusal may be what was forgotten."""
    is_new = incoming.is_fenced and incoming.promised is None
    if is_new and refusal.code in _MAY_BE_FORGOTTEN:
        raise Undecided from refusal


def is_still_open(incoming: Incoming, refusal: Refusal) -> bool:
    """Whether this server had answered for it without deciding, and may lack now what it needs.

    It waits until the fence is lifted: its till has told it again, and asks no second time.
    """
    is_answered = incoming.is_fenced and incoming.promised is not None
    return is_answered and refusal.code in _MAY_BE_FORGOTTEN
