"""Refusals: the rules say no.

A refusal carries data, never text; ``code`` is its stable name on the wire, in the log and in
the tests. Presenters word it in Russian and English, ``server.problems`` maps it to RFC 7807.

They are not frozen: ``contextlib`` assigns ``__traceback__`` to an exception on its way out.
"""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar


@dataclass(eq=False)
class Refusal(Exception):
    """The base of every named refusal."""

    code: ClassVar[str] = "refused"

    def data(self) -> dict[str, Any]:
        """The fields of this refusal as plain JSON values."""
        return asdict(self)

    def __str__(self) -> str:
        return f"{self.code} {self.data()}"


@dataclass(eq=False)
class PhoneInvalid(Refusal):
    """The typed phone is not one the programme accepts (GST-21).

    What was typed is personal data and stays out: outcomes keep a refusal's data for ever (GST-41).
    """

    code: ClassVar[str] = "phone_invalid"
    digits: int


@dataclass(eq=False)
class AmountInvalid(Refusal):
    """A check amount is no number, negative, finer than a kopeck or too large (CSH-21, CSH-22)."""

    code: ClassVar[str] = "amount_invalid"
    typed: str
    reason: str
    """``not_a_number`` | ``negative`` | ``too_fine`` | ``too_large``"""
    limit_minor: int


@dataclass(eq=False)
class CardNotUsable(Refusal):
    """The card's status forbids the action (CSH-37, G-26)."""

    code: ClassVar[str] = "card_not_usable"
    status: str
    action: str
    """``earn`` | ``redeem`` | ``adjust`` | ``transfer``"""


@dataclass(eq=False)
class GuestUnknown(Refusal):
    """No guest of this tenant has that id."""

    code: ClassVar[str] = "guest_unknown"
    guest_id: str


@dataclass(eq=False)
class CheckTooSmall(Refusal):
    """The check is below the programme's minimum for redeeming (CSH-30)."""

    code: ClassVar[str] = "check_too_small"
    amount_minor: int
    minimum_minor: int


@dataclass(eq=False)
class RedemptionBelowMinimum(Refusal):
    """Fewer points than the programme lets one redeem (CSH-32)."""

    code: ClassVar[str] = "redemption_below_minimum"
    points: int
    minimum: int


@dataclass(eq=False)
class RedemptionAboveLimit(Refusal):
    """More points than the redeem limit of this check (CSH-31)."""

    code: ClassVar[str] = "redemption_above_limit"
    points: int
    limit: int
    limit_percent: int


@dataclass(eq=False)
class PointsShortfall(Refusal):
    """The card holds fewer points than asked for (CSH-34: ``INSUFFICIENT_BALANCE``)."""

    code: ClassVar[str] = "points_shortfall"
    asked: int
    available: int


@dataclass(eq=False)
class LeaseMissing(Refusal):
    """Out of reach of the server a till redeems only what it holds under leases (design §6)."""

    code: ClassVar[str] = "lease_missing"
    points: int
    spendable: int
    """What it does hold of this guest's points right now."""


@dataclass(eq=False)
class LeasedElsewhere(Refusal):
    """Another till holds the points and has not given them back."""

    code: ClassVar[str] = "leased_elsewhere"
    device_name: str
    points: int
    until_ms: int
    """Server time at which they are taken back; 0 is never by themselves."""


@dataclass(eq=False)
class LeaseUnknown(Refusal):
    """The operation names a lease that this device was never granted."""

    code: ClassVar[str] = "lease_unknown"
    lease_id: str


@dataclass(eq=False)
class NothingToEarn(Refusal):
    """No rule and no promo gives a point for this check."""

    code: ClassVar[str] = "nothing_to_earn"
    amount_minor: int


@dataclass(eq=False)
class AdjustmentReasonMissing(Refusal):
    """A manual adjustment names no reason (CSH-95)."""

    code: ClassVar[str] = "adjustment_reason_missing"


@dataclass(eq=False)
class AdjustmentTooLarge(Refusal):
    """A manual adjustment beyond the limit per operation (CSH-96)."""

    code: ClassVar[str] = "adjustment_too_large"
    points: int
    limit: int


@dataclass(eq=False)
class AdjustmentZero(Refusal):
    """A manual adjustment of no points changes nothing."""

    code: ClassVar[str] = "adjustment_zero"


@dataclass(eq=False)
class PermissionMissing(Refusal):
    """The staff member's role lacks the permission (RBC-33, CSH-89)."""

    code: ClassVar[str] = "permission_missing"
    permission: str


@dataclass(eq=False)
class ApproverNotAllowed(Refusal):
    """Who approved what the acting person may not do alone may not do it either (RBC-33)."""

    code: ClassVar[str] = "approver_not_allowed"
    permission: str
    reason: str
    """``unknown`` (nobody of this restaurant) | ``inactive`` | ``permission``"""


