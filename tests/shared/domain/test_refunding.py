"""Refunds and cancellations: LOY-73, LOY-96…LOY-101, Appendix D 7 and 8."""

from collections.abc import Sequence
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st

from shared.domain.errors import RefundTooLarge
from shared.domain.ids import LotId
from shared.domain.lots import Lot, LotUse, spend, use_lots
from shared.domain.points import PointsKind
from shared.domain.refunding import (
    WHOLE,
    Expiries,
    RefundPart,
    Reversal,
    refund_share,
    refund_uses,
    require_part,
)
from tests.shared.domain.programmes import NOON_MONDAY, a_lot

REGULAR = PointsKind.REGULAR
PROMO = PointsKind.PROMO


@pytest.mark.parametrize(
    ("refund_minor", "points"), [(1_500_00, 150), (210_00, 21), (2_850_00, 285), (1, 0)]
)
def test_a_refund_takes_its_exact_share(refund_minor: int, points: int) -> None:
    """LOY-98 and LOY-73: 210 of 2,850 is exactly 21 points, where floats give 20."""
    assert refund_share(285, RefundPart(2_850_00, 0, refund_minor)) == points


def test_partial_refunds_never_take_more_than_was_given() -> None:
    """Appendix D 8: 1,000 + 1,000 + 850 of 2,850 return 100 + 100 + 85."""
    assert _refund_in_parts(285, 2_850_00, [1_000_00, 1_000_00, 850_00]) == [100, 100, 85]


def test_a_refund_beyond_the_rest_is_refused() -> None:
    """LOY-100."""
    with pytest.raises(RefundTooLarge):
        refund_share(285, RefundPart(2_850_00, 2_000_00, 851_00))


@tried(max_examples=40)
@given(
    points=st.integers(0, 100_000),
    parts=st.lists(st.integers(1, 500_000_00), min_size=1, max_size=8),
)
def test_refunds_in_parts_return_exactly_the_whole(points: int, parts: list[int]) -> None:
    returned = _refund_in_parts(points, sum(parts), parts)
    assert sum(returned) == points
    assert all(part >= 0 for part in returned)


def test_spent_points_return_to_the_lots_they_came_from() -> None:
    """LOY-97: the same balance type, the very lots."""
    lots = (a_lot("r", REGULAR, 500), a_lot("p", PROMO, 300, expires_in_days=10))
    uses = spend(lots, 400, at=NOON_MONDAY)
    after = use_lots(lots, uses)
    reversal = taken_back(uses, after)
    assert (set(use_lots(after, reversal.uses)), reversal.shortfall) == (set(lots), 0)


def test_points_already_spent_come_from_other_lots_and_the_rest_is_on_record() -> None:
    """LOY-101: never negative; what is there is taken, the shortfall is told."""
    lots = (a_lot("earned", REGULAR, 20), a_lot("older", REGULAR, 50, days_old=9))
    reversal = taken_back([LotUse(LotId("earned"), REGULAR, 100)], lots)
    assert sum(use.points for use in reversal.uses) == -70
    assert reversal.shortfall == 30
    assert all(lot.left == 0 for lot in use_lots(lots, reversal.uses))


def test_points_of_the_other_kind_pay_when_its_own_are_gone() -> None:
    """LOY-101: regular first for regular points, then the promo ones."""
    lots = (a_lot("p", PROMO, 50, expires_in_days=10), a_lot("r", REGULAR, 20))
    reversal = taken_back([LotUse(LotId("gone"), REGULAR, 100)], lots)
    assert {use.lot_id: use.points for use in reversal.uses} == {"r": -20, "p": -50}
    assert reversal.shortfall == 30


def test_two_halves_take_what_the_whole_takes() -> None:
    """LOY-73: 105 and 105 of 2,850 are 10 and 11 points, as 210 at once is 21."""
    assert _refund_in_parts(285, 2_850_00, [105_00, 105_00]) == [10, 11]


