"""Lots: LOY-16, LOY-19, CSH-33, CSH-34."""

import pytest
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st

from shared.domain.errors import PointsShortfall
from shared.domain.lots import Lot, LotUse, spend, use_lots
from shared.domain.points import PointsKind
from tests.shared.domain.programmes import NOON_SATURDAY, a_lot

REGULAR = PointsKind.REGULAR
PROMO = PointsKind.PROMO


def test_promo_goes_first_by_expiry_then_regular_by_age() -> None:
    lots = (
        a_lot("young", REGULAR, 10, days_old=1),
        a_lot("old", REGULAR, 10, days_old=9),
        a_lot("late", PROMO, 10, expires_in_days=20),
        a_lot("soon", PROMO, 10, expires_in_days=2),
    )
    assert [use.lot_id for use in spend(lots, 40, at=NOON_SATURDAY)] == [
        "soon",
        "late",
        "old",
        "young",
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (a_lot("z", PROMO, 1, expires_in_days=9), a_lot("a", REGULAR, 1, days_old=99)),
        (a_lot("z", PROMO, 1, days_old=2), a_lot("a", PROMO, 1, days_old=1)),
        (a_lot("z", REGULAR, 1, days_old=2), a_lot("a", REGULAR, 1, days_old=1)),
        (a_lot("a", REGULAR, 1), a_lot("b", REGULAR, 1)),
        (
            a_lot("z", PROMO, 1, days_old=2, expires_in_days=5),
            a_lot("a", PROMO, 1, days_old=1, expires_in_days=5),
        ),
    ],
)
def test_of_two_lots_one_is_always_spent_first(first: Lot, second: Lot) -> None:
    """LOY-16, LOY-19: by kind, by term, by age, by name."""
    for lots in ((first, second), (second, first)):
        (use,) = spend(lots, 1, at=NOON_SATURDAY)
        assert use == LotUse(first.lot_id, first.kind, -1)


def test_using_more_than_a_lot_holds_is_a_bug_of_the_caller() -> None:
    lot = a_lot("r", REGULAR, 5)
    (empty,) = use_lots([lot], [LotUse(lot.lot_id, REGULAR, -5)])
    assert (empty.left, empty.is_spendable(NOON_SATURDAY)) == (0, False)
    with pytest.raises(AssertionError):
        use_lots([lot], [LotUse(lot.lot_id, REGULAR, -6)])


def test_spending_nothing_is_a_bug_of_the_caller() -> None:
    with pytest.raises(AssertionError):
        spend([a_lot("r", REGULAR, 5)], 0, at=NOON_SATURDAY)


def test_an_expired_lot_pays_for_nothing() -> None:
    expired = a_lot("gone", PROMO, 10, expires_in_days=-1)
    with pytest.raises(PointsShortfall) as refused:
        spend((expired, a_lot("r", REGULAR, 5)), 6, at=NOON_SATURDAY)
    assert refused.value.data() == {"asked": 6, "available": 5}


_LOTS = st.lists(
    st.builds(
        lambda number, kind, left, age: a_lot(f"lot-{number}", kind, left, days_old=age),
        number=st.integers(0, 10_000),
        kind=st.sampled_from(PointsKind),
        left=st.integers(0, 5_000),
        age=st.integers(1, 400),
    ),
    max_size=12,
    unique_by=lambda lot: lot.lot_id,
)


@tried(max_examples=40)
@given(lots=_LOTS, points=st.integers(1, 20_000))
def test_spending_takes_exactly_what_was_asked_or_nothing(lots: list[Lot], points: int) -> None:
    available = sum(lot.left for lot in lots)
    if points > available:
        with pytest.raises(PointsShortfall):
            spend(lots, points, at=NOON_SATURDAY)
        return
    after = use_lots(lots, spend(lots, points, at=NOON_SATURDAY))
    assert sum(lot.left for lot in after) == available - points
    assert all(lot.left >= 0 for lot in after)


@tried(max_examples=40)
@given(lots=_LOTS, points=st.integers(1, 5_000))
def test_the_order_in_which_lots_are_listed_changes_nothing(lots: list[Lot], points: int) -> None:
    if points <= sum(lot.left for lot in lots):
        assert spend(lots, points, at=NOON_SATURDAY) == spend(lots[::-1], points, at=NOON_SATURDAY)


@tried(max_examples=40)
@given(lots=_LOTS, data=st.data())
def test_independent_operations_give_the_same_balances_in_any_order(
    lots: list[Lot], data: st.DataObject
) -> None:
    """What each takes from and gives to its own lots does not depend on who came first."""
    uses = [
        LotUse(lot.lot_id, lot.kind, data.draw(st.integers(-(lot.left // 2), lot.left)))
        for lot in lots
        for _ in range(2)
    ]
    after = use_lots(lots, uses)
    assert use_lots(use_lots(lots, uses[1::2]), uses[::2]) == after
    assert use_lots(lots, data.draw(st.permutations(uses))) == after
