"""Other money: printed rates, a bank's quotation, conversion (LOY-69, POS-133…POS-138, G-17)."""

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from shared.domain.bases import eligible_base, in_own_currency
from shared.domain.check import Bill, BillPart, CheckPayment, PaymentMethod
from shared.domain.currency import (
    MICRO_MAX,
    Quotation,
    Rate,
    RateProvider,
    TableRate,
    convert,
    cross,
    printed_rate,
    same,
)
from shared.domain.errors import AmountInvalid, FieldInvalid, RateMissing
from shared.domain.money import CHECK_AMOUNT_MAX_MINOR, Money
from shared.domain.programme import ProgrammeSettings, is_banked, with_quotation
from shared.domain.quotes import QuoteStep, StepKind

AT = datetime(2026, 2, 11, 14, 30, tzinfo=UTC)
AED = Rate("AED", "RUB", 25_200_000, RateProvider.CBR, AT)
MANUAL = ProgrammeSettings(
    rate_provider=RateProvider.MANUAL,
    rates=(TableRate("USD", 92_500_000, AT.date()), TableRate("AED", 25_000_000, AT.date())),
)
MOST = CHECK_AMOUNT_MAX_MINOR
ONE = Fraction(1)


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
        ("123456789012,123456789012", 1_000_000, 123_456_789_012),
    ],
)
def test_a_printed_rate_is_for_its_nominal(value: str, nominal: int, micro: int) -> None:
    """Appendix D 6, POS-135."""
    assert cross(printed_rate(value, nominal), ONE) == micro


@pytest.mark.parametrize(
    ("value", "nominal", "reason"),
    [
        ("", 1, "format"),
        ("сто", 1, "format"),
        ("NaN", 1, "format"),
        ("Infinity", 1, "format"),
        ("1", 0, "format"),
        ("-1", 1, "format"),
        ("1e2", 1, "format"),
        ("1,2,3", 1, "format"),
        ("1234567890123", 1, "format"),
        ("1,1234567890123", 1, "format"),
        ("0", 1, "out_of_range"),
        ("0,0000004", 1, "out_of_range"),
        ("1000000,000001", 1, "out_of_range"),
    ],
)
def test_what_is_no_rate_is_refused(value: str, nominal: int, reason: str) -> None:
    with pytest.raises(FieldInvalid) as refused:
        cross(printed_rate(value, nominal), ONE)
    assert (refused.value.field, refused.value.reason) == ("rate", reason)


def test_a_cross_rate_goes_over_the_third_currency() -> None:
    """POS-135: dollars at 92.5, dirhams at 25.2; a dollar is 3.670635 dirhams."""
    dollar, dirham = printed_rate("92,5"), printed_rate("25,2")
    assert cross(dollar, dirham) == 3_670_635
    assert cross(dirham, dirham) == 1_000_000
    with pytest.raises(FieldInvalid):
        cross(printed_rate("0,000001"), printed_rate("1000000"))


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
    bill = Bill(Money(1_000_00), rate=same("RUB", AT))
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
        (Bill(Money(1_00, "KZT"), rate=AED), MANUAL),
        (Bill(Money(1_00, "AED"), rate=AED), replace(MANUAL, currency="USD")),
    ],
)
def test_no_rate_is_never_a_rate_of_one(bill: Bill, settings: ProgrammeSettings) -> None:
    """G-17."""
    with pytest.raises(RateMissing) as refused:
        in_own_currency(bill, settings)
    assert refused.value.data() == {"source": bill.amount.currency, "target": settings.currency}


def test_a_banks_table_converts_in_the_banks_name() -> None:
    """POS-138, POS-131: whose rate it was stays with the bill."""
    bill = in_own_currency(Bill(Money(250_00, "AED")), banked(("AED", 25_200_000, AT.date())))
    assert bill.amount == Money(6_300_00)
    assert bill.rate is not None
    assert bill.rate.provider is RateProvider.CBR


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (ProgrammeSettings(), False),
        (ProgrammeSettings(currencies=("USD",)), True),
        (replace(MANUAL, currencies=("USD",)), False),
    ],
)
def test_a_bank_is_asked_where_other_money_is_taken(
    settings: ProgrammeSettings, expected: bool
) -> None:
    assert is_banked(settings) is expected


def test_a_quotation_fills_the_table_of_what_is_taken() -> None:
    """POS-134: dollars are taken, euros are not, and roubles need no line."""
    settings = with_quotation(ProgrammeSettings(currencies=("USD", "AED")), said_on(20))
    assert settings.rates == (
        TableRate("USD", 81_250_000, date(2026, 11, 20)),
        TableRate("AED", 22_100_000, date(2026, 11, 20)),
    )


def test_a_bank_without_roubles_gives_rates_to_roubles() -> None:
    """What one unit is worth in dollars, crossed exactly: nothing is rounded in between."""
    per_dollar = {"RUB": Fraction("81.25"), "KZT": Fraction("520.1"), "USD": ONE}
    worths = {currency: Fraction(1, each) for currency, each in per_dollar.items()}
    quotation = Quotation(RateProvider.OPENEXCHANGE, date(2026, 11, 20), worths)
    assert quotation.rate("USD", "RUB") == TableRate("USD", 81_250_000, quotation.on)
    assert quotation.rate("KZT", "RUB") == TableRate("KZT", 156_220, quotation.on)
    assert (quotation.rate("AED", "RUB"), quotation.rate("RUB", "AED")) == (None, None)


@pytest.mark.parametrize(
    ("before", "day", "micro"),
    [
        (("USD", 80_000_000, date(2026, 11, 19)), 20, 81_250_000),
        (("USD", 80_000_000, date(2026, 11, 20)), 20, 81_250_000),
        (("USD", 80_000_000, date(2026, 11, 21)), 20, 80_000_000),
        (("THB", 2_500_000, date(2026, 11, 1)), 20, 2_500_000),
    ],
    ids=["older", "of the same day", "newer", "not said"],
)
def test_the_newest_word_on_each_currency_stands(
    before: tuple[str, int, date], day: int, micro: int
) -> None:
    (rate,) = with_quotation(banked(before), said_on(day)).rates
    assert (rate.currency, rate.micro) == (before[0], micro)


def banked(*lines: tuple[str, int, date]) -> ProgrammeSettings:
    rates = tuple(TableRate(*line) for line in lines)
    return ProgrammeSettings(rates=rates, currencies=tuple(each.currency for each in rates))


def said_on(day: int) -> Quotation:
    worths = {
        "RUB": ONE,
        "USD": printed_rate("81,25"),
        "EUR": printed_rate("94,1"),
        "AED": printed_rate("22,1"),
    }
    return Quotation(RateProvider.CBR, date(2026, 11, day), worths)
