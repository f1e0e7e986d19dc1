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
from shared.operations.bodies import OperationBody, RedeemBody

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
    """Raises ``Undecided`` for a redemption that only the server could have granted.

    One that a till confirmed by itself, or that this server once signed for, is booked.
    """
    is_new = incoming.is_fenced and incoming.promised is None
    if is_new and isinstance(body, RedeemBody) and not (body.lease_ids or body.float_points):
        raise Undecided


def require_final(incoming: Incoming, refusal: Refusal) -> None:
    """Raises ``Undecided`` where the reason of the refusal may be what was forgotten."""
    is_new = incoming.is_fenced and incoming.promised is None
    if is_new and refusal.code in _MAY_BE_FORGOTTEN:
        raise Undecided from refusal
