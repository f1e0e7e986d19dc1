"""Lots: LOY-16, LOY-19, CSH-33, CSH-34."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.errors import PointsShortfall
from shared.domain.lots import Lot, spend, use_lots
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


@given(lots=_LOTS, points=st.integers(1, 5_000))
def test_the_order_in_which_lots_are_listed_changes_nothing(lots: list[Lot], points: int) -> None:
    if points <= sum(lot.left for lot in lots):
        assert spend(lots, points, at=NOON_SATURDAY) == spend(lots[::-1], points, at=NOON_SATURDAY)
