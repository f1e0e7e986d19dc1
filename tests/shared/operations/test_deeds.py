"""What each kind of operation adds to the report of its shift."""

import pytest

from shared.domain.money import Money
from shared.operations.bodies import BODY_TEXT_MAX, OperationBody
from shared.operations.deeds import deed_of, points_claimed
from shared.operations.encode import body_text
from shared.operations.shift_sums import SumBody
from tests.shared.domain.programmes import uuid_text
from tests.shared.operations.bodies import (
    ADJUSTMENT,
    CANCEL,
    DEVICE_LOST,
    DISCOUNT,
    EARN,
    LEASE_RELEASE,
    REDEEM,
    REFUND,
    REGISTRATION,
    SHIFT_CLOSE,
    SHIFT_HANDOVER,
    SHIFT_OPEN,
    TRANSFER,
)

_CHECK = Money(2_000_00)


@pytest.mark.parametrize(
    ("body", "points", "amount"),
    [
        (REGISTRATION, 100, None),
        (EARN, 300, _CHECK),
        (REDEEM, -400, _CHECK),
        (DISCOUNT, 0, _CHECK),
        (ADJUSTMENT, -500, None),
        (CANCEL, -300, None),
        (TRANSFER, -100, None),
    ],
    ids=["registration", "earn", "redeem", "discount", "adjustment", "cancel", "transfer"],
)
def test_a_deed_says_points_and_check(
    body: OperationBody, points: int, amount: Money | None
) -> None:
    assert points_claimed(body) == points
    deed = deed_of(body, points=points, refunded=None)
    assert deed is not None
    assert (deed.staff_id, deed.kind, deed.points, deed.amount) == (
        uuid_text(52),
        body.kind,
        points,
        amount,
    )


def test_what_went_back_of_a_check_is_counted_once_for_its_two_halves() -> None:
    first = deed_of(REFUND, points=-150, refunded=EARN)
    second_half = REFUND.model_copy(update={"after": uuid_text(9)})
    second = deed_of(second_half, points=-150, refunded=EARN)
    assert first is not None
    assert second is not None
    assert (first.amount, second.amount) == (Money(1_000_00), None)


def test_a_refund_of_what_nobody_has_any_more_counts_no_money() -> None:
    deed = deed_of(REFUND, points=-150, refunded=None)
    assert deed is not None
    assert deed.amount is None


@pytest.mark.parametrize(
    "body", [LEASE_RELEASE, DEVICE_LOST, SHIFT_OPEN, SHIFT_HANDOVER, SHIFT_CLOSE]
)
def test_what_is_no_guests_affair_is_no_deed(body: OperationBody) -> None:
    assert deed_of(body, points=0, refunded=None) is None


def test_the_longest_report_fits_into_a_body() -> None:
    longest = SumBody(
        staff_id=uuid_text(52),
        kind="registration",
        count=9_999,
        points=-99_999_999,
        amount_minor=999_999_999_99,
        currency="RUB",
    )
    body = SHIFT_CLOSE.model_copy(update={"sums": (longest,) * 96})
    assert len(body_text(body)) < BODY_TEXT_MAX
