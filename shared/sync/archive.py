"""What a till asks its server about the past: a guest's bookings, his lots, an operation (CSH-16).

Who asks is named by the acting person's id: the server asks whether he may. Names of colleagues
and places travel as words; guests travel by their ids alone, since a till knows them by itself.
"""

from typing import Annotated, Literal

from pydantic import Field

from shared.domain.points import PointsKind
from shared.operations.bodies import CheckBody
from shared.operations.fields import Millis, UuidText
from shared.sync.messages import FIRST_VERSION, Message

PAGE_DEFAULT = 20
PAGE_MAX = 50

PageSize = Annotated[int, Field(ge=1, le=PAGE_MAX)]


class Told(Message):
    """Where and by whom something was done; empty where the house acted by itself."""

    staff_name: str = ""
    approver_name: str = ""
    device_name: str = ""
    restaurant_name: str = ""
    receipt: str = ""
    """The code that the paper prints."""
    check: CheckBody | None = None


class BookingTold(Told):
    """One change of a guest's points."""

    kind: str
    """An ``EntryKind``, or ``CANCEL`` and ``REFUND`` of whatever was taken back."""
    at_ms: Millis
    regular: int
    promo: int
    reason: str = ""
    """The code of a preset."""


class HistoryReply(Message):
    """A page of a guest's bookings, the newest first."""

    v: Literal[1] = FIRST_VERSION
    bookings: tuple[BookingTold, ...]
    before: int | None = None
    """What to ask with for the next page; None: there is none."""


class LotTold(Message):
    """Points with one origin and one term, as far as they are left."""

    kind: PointsKind
    left: int
    given: int
    expires_at_ms: Millis | None = None
    born: BookingTold
    """The booking that gave them; of points from another guest the one that gave those."""
    is_from_guest: bool = False


class BalanceReply(Message):
    """A page of a guest's lots, in the order in which they will be spent."""

    v: Literal[1] = FIRST_VERSION
    points: int
    """Of all his lots."""
    lots: tuple[LotTold, ...]
    after: int | None = None
    """What to ask with for the next page; None: there is none."""


class OperationTold(Told):
    """One operation of another till of the restaurant, and what became of it."""

    operation_id: UuidText
    """As it was first enqueued: what a cancel or a refund names."""
    kind: str
    seq: int
    guest_id: UuidText
    at_ms: Millis
    status: str
    code: str | None = None
    regular: int = 0
    promo: int = 0
    refunded_minor: int = 0
    is_cancelled: bool = False


class OperationsReply(Message):
    """The operations of one slip, as they were made; empty where the server knows none."""

    v: Literal[1] = FIRST_VERSION
    operations: tuple[OperationTold, ...]
