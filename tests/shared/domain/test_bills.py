"""Items and bills: LOY-60…LOY-70."""

from dataclasses import replace
from typing import Any

import pytest

from shared.domain.bases import eligible_base, itemised
from shared.domain.check import (
    QUANTITY_MAX,
    Bill,
    BillPart,
    Check,
    CheckItem,
    CheckPayment,
    PaymentMethod,
    check_bill,
    check_items,
    paid_beside,
)
from shared.domain.errors import FieldInvalid
from shared.domain.ids import CheckId
from shared.domain.money import CHECK_AMOUNT_MAX_MINOR, Money
from shared.domain.programme import ProgrammeSettings
from shared.domain.quotes import QuoteStep, StepKind

ITEM = CheckItem("cola", "drinks", 250_00)
BILL = Bill(
    Money(1_000_00),
    parts=(BillPart("rolls", 500_00), BillPart("soups", 0)),
    payments=(CheckPayment(PaymentMethod.CARD, 1_000_00), CheckPayment(PaymentMethod.CASH, 0)),
)
MOST = CHECK_AMOUNT_MAX_MINOR


@pytest.mark.parametrize(
    ("price_minor", "quantity_milli", "sum_minor"),
    [
        (850_00, 2000, 1_700_00),
        (199_99, 350, 70_00),
        (1, 499, 0),
        (1, 500, 1),
        (3, 1500, 5),
        (0, 1000, 0),
    ],
)
def test_an_item_is_rounded_half_up_before_it_is_summed(
    price_minor: int, quantity_milli: int, sum_minor: int
) -> None:
    """LOY-60; 0.35 kg at 199.99 is 69.9965."""
    assert CheckItem("x", "", price_minor, quantity_milli).sum_minor == sum_minor


@pytest.mark.parametrize(
    ("changed", "field", "reason"),
    [
        ({"price_minor": -1}, "price_minor", "out_of_range"),
        ({"price_minor": MOST + 1}, "price_minor", "out_of_range"),
        ({"quantity_milli": 0}, "quantity_milli", "out_of_range"),
        ({"price_minor": 0, "quantity_milli": QUANTITY_MAX + 1}, "quantity_milli", "out_of_range"),
        ({"price_minor": MOST, "quantity_milli": 1001}, "quantity_milli", "out_of_range"),
        ({"product_id": "c" * 65}, "product_id", "too_long"),
        ({"category_id": "c" * 41}, "category_id", "too_long"),
    ],
)
def test_an_item_out_of_bounds_is_named(changed: dict[str, Any], field: str, reason: str) -> None:
    with pytest.raises(FieldInvalid) as refused:
        check_items([ITEM, replace(ITEM, **changed)])
    assert (refused.value.field, refused.value.reason) == (f"items.1.{field}", reason)


def test_items_on_their_bounds_are_accepted() -> None:
    dearest = replace(ITEM, price_minor=MOST, product_id="c" * 64, category_id="c" * 40)
    most = replace(ITEM, price_minor=0, quantity_milli=QUANTITY_MAX)
    check_items([dearest, most, replace(ITEM, quantity_milli=1)])
    check_items([ITEM] * 500)


@pytest.mark.parametrize("count", [501, 10_000])
def test_ten_thousand_items_are_refused(count: int) -> None:
    with pytest.raises(FieldInvalid) as refused:
        check_items([ITEM] * count)
    assert (refused.value.field, refused.value.reason) == ("items", "too_many")


PART = BILL.parts[0]


