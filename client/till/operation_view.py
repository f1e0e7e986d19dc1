"""One row of the operations list: what a person asks about it, as values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from client.till.trouble import InDoubt
from shared.domain.ids import GuestId, OperationId
from shared.domain.money import Money
from shared.sync.archive import OperationTold


class OperationState(StrEnum):
    """Where an operation is, as a person asks about it."""

    WAITING = "waiting"
    """Durable here; the server has not answered for it, or forgot it and has to hear it again."""
    SENT = "sent"
    """The server has it and has not decided."""
    CONFIRMED = "confirmed"
    """Decided, and nothing is left to do: also a cancel of what was never booked."""
    ATTENTION = "attention"
    """Refused, booked otherwise than the guest was told, or a redemption in doubt."""
    PRACTISED = "practised"
    """On a training till, where nobody is to answer for it; no filter of the store's."""


@dataclass(frozen=True, slots=True)
class OperationView:
    """One row of the list."""

    operation_id: OperationId
    seq: int
    kind: str
    state: OperationState
    guest_id: GuestId | None
    guest_name: str
    points: int
    """The signed change of the guest's total."""
    amount: Money | None
    staff_name: str
    occurred_at: datetime
    """In the restaurant's time zone, as its slip says."""
    outcome_code: str | None
    outcome_data: Mapping[str, Any]
    receipt_id: str | None
    can_cancel: bool
    """Whether a cancel would be accepted here, if the person may."""
    is_acknowledged: bool
    """A person has seen that it needs attention."""
    is_cancelled: bool = False
    """This till has taken it back."""
    approver_name: str = ""
    """Who said yes to it on the spot; empty where nobody had to."""
    left_to_refund: Money | None = None
    """How much of its check may go back yet (LOY-100); None where no refund is possible."""
    notes: tuple[str, ...] = ()
    """What the server noted beside the outcome; it changed no points."""
    told: tuple[OperationTold, ...] = ()
    """The slip as the server told of it, where another till printed it: itself first."""
    in_doubt: InDoubt | None = None
    """What ``Checkout.settle`` and ``abandon`` want, for a redemption nobody has a slip for.

    Its outcome code is then ``redemption_in_doubt``, or ``slip_not_given`` once it is booked."""