def test_one_point_goes_back_as_one_point_of_its_kind() -> None:
    lots = (a_lot("p", PROMO, 3, expires_in_days=10),)
    given_point = [LotUse(LotId("p"), PROMO, 1)]
    taken = taken_back(given_point, lots)
    assert taken == Reversal((LotUse(LotId("p"), PROMO, -1),), 0)
    spent_point = [LotUse(LotId("p"), PROMO, -1)]
    assert taken_back(spent_point, lots) == Reversal((LotUse(LotId("p"), PROMO, 1),), 0)


def test_an_own_lot_pays_before_older_ones_and_even_when_its_term_is_over() -> None:
    """LOY-97, and the other kind last of all."""
    lots = (
        a_lot("older", REGULAR, 9, days_old=9),
        a_lot("own", REGULAR, 4),
        a_lot("over", PROMO, 5, expires_in_days=-1),
    )
    own = taken_back([LotUse(LotId("own"), REGULAR, 6)], lots)
    assert own == Reversal(
        (LotUse(LotId("own"), REGULAR, -4), LotUse(LotId("older"), REGULAR, -2)), 0
    )
    over = taken_back([LotUse(LotId("over"), PROMO, 6)], lots)
    assert over == Reversal(
        (LotUse(LotId("over"), PROMO, -5), LotUse(LotId("older"), REGULAR, -1)), 0
    )


def test_a_lot_whose_term_is_over_pays_for_no_other() -> None:
    lots = (a_lot("over", PROMO, 50, expires_in_days=-1), a_lot("p", PROMO, 1, expires_in_days=9))
    reversal = taken_back([LotUse(LotId("gone"), PROMO, 3)], lots)
    assert reversal == Reversal((LotUse(LotId("p"), PROMO, -1),), 2)
    ends = lots[1].expires_at
    assert ends is not None
    at_its_end = taken_back([LotUse(LotId("gone"), PROMO, 3)], lots, at=ends)
    assert at_its_end == Reversal((), 3)


def test_what_expired_unspent_is_not_taken_once_more() -> None:
    """LOY-101 speaks of points that were spent: of 500, two hundred were; the rest is gone."""
    lots = (a_lot("own", PROMO, 0, expires_in_days=-9), a_lot("other", REGULAR, 1_000))
    given_points = [LotUse(LotId("own"), PROMO, 500)]
    of_lots = {LotId("own"): 300}
    at_once = refund_uses(
        given_points, lots, part=WHOLE, at=NOON_MONDAY, expiries=Expiries(of_lots, 300)
    )
    assert at_once == Reversal((LotUse(LotId("other"), REGULAR, -200),), 0, expired=300)
    halves = [
        refund_uses(
            given_points,
            lots,
            part=RefundPart(2, before, 1),
            at=NOON_MONDAY,
            expiries=Expiries(of_lots, uncounted),
        )
        for before, uncounted in ((0, 300), (1, 50))
    ]
    assert halves == [
        Reversal((), 0, expired=250),
        Reversal((LotUse(LotId("other"), REGULAR, -200),), 0, expired=50),
    ]


def test_what_expired_of_one_lot_is_not_counted_for_another() -> None:
    """The first hundred were spent, the second expired: a half of the check is of the first."""
    lots = (a_lot("other", REGULAR, 1_000),)
    given_points = [LotUse(LotId("spent"), PROMO, 100), LotUse(LotId("gone"), PROMO, 100)]
    half = refund_uses(
        given_points,
        lots,
        part=RefundPart(2, 0, 1),
        at=NOON_MONDAY,
        expiries=Expiries({LotId("gone"): 100}, 100),
    )
    assert half == Reversal((LotUse(LotId("other"), REGULAR, -100),), 0)