@pytest.mark.parametrize(
    ("changed", "field", "reason"),
    [
        ({"tips_minor": -1}, "tips_minor", "out_of_range"),
        ({"tips_minor": 1_000_01}, "tips_minor", "out_of_range"),
        ({"excluded_minor": -1}, "excluded_minor", "out_of_range"),
        ({"excluded_minor": MOST + 1}, "excluded_minor", "out_of_range"),
        ({"parts": (PART,) * 41}, "parts", "too_many"),
        ({"parts": (PART, PART)}, "parts.1.category_id", "twice"),
        ({"parts": (BillPart("", 1),)}, "parts.0.category_id", "empty"),
        ({"parts": (PART, BillPart("c" * 41, 1))}, "parts.1.category_id", "too_long"),
        ({"parts": (BillPart("a", -1),)}, "parts.0.amount_minor", "out_of_range"),
        ({"parts": (BillPart("a", MOST + 1),)}, "parts.0.amount_minor", "out_of_range"),
        ({"payments": BILL.payments[:1] * 2}, "payments.1.method", "twice"),
        (
            {"payments": (CheckPayment(PaymentMethod.SBP, -1),)},
            "payments.0.amount_minor",
            "out_of_range",
        ),
        (
            {"payments": (*BILL.payments, CheckPayment(PaymentMethod.SBP, MOST + 1))},
            "payments.2.amount_minor",
            "out_of_range",
        ),
    ],
)
def test_a_bill_out_of_bounds_is_named(changed: dict[str, Any], field: str, reason: str) -> None:
    with pytest.raises(FieldInvalid) as refused:
        check_bill(replace(BILL, **changed))
    assert (refused.value.field, refused.value.reason) == (field, reason)


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"tips_minor": 1_000_00, "excluded_minor": MOST},
        {"parts": tuple(BillPart(f"{place:040}", MOST) for place in range(40))},
        {"payments": tuple(CheckPayment(method, MOST) for method in PaymentMethod)},
    ],
)
def test_a_bill_within_its_bounds_is_accepted(changed: dict[str, Any]) -> None:
    check_bill(replace(BILL, **changed))


def test_a_check_says_its_amount() -> None:
    assert Check(CheckId("c"), BILL).amount == Money(1_000_00)


def test_items_are_summed_by_category_without_what_is_excluded() -> None:
    """LOY-60, LOY-62: an item without a category is in no part, an excluded one in none either."""
    settings = ProgrammeSettings(
        excluded_category_ids=("alcohol",), excluded_product_ids=("tobacco",)
    )
    items = (
        CheckItem("cola", "soups", 1_00),
        CheckItem("wine", "alcohol", 2_00),
        CheckItem("cola", "rolls", 4_00),
        CheckItem("cola", "soups", 8_00),
        CheckItem("tobacco", "soups", 16_00),
        CheckItem("cola", "", 32_00),
    )
    parts, excluded = itemised(items, settings)
    assert parts == (BillPart("rolls", 4_00), BillPart("soups", 9_00))
    assert excluded == 18_00


def test_no_method_paid_more_than_was_left_to_pay() -> None:
    bill = replace(BILL, tips_minor=5)
    assert paid_beside(bill, 900_00) == replace(
        bill,
        payments=(
            CheckPayment(PaymentMethod.CARD, 900_00),
            CheckPayment(PaymentMethod.CASH, 0),
        ),
    )
    assert paid_beside(bill, 1_000_00) == bill


@pytest.mark.parametrize(
    ("bill", "settings", "minor", "steps"),
    [
        (Bill(Money(100_00)), ProgrammeSettings(), 100_00, []),
        (
            Bill(Money(100_00), tips_minor=100_00),
            ProgrammeSettings(),
            0,
            [(StepKind.TIPS, 100_00)],
        ),
        (
            Bill(Money(100_00), tips_minor=10_00, excluded_minor=20_00),
            ProgrammeSettings(),
            70_00,
            [(StepKind.TIPS, 10_00), (StepKind.EXCLUDED, 20_00)],
        ),
        (
            Bill(Money(100_00), tips_minor=10_00),
            ProgrammeSettings(include_tips=True),
            100_00,
            [],
        ),
        (
            Bill(Money(100_00), tips_minor=100_00, excluded_minor=1),
            ProgrammeSettings(earn_on_net=True),
            0,
            [(StepKind.TIPS, 100_00), (StepKind.EXCLUDED, 1), (StepKind.NET_BASE, 0)],
        ),
        (
            Bill(Money(100_00), excluded_minor=10_00),
            ProgrammeSettings(earn_on_net=True),
            85_00,
            [(StepKind.EXCLUDED, 10_00), (StepKind.NET_BASE, 85_00)],
        ),
    ],
)
def test_the_base_says_what_was_left_out(
    bill: Bill, settings: ProgrammeSettings, minor: int, steps: list[tuple[StepKind, int]]
) -> None:
    """LOY-64, LOY-65, LOY-70, G-04: here five points are redeemed on the check."""
    base = eligible_base(bill, settings, redeemed_points=5)
    assert base.minor == minor
    assert base.steps == tuple(QuoteStep(kind, 0, base_minor=worth) for kind, worth in steps)


def test_nothing_redeemed_nets_nothing() -> None:
    assert eligible_base(BILL, ProgrammeSettings(earn_on_net=True)).steps == ()
