"""What a slip states, as plain values: kept on the till, so a reprint says the same again."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.domain.ids import CardId, GuestId, OperationId
from shared.domain.money import Money
from shared.domain.quotes import QuoteStep


class SlipKind(StrEnum):
    """What happened."""

    EARN = "earn"
    REDEEM = "redeem"
    REDEEM_AND_EARN = "redeem_and_earn"
    ADJUSTMENT = "adjustment"
    CANCEL = "cancel"
    REFUND = "refund"
    TRANSFER = "transfer"
    REGISTRATION = "registration"
    DISCOUNT = "discount"


@dataclass(frozen=True, slots=True)
class BookedLine:
    """One operation on the slip: its name in the ledger and the change of points."""

    operation_id: OperationId
    short_hash: str
    seq: int
    kind: str
    regular: int
    promo: int

    @property
    def points(self) -> int:
        """The signed change of the total balance."""
        return self.regular + self.promo


@dataclass(frozen=True, slots=True)
class Place:
    """Who and where, at the head of every slip."""

    restaurant_name: str
    restaurant_address: str
    device_name: str
    staff_name: str
    is_practice: bool = False
    """A till for training: no server will ever know of the slip."""


@dataclass(frozen=True, slots=True)
class GuestOnPaper:
    """The guest as far as paper may say: a first name and a masked phone."""

    guest_id: GuestId
    card_id: CardId
    name: str
    masked_phone: str
    display_code: str | None


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """Everything a receipt says (CSH-63)."""

    kind: SlipKind
    place: Place
    guest: GuestOnPaper
    local_time: datetime
    """In the restaurant's time zone, with its offset."""
    lines: tuple[BookedLine, ...]
    balance_regular: int
    balance_promo: int
    is_pending: bool
    """True when printed before the server confirmed (CSH-63)."""
    steps: tuple[QuoteStep, ...] = ()
    """Why, each moment in the restaurant's time zone."""
    check_amount: Money | None = None
    check_number: str | None = None
    to_pay: Money | None = None
    discount: Money | None = None
    """What is off the check in a DISCOUNT programme (LOY-03)."""
    has_points: bool = True
    """False in a DISCOUNT programme: a guest has no balance to be told."""
    reason: str = ""
    """What the manager gave as the reason, already in words."""
    refunded: Money | None = None
    """How much of the check went back."""
    approver_name: str = ""
    """The manager who approved it on the spot; empty where nobody had to."""
    receiver: GuestOnPaper | None = None
    """Who got the points of a transfer."""

    @property
    def balance(self) -> int:
        """The total the guest is told."""
        return self.balance_regular + self.balance_promo


@dataclass(frozen=True, slots=True)
class GuestCardFacts:
    """Everything a printed guest card says (CSH-62)."""

    place: Place
    guest: GuestOnPaper
    programme_name: str
    qr_payload: str
