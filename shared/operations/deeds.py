"""What an operation adds to the report of its shift. Pure; both sides ask here.

How many points it was is the asker's knowledge: what the till showed, or what the server booked.
"""

from shared.domain.money import Money
from shared.domain.shifts import Deed
from shared.operations.bodies import (
    AdjustmentBody,
    CancelBody,
    CheckBody,
    DiscountBody,
    EarnBody,
    OperationBody,
    RedeemBody,
    RefundBody,
    RegistrationBody,
    TransferBody,
)

_Reported = (
    RegistrationBody
    | EarnBody
    | RedeemBody
    | DiscountBody
    | AdjustmentBody
    | CancelBody
    | RefundBody
    | TransferBody
)


def deed_of(body: OperationBody, *, points: int, refunded: OperationBody | None) -> Deed | None:
    """What a report counts of ``body``; None of what is no guest's affair.

    ``refunded`` is the operation that a refund is of: its check names the currency. Of a refund in
    two operations only the first counts the money.
    """
    if not isinstance(body, _Reported):
        return None
    return Deed(body.staff_id, body.kind, points, _amount(body, refunded))


def points_claimed(body: OperationBody) -> int:
    """The signed change of the balance that the till showed; 0 of what is no guest's affair."""
    match body:
        case EarnBody():
            return body.regular_points + sum(grant.points for grant in body.grants)
        case RegistrationBody():
            return sum(grant.points for grant in body.grants)
        case AdjustmentBody() | CancelBody() | RefundBody():
            return body.points
        case RedeemBody() | TransferBody():
            return -body.points
        case _:
            return 0


def _amount(body: OperationBody, refunded: OperationBody | None) -> Money | None:
    if not isinstance(body, RefundBody):
        check = _check_of(body)
        return Money(check.amount_minor, check.currency) if check else None
    check = _check_of(refunded) if refunded is not None else None
    if check is None or body.after is not None:
        return None
    return Money(body.refund_minor, check.currency)


def _check_of(body: OperationBody) -> CheckBody | None:
    return body.check if isinstance(body, EarnBody | RedeemBody | DiscountBody) else None
