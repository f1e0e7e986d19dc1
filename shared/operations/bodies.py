"""The bodies of operations: what is hashed, signed for and kept verbatim on both sides.

No personal data ever enters a body (P6 with the right to be forgotten): a profile or a typed
reason travels beside it as ``private`` and the body holds its salted hash. Amounts are minor
units, moments are UTC milliseconds, percentages basis points: integers all.
"""

from functools import cache
from typing import Annotated, Literal, get_args

from pydantic import Field, TypeAdapter

from shared.domain.quotes import StepKind
from shared.operations.fields import (
    AmountMinor,
    BasisPoints,
    CurrencyCode,
    FieldGroup,
    HexHash,
    Millis,
    Occasion,
    PointCount,
    ShortText,
    UuidText,
)
from shared.operations.input_bodies import BillBody, VisitorBody
from shared.operations.shift_sums import Sums

BODY_VERSION: Literal[1] = 1
BODY_TEXT_MAX = 16 * 1024
"""So many characters the text of a body may have."""
LEASES_MAX = 16
"""How many leases one redemption may name."""


class ClockReading(FieldGroup):
    """Everything the server needs to bound the moment of an operation (§7 of the design)."""

    wall_ms: Millis
    mono_ms: Annotated[int, Field(ge=0)]
    boot_id: Annotated[str, Field(min_length=1, max_length=64)]
    anchor_server_ms: Millis | None = None
    """Server time at the last contact, or None before the first."""
    anchor_mono_ms: Annotated[int, Field(ge=0)] | None = None
    anchor_boot_id: Annotated[str, Field(max_length=64)] | None = None


class Totals(FieldGroup):
    """Running totals of the device, this operation included."""

    count: Annotated[int, Field(ge=1)]
    earned: Annotated[int, Field(ge=0)]
    redeemed: Annotated[int, Field(ge=0)]


class CheckBody(FieldGroup):
    """The restaurant's bill."""

    check_id: UuidText
    amount_minor: AmountMinor
    currency: CurrencyCode
    number: Annotated[str, Field(max_length=40)] | None = None


class GrantBody(FieldGroup):
    """Promo points given, with their term."""

    promo_id: UuidText
    points: PointCount
    expires_at_ms: Millis


class StepBody(FieldGroup):
    """One line of the explanation, as the cashier saw it."""

    kind: StepKind
    points: PointCount
    base_minor: AmountMinor = 0
    basis_points: BasisPoints = 0
    source_id: Annotated[str, Field(max_length=36)] = ""
    name: ShortText = ""
    expires_at_ms: Millis | None = None
    beaten_by: ShortText | None = None


class ConsentBody(FieldGroup):
    """One consent the guest gave or withheld: which text, told apart by its hash (§8 law)."""

    kind: Literal["personal_data", "marketing"]
    accepted: bool
    text_version: Annotated[str, Field(max_length=40)]
    text_sha256: HexHash


class FirstPlace(FieldGroup):
    """Where an operation stood when it was made: what its first id follows from (§2)."""

    epoch: Annotated[int, Field(ge=0, le=2**32 - 1)]
    seq: Annotated[int, Field(ge=1, le=2**53)]
    previous: HexHash
    """The chain hash before it."""
    totals: Totals


class _Body(FieldGroup):
    v: Literal[1] = BODY_VERSION
    restaurant_id: UuidText
    clock: ClockReading
    totals: Totals
    origin: UuidText | None = None
    """The first id of an operation that was enqueued again under a new epoch.

    Everything but this field, ``first`` and ``totals`` is repeated word for word, so that the
    server can compute it again from ``first`` (``shared.operations.repeated``).
    """
    first: FirstPlace | None = None
    private_hash: HexHash | None = None


class _StaffBody(_Body):
    """What a person did; ``LeaseReleaseBody`` is what a device does by itself."""

    staff_id: UuidText
    approver_id: UuidText | None = None
    """The manager who approved on the spot, when not the acting person."""
    shift_id: UuidText | None = None
    programme_version_id: UuidText


class RegistrationBody(_StaffBody):
    """A new guest; the operation's id is the guest's id."""

    kind: Literal["registration"] = "registration"
    card_token: Annotated[str, Field(pattern=r"^\d{24}$")]
    display_code: Annotated[str, Field(pattern=r"^\d{6}$")] | None = None
    level_id: UuidText
    consents: tuple[ConsentBody, ...]
    source: Literal["CASHIER"] = "CASHIER"
    grants: tuple[GrantBody, ...] = ()
    steps: tuple[StepBody, ...] = ()
    hold: bool = False
    """As with an earning: the welcome points are born under a lease of the device."""


class EarnBody(_StaffBody):
    """Points for a check."""

    kind: Literal["earn"] = "earn"
    guest_id: UuidText
    check: CheckBody
    level_id: UuidText
    redeemed_points: PointCount = 0
    """Points redeemed on the same check (matters where the programme earns on the net sum)."""
    after: UuidText | None = None
    """The redemption on the same check: refused with it, never booked without it."""
    regular_points: PointCount
    grants: tuple[GrantBody, ...] = ()
    steps: tuple[StepBody, ...] = ()
    bill: BillBody | None = None
    """Beyond the check's amount, where somebody knew more."""
    visitor: VisitorBody | None = None
    """None knew the level alone."""
    occasions: tuple[Occasion, ...] | None = None
    """What each of ``grants`` was given for, in their order; None: none is given once only.

    Beside the grants, not in them: an older server would set the operation aside (N-1).
    """
    hold: bool = False
    """The lots are born under a lease of the device, named after this operation's id.

    A till out of reach of the server may spend them at once: FIFO brings the earning first.
    """


