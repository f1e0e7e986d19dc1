"""Refusals that only a till knows, and the server's refusals understood again.

Carries data, never text.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar

from shared.domain.errors import Refusal


@dataclass(eq=False)
class PinWrong(Refusal):
    """The PIN is not that person's (CSH-06)."""

    code: ClassVar[str] = "pin_wrong"
    tries_left: int


@dataclass(eq=False)
class PinLocked(Refusal):
    """Too many wrong PINs: no further try counts until the time is over (CSH-06)."""

    code: ClassVar[str] = "pin_locked"
    seconds_left: int


@dataclass(eq=False)
class StaffUnknown(Refusal):
    """Nobody with that id may sign in on this till."""

    code: ClassVar[str] = "staff_unknown"
    staff_id: str


@dataclass(eq=False)
class NotSignedIn(Refusal):
    """Nobody is signed in, or the one who was no longer works here."""

    code: ClassVar[str] = "not_signed_in"


@dataclass(eq=False)
class GuestExists(Refusal):
    """The phone belongs to a registered guest: open that card instead (CSH-43)."""

    code: ClassVar[str] = "guest_exists"
    guest_id: str


@dataclass(eq=False)
class GuestNotFound(Refusal):
    """The code was understood, but no guest this till knows has it."""

    code: ClassVar[str] = "guest_not_found"
    kind: str
    """``card`` | ``display_code`` | ``phone``"""
    value: str


@dataclass(eq=False)
class ScanNotUnderstood(Refusal):
    """What was scanned is no card, no code and no phone."""

    code: ClassVar[str] = "scan_not_understood"
    text: str


@dataclass(eq=False)
class TillNotReady(Refusal):
    """The server has not told this till what the command needs."""

    code: ClassVar[str] = "till_not_ready"
    missing: str
    """``programme`` | ``tenant``"""


@dataclass(eq=False)
class ReceiptUnknown(Refusal):
    """No slip has that id, or its operations were never booked."""

    code: ClassVar[str] = "receipt_unknown"
    receipt_id: str


@dataclass(eq=False)
class OperationUnknown(Refusal):
    """A receipt's code that no operation of this till has, nor any the server told of."""

    code: ClassVar[str] = "operation_unknown"
    reason: str
    """``elsewhere`` (the server could not be asked) | ``nowhere``"""


@dataclass(eq=False)
class RedemptionPending(Refusal):
    """An earlier redemption of this guest is still in doubt: it is settled or given up first."""

    code: ClassVar[str] = "redemption_pending"
    operation_id: str


@dataclass(eq=False)
class RedemptionAbandoned(Refusal):
    """The redemption was given up: it is being taken back and gets no slip."""

    code: ClassVar[str] = "redemption_abandoned"


@dataclass(eq=False)
class QuoteChanged(Refusal):
    """The till learnt something since the quote was shown; these are the numbers now (CSH-20)."""

    code: ClassVar[str] = "quote_changed"
    earned: int
    redeemed: int
    to_pay_minor: int


@dataclass(eq=False)
class LossChanged(Refusal):
    """The device holds other points by now than were shown (P4)."""

    code: ClassVar[str] = "loss_changed"
    points: int


@dataclass(eq=False)
class ShiftIsOpen(Refusal):
    """This till's shift goes on: close it before another is opened."""

    code: ClassVar[str] = "shift_is_open"
    number: int


@dataclass(eq=False)
class ShiftMissing(Refusal):
    """No shift of this till is open."""

    code: ClassVar[str] = "shift_missing"


@dataclass(eq=False)
class RefusedByServer(Refusal):
    """The server refused for a reason this version of the till has no name for."""

    code: ClassVar[str] = "refused_by_server"
    server_code: str
    server_data: dict[str, Any] = field(default_factory=dict)


@dataclass(eq=False)
class SignInTooLate(Refusal):
    """The till has been without the server for so long that only who is in charge may enter."""

    code: ClassVar[str] = "sign_in_too_late"
    hours: int


class SignInClockSetBack(Refusal):
    """Nobody can say how long the till was without the server: its clock was set back."""

    code: ClassVar[str] = "sign_in_clock_set_back"


@dataclass(eq=False)
class UndoTooLate(Refusal):
    """The seconds in which a person takes his own check back are over."""

    code: ClassVar[str] = "undo_too_late"


def refusal_of(code: str, data: Mapping[str, Any]) -> Refusal:
    """The named refusal of an outcome, with the server's own data in it."""
    for known in Refusal.__subclasses__():
        if known.code == code and {each.name for each in fields(known)} == set(data):
            return known(**data)
    return RefusedByServer(code, dict(data))
