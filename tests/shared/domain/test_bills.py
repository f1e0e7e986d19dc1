"""Items, bills and other money: LOY-60…LOY-70, POS-133…POS-138, G-17."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from shared.domain.bases import eligible_base, in_own_currency, itemised
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
from shared.domain.currency import (
    MICRO_MAX,
    ManualRate,
    Rate,
    RateProvider,
    convert,
    cross,
    rate_of,
    same,
)
from shared.domain.errors import AmountInvalid, FieldInvalid, RateMissing
from shared.domain.ids import CheckId
from shared.domain.money import CHECK_AMOUNT_MAX_MINOR, Money
from shared.domain.programme import ProgrammeSettings
from shared.domain.quotes import QuoteStep, StepKind

AT = datetime(2026, 2, 11, 14, 30, tzinfo=UTC)
AED = Rate("AED", "RUB", 25_200_000, RateProvider.CBR, AT)
MANUAL = ProgrammeSettings(
    rate_provider=RateProvider.MANUAL,
    rates=(ManualRate("USD", 92_500_000, AT.date()), ManualRate("AED", 25_000_000, AT.date())),
)
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


@pytest.mark.parametrize(
    ("value", "nominal", "micro"),
    [
        ("25.2", 1, 25_200_000),
        (" 54,00 ", 100, 540_000),
        ("0,000001", 1, 1),
        ("0,0000005", 1, 1),
        ("1,234567", 10_000, 123),
        ("1,2355", 10_000, 124),
        ("1000000", 1, MICRO_MAX),
    ],
)
def test_a_printed_rate_is_for_its_nominal(value: str, nominal: int, micro: int) -> None:
    """Appendix D 6, POS-135."""
    assert rate_of(value, nominal) == micro


@pytest.mark.parametrize(
    ("value", "nominal", "reason"),
    [
        ("", 1, "format"),
        ("сто", 1, "format"),
        ("NaN", 1, "format"),
        ("Infinity", 1, "format"),
        ("1", 0, "format"),
        ("0", 1, "out_of_range"),
        ("-1", 1, "out_of_range"),
        ("0,0000004", 1, "out_of_range"),
        ("1000000,000001", 1, "out_of_range"),
    ],
)
def test_what_is_no_rate_is_refused(value: str, nominal: int, reason: str) -> None:
    with pytest.raises(FieldInvalid) as refused:
        rate_of(value, nominal)
    assert (refused.value.field, refused.value.reason) == ("rate", reason)


def test_a_cross_rate_goes_over_the_third_currency() -> None:
    """POS-135: dollars at 92.5, dirhams at 25.2; a dollar is 3.670635 dirhams."""
    assert cross(92_500_000, 25_200_000) == 3_670_635
    assert cross(25_200_000, 25_200_000) == 1_000_000
    with pytest.raises(FieldInvalid):
        cross(1, MICRO_MAX)


def test_a_currency_is_worth_itself() -> None:
    """POS-133."""
    rate = same("RUB", AT)
    assert rate == Rate("RUB", "RUB", 1_000_000, RateProvider.SAME_CURRENCY, AT)
    assert convert(Money(123_45), rate) == Money(123_45)


@pytest.mark.parametrize(
    ("minor", "micro", "worth"),
    [(250_00, 25_200_000, 6_300_00), (1, 499_999, 0), (1, 500_000, 1), (3, 500_000, 2)],
)
def test_money_is_converted_with_one_rounding(minor: int, micro: int, worth: int) -> None:
    assert convert(Money(minor, "AED"), replace(AED, micro=micro)) == Money(worth, "RUB")


def test_money_becomes_that_of_the_rate() -> None:
    rate = Rate("RUB", "USD", 10_000, RateProvider.CBR, AT)
    assert convert(Money(92_50), rate) == Money(93, "USD")


def test_what_is_worth_more_than_any_check_is_refused() -> None:
    with pytest.raises(AmountInvalid) as refused:
        convert(Money(MOST, "AED"), AED)
    assert refused.value.reason == "too_large"


def test_a_whole_bill_is_converted() -> None:
    """LOY-69: the check's own rate goes before the programme's table."""
    foreign = Bill(
        Money(100_00, "AED"),
        parts=(BillPart("rolls", 50_00),),
        excluded_minor=20_00,
        payments=(CheckPayment(PaymentMethod.CARD, 60_00),),
        tips_minor=10_00,
        rate=AED,
    )
    bill = in_own_currency(foreign, MANUAL)
    assert bill == Bill(
        Money(2_520_00),
        parts=(BillPart("rolls", 1_260_00),),
        excluded_minor=504_00,
        payments=(CheckPayment(PaymentMethod.CARD, 1_512_00),),
        tips_minor=252_00,
        rate=AED,
    )
    assert eligible_base(bill, MANUAL).steps[0] == QuoteStep(
        StepKind.RATE, 0, base_minor=2_520_00, name="AED"
    )


def test_a_bill_in_the_programmes_money_stays_as_it_is() -> None:
    bill = replace(BILL, rate=same("RUB", AT))
    assert in_own_currency(bill, ProgrammeSettings()) is bill
    assert eligible_base(bill, ProgrammeSettings()).steps == ()


def test_the_programmes_own_table_converts_what_brings_no_rate() -> None:
    """POS-137."""
    bill = in_own_currency(Bill(Money(1_00, "AED")), MANUAL)
    manual = Rate("AED", "RUB", 25_000_000, RateProvider.MANUAL, datetime(2026, 2, 11, tzinfo=UTC))
    assert (bill.amount, bill.rate) == (Money(25_00), manual)


@pytest.mark.parametrize(
    ("bill", "settings"),
    [
        (Bill(Money(1_00, "KZT")), MANUAL),
        (Bill(Money(1_00, "AED")), replace(MANUAL, rate_provider=RateProvider.CBR)),
        (Bill(Money(1_00, "KZT"), rate=AED), MANUAL),
        (Bill(Money(1_00, "AED"), rate=AED), replace(MANUAL, currency="USD")),
    ],
)
def test_no_rate_is_never_a_rate_of_one(bill: Bill, settings: ProgrammeSettings) -> None:
    """G-17."""
    with pytest.raises(RateMissing) as refused:
        in_own_currency(bill, settings)
    assert refused.value.data() == {"source": bill.amount.currency, "target": settings.currency}