class RedeemBody(_StaffBody):
    """Points spent on a check."""

    kind: Literal["redeem"] = "redeem"
    guest_id: UuidText
    check: CheckBody
    points: Annotated[int, Field(ge=1, le=1_000_000_000)]
    promo_points: PointCount
    regular_points: PointCount
    steps: tuple[StepBody, ...] | None = None
    """Why so many, as the cashier saw it."""
    lease_ids: Annotated[tuple[UuidText, ...], Field(max_length=LEASES_MAX)] = ()
    """The leases that pay, in no order: their lots are spent in spending order.

    A redemption that names leases was confirmed by the till alone and is always booked; one that
    names none is the server's to decide.
    """
    float_points: PointCount = 0
    """How many of ``points`` no lease covers: the house vouches for them (house float)."""


class AdjustmentBody(_StaffBody):
    """A manager's correction; what was typed as the reason is private."""

    kind: Literal["adjustment"] = "adjustment"
    guest_id: UuidText
    points: Annotated[int, Field(ge=-1_000_000_000, le=1_000_000_000)]
    reason: Annotated[str, Field(min_length=1, max_length=40)]


class CancelBody(_StaffBody):
    """The whole of an earlier operation taken back."""

    kind: Literal["cancel"] = "cancel"
    guest_id: UuidText
    target_operation_id: UuidText
    points: Annotated[int, Field(ge=-1_000_000_000, le=1_000_000_000)]
    """The change of the balance the till showed; the server may take less (LOY-101)."""
    reason: Annotated[str, Field(min_length=1, max_length=40)]


class DiscountBody(_StaffBody):
    """A check of a DISCOUNT card: a visit and its spending, no points (LOY-03)."""

    kind: Literal["discount"] = "discount"
    guest_id: UuidText
    check: CheckBody
    bill: BillBody | None = None
    visitor: VisitorBody | None = None
    level_id: UuidText
    discount_minor: AmountMinor
    steps: tuple[StepBody, ...] = ()


class RefundBody(_StaffBody):
    """Part of a check's money went back: its share of the points of one operation follows.

    A check that was redeemed on and earned is refunded by two operations, the second ``after`` the
    first, as it was sold (LOY-95…LOY-101).
    """

    kind: Literal["refund"] = "refund"
    guest_id: UuidText
    target_operation_id: UuidText
    refund_minor: Annotated[int, Field(ge=1, le=100_000_000)]
    points: Annotated[int, Field(ge=-1_000_000_000, le=1_000_000_000)]
    """The change of the balance the till showed; the server may take less (LOY-101)."""
    reason: Annotated[str, Field(min_length=1, max_length=40)]
    after: UuidText | None = None
    steps: tuple[StepBody, ...] = ()


class TransferBody(_StaffBody):
    """Points from one guest to another: one transaction, two linked entries (LED-40, LED-41)."""

    kind: Literal["transfer"] = "transfer"
    guest_id: UuidText
    """Who gives."""
    to_guest_id: UuidText
    points: Annotated[int, Field(ge=1, le=1_000_000_000)]
    reason: Annotated[str, Field(min_length=1, max_length=40)]


class LeaseReleaseBody(_Body):
    """A device gives back what is left of a lease; every redemption under it came before."""

    kind: Literal["lease_release"] = "lease_release"
    guest_id: UuidText
    lease_id: UuidText
    points: PointCount
    """What the device knows to be left."""


class DeviceLostBody(_StaffBody):
    """A manager gives a device up: what it holds under leases goes back to the guests.

    It is shut out. What it spent meanwhile is the house's loss, should it ever be told.
    """

    kind: Literal["device_lost"] = "device_lost"
    device_id: UuidText
    points: PointCount
    """The loss the manager was shown: all that the device held."""


class ShiftOpenBody(_StaffBody):
    """A shift of this till begins; all its operations, this one first, carry its id."""

    kind: Literal["shift_open"] = "shift_open"
    shift_id: UuidText
    number: Annotated[int, Field(ge=1, le=2**31 - 1)]


class ShiftHandoverBody(_StaffBody):
    """Somebody else answers for the open shift from now on."""

    kind: Literal["shift_handover"] = "shift_handover"
    shift_id: UuidText
    to_staff_id: UuidText


class ShiftCloseBody(_StaffBody):
    """The shift is over. What it reports never changes; what comes later is an addendum."""

    kind: Literal["shift_close"] = "shift_close"
    shift_id: UuidText
    sums: Sums
    waiting: Annotated[int, Field(ge=0)]
    """Of how many operations the server had not said yet what became of them."""


ShiftBody = ShiftOpenBody | ShiftHandoverBody | ShiftCloseBody
GuestlessBody = DeviceLostBody | ShiftBody
PersonBody = (
    RegistrationBody
    | EarnBody
    | RedeemBody
    | DiscountBody
    | AdjustmentBody
    | CancelBody
    | RefundBody
    | TransferBody
    | GuestlessBody
)
OperationBody = Annotated[PersonBody | LeaseReleaseBody, Field(discriminator="kind")]
_EVERY = get_args(PersonBody | LeaseReleaseBody)
KNOWN_KINDS = frozenset(body.model_fields["kind"].default for body in _EVERY)
GUESTLESS_KINDS = frozenset(body.model_fields["kind"].default for body in get_args(GuestlessBody))


def parse_body(text: str) -> OperationBody:
    """The body whose verbatim text is ``text``. Raises ``pydantic.ValidationError``."""
    return _bodies().validate_json(text)


@cache
def _bodies() -> TypeAdapter[OperationBody]:
    """Made when it is needed first: a till that starts does not wait for it."""
    return TypeAdapter(OperationBody)
