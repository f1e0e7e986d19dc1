"""Reports of shifts: sums of deeds, and the addenda between two of them (field.md row 25)."""

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.money import Money
from shared.domain.shifts import (
    SUMS_MAX,
    Deed,
    ShiftSum,
    as_closed,
    difference,
    summed,
    together,
    totals,
)

ANNA, VERA = "anna", "vera"
_DEEDS = st.lists(
    st.builds(
        Deed,
        staff_id=st.sampled_from([ANNA, VERA]),
        kind=st.sampled_from(["earn", "redeem", "cancel"]),
        points=st.integers(-10_000, 10_000),
        amount=st.none() | st.builds(Money, st.integers(0, 10**8), st.sampled_from(["RUB", "KZT"])),
    )
)


def test_a_report_counts_by_person_kind_and_currency() -> None:
    report = summed(
        [
            Deed(ANNA, "earn", 300, Money(2_000_00)),
            Deed(ANNA, "earn", 100, Money(1_000_00)),
            Deed(ANNA, "earn", 5, Money(70_00, "KZT")),
            Deed(VERA, "redeem", -400, Money(2_000_00)),
            Deed(VERA, "adjustment", 50),
        ]
    )
    assert report == (
        ShiftSum(ANNA, "earn", 1, 5, 70_00, "KZT"),
        ShiftSum(ANNA, "earn", 2, 400, 3_000_00, "RUB"),
        ShiftSum(VERA, "adjustment", 1, 50),
        ShiftSum(VERA, "redeem", 1, -400, 2_000_00, "RUB"),
    )


@given(_DEEDS, _DEEDS)
def test_a_report_with_its_addendum_is_the_report_of_all(
    before: list[Deed], later: list[Deed]
) -> None:
    closed, now = summed(before), summed([*before, *later])
    assert together(closed, difference(now, closed)) == now


@given(_DEEDS)
def test_nothing_new_makes_no_addendum(deeds: list[Deed]) -> None:
    assert difference(summed(deeds), summed(reversed(deeds))) == ()


def test_what_was_booked_with_other_points_alone_is_an_addendum() -> None:
    """The operation is counted in both; an addendum of points only is one, and so of a sum only."""
    closed = summed([Deed(ANNA, "earn", 300, Money(2_000_00))])
    fewer = summed([Deed(ANNA, "earn", 200, Money(2_000_00))])
    cheaper = summed([Deed(ANNA, "earn", 300, Money(1_000_00))])
    assert difference(fewer, closed) == (ShiftSum(ANNA, "earn", 0, -100, 0, "RUB"),)
    assert difference(cheaper, closed) == (ShiftSum(ANNA, "earn", 0, 0, -1_000_00, "RUB"),)


@given(_DEEDS)
def test_totals_lose_names_and_nothing_else(deeds: list[Deed]) -> None:
    found = totals(summed(deeds))
    assert {each.staff_id for each in found} <= {""}
    assert sum(each.points for each in found) == sum(each.points for each in deeds)


def test_a_report_too_long_for_an_operation_is_closed_without_names() -> None:
    crowd = summed(Deed(f"person {n}", "earn", 1) for n in range(SUMS_MAX + 1))
    assert as_closed(crowd) == (ShiftSum("", "earn", SUMS_MAX + 1, SUMS_MAX + 1),)
    assert as_closed(crowd[:-1]) == crowd[:-1]