def test_what_came_into_the_lot_again_is_taken_before_what_expired_counts() -> None:
    lots = (a_lot("own", PROMO, 100, expires_in_days=-9), a_lot("other", PROMO, 50))
    expiries = Expiries({LotId("own"): 60}, 60)
    given_points = [LotUse(LotId("own"), PROMO, 120)]
    reversal = refund_uses(given_points, lots, part=WHOLE, at=NOON_MONDAY, expiries=expiries)
    assert reversal == Reversal((LotUse(LotId("own"), PROMO, -100),), 0, expired=20)


def test_what_an_operation_gave_is_taken_from_what_it_returns() -> None:
    """Points that came back for a late redemption are born and spent in one operation."""
    lots = (a_lot("old", REGULAR, 0, days_old=9), a_lot("new", REGULAR, 0))
    original = [LotUse(LotId("new"), REGULAR, 10), LotUse(LotId("old"), REGULAR, -10)]
    assert taken_back(original, lots) == Reversal((), 0)
    more = [LotUse(LotId("new"), REGULAR, 12), LotUse(LotId("old"), REGULAR, -10)]
    left = (a_lot("old", REGULAR, 4, days_old=9), lots[1])
    assert taken_back(more, left) == Reversal((LotUse(LotId("old"), REGULAR, -2),), 0)


@pytest.mark.parametrize(
    ("before", "now", "refundable"), [(0, 0, 100), (0, 101, 100), (40, 61, 60), (100, 1, 0)]
)
def test_a_refund_that_is_refused_says_what_is_left(before: int, now: int, refundable: int) -> None:
    with pytest.raises(RefundTooLarge) as refused:
        require_part(RefundPart(100, before, now))
    assert refused.value.data() == {"refund_minor": now, "refundable_minor": refundable}


def test_the_last_kopeck_may_go_back() -> None:
    require_part(RefundPart(100, 99, 1))
    require_part(RefundPart(100, 0, 100))


LOT_SIZES = st.lists(st.tuples(st.sampled_from(PointsKind), st.integers(0, 300)), max_size=6)


@tried(max_examples=40)
@given(
    sizes=LOT_SIZES,
    uses=st.lists(
        st.tuples(st.integers(0, 5), st.integers(1, 200)), max_size=6, unique_by=lambda u: u[0]
    ),
    parts=st.lists(st.integers(1, 1_000_00), min_size=1, max_size=5),
    sign=st.sampled_from([1, -1]),
)
def test_a_refund_in_parts_is_the_refund_at_once(
    sizes: list[tuple[PointsKind, int]], uses: list[tuple[int, int]], parts: list[int], sign: int
) -> None:
    """Lot for lot and with the same shortfall; an operation of a check either gives or takes."""
    lots = tuple(
        a_lot(f"{place}", kind, size, days_old=place + 1, expires_in_days=9 if kind is PROMO else 0)
        for place, (kind, size) in enumerate(sizes)
    )
    by_place = dict(enumerate(lots))
    original = [
        LotUse(by_place[place].lot_id, by_place[place].kind, sign * points)
        for place, points in uses
        if place in by_place
    ]
    whole = RefundPart(sum(parts), 0, sum(parts))
    at_once = refund_uses(original, lots, part=whole, at=NOON_MONDAY)
    state, shortfall, before = lots, 0, 0
    for part in parts:
        step = refund_uses(
            original, state, part=RefundPart(sum(parts), before, part), at=NOON_MONDAY
        )
        state, shortfall, before = (
            use_lots(state, step.uses),
            shortfall + step.shortfall,
            before + part,
        )
    assert (state, shortfall) == (use_lots(lots, at_once.uses), at_once.shortfall)


def taken_back(
    original: Sequence[LotUse], lots: Sequence[Lot], *, at: datetime = NOON_MONDAY
) -> Reversal:
    """All of ``original``, on a card that holds ``lots``."""
    return refund_uses(original, lots, part=WHOLE, at=at)


def _refund_in_parts(points: int, original_minor: int, parts: list[int]) -> list[int]:
    returned: list[int] = []
    refunded = 0
    for part in parts:
        returned.append(refund_share(points, RefundPart(original_minor, refunded, part)))
        refunded += part
    return returned
