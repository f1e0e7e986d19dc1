"""What a row of the outbox keeps of its body, to be found by. Pure."""

from shared.operations.bodies import (
    CancelBody,
    DeviceLostBody,
    EarnBody,
    GuestlessBody,
    LeaseReleaseBody,
    OperationBody,
    RedeemBody,
    RefundBody,
    RegistrationBody,
    Totals,
)


def totals_with(body: OperationBody) -> Totals:
    """The running totals of ``body``, with its own points."""
    earned = redeemed = 0
    if isinstance(body, EarnBody):
        earned = body.regular_points
    if isinstance(body, EarnBody | RegistrationBody):
        earned += sum(grant.points for grant in body.grants)
    if isinstance(body, RedeemBody):
        redeemed = body.points
    before = body.totals
    return Totals(
        count=before.count, earned=before.earned + earned, redeemed=before.redeemed + redeemed
    )


def guest_of(body: OperationBody, operation_id: str) -> str | None:
    """Whose points it is about; None of what concerns no guest."""
    if isinstance(body, GuestlessBody):
        return None
    return operation_id if isinstance(body, RegistrationBody) else body.guest_id


def staff_of(body: OperationBody) -> str | None:
    """Who did it; None of what the device did by itself."""
    return None if isinstance(body, LeaseReleaseBody) else body.staff_id


def approver_of(body: OperationBody) -> str | None:
    """Who said yes to it on the spot; None where nobody had to."""
    return None if isinstance(body, LeaseReleaseBody) else body.approver_id


def target_of(body: OperationBody) -> str | None:
    """The operation that it takes back, or the device that it gives up."""
    match body:
        case CancelBody() | RefundBody():
            return body.target_operation_id
        case DeviceLostBody():
            return body.device_id
        case _:
            return None


def shift_of(body: OperationBody) -> str | None:
    """In which shift it was done."""
    return None if isinstance(body, LeaseReleaseBody) else body.shift_id