@dataclass(eq=False)
class NotCancellable(Refusal):
    """The operation cannot be cancelled: wrong kind, refused before, or cancelled already."""

    code: ClassVar[str] = "not_cancellable"
    operation_id: str
    reason: str
    """``kind`` | ``already_cancelled`` | ``refused`` | ``unknown`` | ``other_guest`` |
    ``refunded`` (nothing is left of it)
    """


@dataclass(eq=False)
class NotRefundable(Refusal):
    """The operation cannot be refunded: unknown (LOY-99), of another kind, or taken back."""

    code: ClassVar[str] = "not_refundable"
    operation_id: str
    reason: str
    """``kind`` | ``already_cancelled`` | ``refused`` | ``unknown`` | ``other_guest`` |
    ``in_doubt`` | ``other_money`` (an older server takes such a check back whole only) |
    ``owed`` (points of it are owed since a restore: the whole is taken, or nothing)
    """


@dataclass(eq=False)
class SameGuest(Refusal):
    """Two guests are asked for, and both are one person."""

    code: ClassVar[str] = "same_guest"
    guest_id: str


@dataclass(eq=False)
class TransferZero(Refusal):
    """A transfer of no points changes nothing."""

    code: ClassVar[str] = "transfer_zero"


@dataclass(eq=False)
class TransferTooLarge(Refusal):
    """More points than a guest may give away in a day (LED-40, G-09)."""

    code: ClassVar[str] = "transfer_too_large"
    points: int
    limit: int
    given_today: int


@dataclass(eq=False)
class CheckAlreadyBooked(Refusal):
    """The check has this kind of operation already, or belongs to another guest (LED-20)."""

    code: ClassVar[str] = "check_already_booked"
    check_id: str


@dataclass(eq=False)
class RefundTooLarge(Refusal):
    """Refunds of one check exceed what was paid (LOY-100)."""

    code: ClassVar[str] = "refund_too_large"
    refund_minor: int
    refundable_minor: int


@dataclass(eq=False)
class ConsentMissing(Refusal):
    """Registration without the guest's consent to personal data processing (CSH-49, GST-40)."""

    code: ClassVar[str] = "consent_missing"
    consent: str


@dataclass(eq=False)
class FieldInvalid(Refusal):
    """A field of a form or message holds a value nobody can use."""

    code: ClassVar[str] = "field_invalid"
    field: str
    reason: str
    """``empty`` | ``too_long`` | ``future`` | ``too_old`` | ``format`` | ``out_of_range`` |
    ``foreign`` (belongs to someone else) | ``taken`` | ``missing`` | ``too_many`` | ``twice`` |
    ``unknown`` (names what is not there) | ``same`` | ``overlaps`` | ``no_lowest`` |
    ``before_start`` | ``no_zone`` | ``too_deep`` | ``part_in_group`` | ``fixed`` (for good) |
    ``unknown_field`` (there is no field of that name)
    """


@dataclass(eq=False)
class QuoteMismatch(Refusal):
    """An operation claims points that its own inputs do not give."""

    code: ClassVar[str] = "quote_mismatch"
    claimed: int
    computed: int


@dataclass(eq=False)
class DependencyRefused(Refusal):
    """The operation this one builds on was refused, so this one was not booked either."""

    code: ClassVar[str] = "dependency_refused"
    operation_id: str


@dataclass(eq=False)
class ProgrammeUnknown(Refusal):
    """The operation was quoted by a programme version this tenant never had."""

    code: ClassVar[str] = "programme_unknown"
    version_id: str


@dataclass(eq=False)
class WrongProgrammeKind(Refusal):
    """A DISCOUNT programme knows no points, a POINTS programme no percentage off (LOY-01)."""

    code: ClassVar[str] = "wrong_programme_kind"
    kind: str
    action: str
    """``earn`` | ``redeem`` | ``discount`` | ``adjust`` | ``transfer``"""


@dataclass(eq=False)
class RateMissing(Refusal):
    """The check is in money nobody gave a rate for; no rate is never a rate of 1 (G-17)."""

    code: ClassVar[str] = "rate_missing"
    source: str
    target: str


@dataclass(eq=False)
class TenantFrozen(Refusal):
    """The tenant's tariff is not paid: nothing is earned, redeemed or registered (TEN-38)."""

    code: ClassVar[str] = "tenant_frozen"


@dataclass(eq=False)
class GuestLimitReached(Refusal):
    """The tenant's tariff allows no more guests (CSH-51)."""

    code: ClassVar[str] = "guest_limit_reached"
    limit: int


@dataclass(eq=False)
class PromoLimitReached(Refusal):
    """The tenant's tariff allows fewer promos at a time (LOY-85)."""

    code: ClassVar[str] = "promo_limit_reached"
    promos: int
    limit: int
