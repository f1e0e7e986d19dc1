"""DISCOUNT programmes: LOY-01, LOY-03, G-05."""

from dataclasses import replace

import pytest

from shared.domain.check import Bill
from shared.domain.discounts import quote_discount
from shared.domain.errors import FieldInvalid, WrongProgrammeKind
from shared.domain.money import Money
from shared.domain.programme import ProgrammeKind, ProgrammeSettings, ProgrammeVersion
from shared.domain.quotes import DiscountQuote, QuoteStep, StepKind
from shared.domain.visitors import Visitor
from tests.shared.domain.programmes import BRONZE, SILVER, a_programme

GUEST = Visitor(SILVER.level_id)


def a_discount_programme() -> ProgrammeVersion:
    """Silver has 10 % off checks from 50.00."""
    programme = a_programme(settings=ProgrammeSettings(kind=ProgrammeKind.DISCOUNT))
    return replace(programme, levels=(BRONZE, replace(SILVER, discount_bp=10_00)))


@pytest.mark.parametrize(
    ("bill", "visitor", "base", "basis_points", "off"),
    [
        (Bill(Money(100_00)), GUEST, 100_00, 10_00, 10_00),
        (Bill(Money(50_00)), GUEST, 50_00, 10_00, 5_00),
        (Bill(Money(49_99)), GUEST, 49_99, 0, 0),
        (Bill(Money(50_05)), GUEST, 50_05, 10_00, 5_01),
        (Bill(Money(50_04)), GUEST, 50_04, 10_00, 5_00),
        (Bill(Money(100_00)), Visitor(BRONZE.level_id), 100_00, 0, 0),
        (Bill(Money(100_00)), replace(GUEST, discount_bp=7_00), 100_00, 7_00, 7_00),
        (Bill(Money(100_00)), replace(GUEST, discount_bp=0), 100_00, 0, 0),
        (Bill(Money(100_00)), replace(GUEST, discount_bp=100_00), 100_00, 100_00, 100_00),
    ],
)
def test_a_percentage_is_off_the_check_half_a_kopeck_up(
    bill: Bill, visitor: Visitor, base: int, basis_points: int, off: int
) -> None:
    """G-05: the guest's own discount goes before his level's; below the minimum nothing is off."""
    quote = quote_discount(bill, visitor, programme=a_discount_programme())
    step = quote.steps[-1]
    assert (quote.discount_minor, quote.to_pay_minor) == (off, bill.amount.minor - off)
    assert (step.base_minor, step.basis_points, step.points) == (base, basis_points, 0)


def test_it_is_said_whose_percentage_it_is() -> None:
    """LOY-03: his own is not his level's, whose name would say another percentage."""
    bill, programme = Bill(Money(100_00)), a_discount_programme()
    by_level = quote_discount(bill, GUEST, programme=programme)
    assert by_level == DiscountQuote(
        10_00,
        90_00,
        (QuoteStep(StepKind.DISCOUNT, 0, 100_00, 10_00, SILVER.level_id, SILVER.name),),
    )
    own = quote_discount(bill, replace(GUEST, discount_bp=7_00), programme=programme)
    assert own.steps == (QuoteStep(StepKind.OWN_DISCOUNT, 0, 100_00, 7_00),)


@pytest.mark.parametrize("own", [None, 7_00])
def test_a_check_too_small_for_a_discount_says_where_they_begin(own: int | None) -> None:
    guest = replace(GUEST, discount_bp=own)
    quote = quote_discount(Bill(Money(49_99)), guest, programme=a_discount_programme())
    minimum, step = quote.steps
    assert minimum == QuoteStep(StepKind.MINIMUM, 0, 50_00)
    assert step.basis_points == quote.discount_minor == 0


def test_tips_and_excluded_items_have_nothing_off() -> None:
    bill = Bill(Money(100_00), excluded_minor=30_00, tips_minor=20_00)
    quote = quote_discount(bill, GUEST, programme=a_discount_programme())
    assert (quote.discount_minor, quote.to_pay_minor) == (5_00, 95_00)
    assert [step.kind for step in quote.steps] == [
        StepKind.TIPS,
        StepKind.EXCLUDED,
        StepKind.DISCOUNT,
    ]


def test_a_points_programme_gives_no_discount() -> None:
    with pytest.raises(WrongProgrammeKind) as refused:
        quote_discount(Bill(Money(100_00)), GUEST, programme=a_programme())
    assert refused.value.data() == {"kind": "POINTS", "action": "discount"}


def test_other_money_has_nothing_off() -> None:
    with pytest.raises(FieldInvalid) as refused:
        quote_discount(Bill(Money(100_00, "USD")), GUEST, programme=a_discount_programme())
    assert (refused.value.field, refused.value.reason) == ("check.currency", "out_of_range")
