"""Ready bodies of every kind, for the tests of operations and sync."""

from typing import Any

from shared.operations.bodies import (
    AdjustmentBody,
    CancelBody,
    CheckBody,
    ClockReading,
    DeviceLostBody,
    DiscountBody,
    EarnBody,
    GrantBody,
    LeaseReleaseBody,
    OperationBody,
    RedeemBody,
    RefundBody,
    RegistrationBody,
    ShiftCloseBody,
    ShiftHandoverBody,
    ShiftOpenBody,
    Totals,
    TransferBody,
)
from shared.operations.shift_sums import SumBody
from tests.shared.domain.programmes import SILVER, WELCOME, uuid_text

GUEST = uuid_text(42)
_COMMON: dict[str, Any] = {
    "restaurant_id": uuid_text(51),
    "staff_id": uuid_text(52),
    "programme_version_id": uuid_text(31),
    "clock": ClockReading(wall_ms=1_795_000_000_000, mono_ms=5, boot_id="boot"),
    "totals": Totals(count=1, earned=0, redeemed=0),
}
_CHECK = CheckBody(check_id=uuid_text(61), amount_minor=2_000_00, currency="RUB")
_GRANT = GrantBody(promo_id=WELCOME.promo_id, points=100, expires_at_ms=1_797_600_000_000)

REGISTRATION = RegistrationBody(
    **_COMMON, card_token="1" * 24, level_id=SILVER.level_id, consents=(), grants=(_GRANT,)
)
EARN = EarnBody(
    **_COMMON, guest_id=GUEST, check=_CHECK, level_id=SILVER.level_id, regular_points=300
)
REDEEM = RedeemBody(
    **_COMMON, guest_id=GUEST, check=_CHECK, points=400, promo_points=300, regular_points=100
)
ADJUSTMENT = AdjustmentBody(**_COMMON, guest_id=GUEST, points=-500, reason="mistake")
CANCEL = CancelBody(
    **_COMMON, guest_id=GUEST, target_operation_id=uuid_text(71), points=-300, reason="mistake"
)
DISCOUNT = DiscountBody(
    **_COMMON, guest_id=GUEST, check=_CHECK, level_id=SILVER.level_id, discount_minor=100_00
)
REFUND = RefundBody(
    **_COMMON,
    guest_id=GUEST,
    target_operation_id=uuid_text(71),
    refund_minor=1_000_00,
    points=-150,
    reason="mistake",
)
TRANSFER = TransferBody(
    **_COMMON, guest_id=GUEST, to_guest_id=uuid_text(43), points=100, reason="gift"
)
LEASE_RELEASE = LeaseReleaseBody(
    **{name: value for name, value in _COMMON.items() if name in LeaseReleaseBody.model_fields},
    guest_id=GUEST,
    lease_id=uuid_text(81),
    points=300,
)
DEVICE_LOST = DeviceLostBody(**_COMMON, device_id=uuid_text(91), points=300)
_SHIFT: dict[str, Any] = {**_COMMON, "shift_id": uuid_text(95)}
SHIFT_OPEN = ShiftOpenBody(**_SHIFT, number=7)
SHIFT_HANDOVER = ShiftHandoverBody(**_SHIFT, to_staff_id=uuid_text(53))
SHIFT_CLOSE = ShiftCloseBody(
    **_SHIFT,
    sums=(
        SumBody(
            staff_id=uuid_text(52),
            kind="earn",
            count=1,
            points=300,
            amount_minor=2_000_00,
            currency="RUB",
        ),
    ),
    waiting=1,
)
EVERY_KIND: tuple[OperationBody, ...] = (
    REGISTRATION,
    EARN,
    REDEEM,
    DISCOUNT,
    ADJUSTMENT,
    CANCEL,
    REFUND,
    TRANSFER,
    LEASE_RELEASE,
    DEVICE_LOST,
    SHIFT_OPEN,
    SHIFT_HANDOVER,
    SHIFT_CLOSE,
)
