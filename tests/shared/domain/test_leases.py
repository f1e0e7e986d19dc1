"""Leases as functions: what one device may spend, and what is left of it (design §6)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st

from shared.domain.card import Card
from shared.domain.errors import PointsShortfall
from shared.domain.ids import GuestId, LeaseId, LotId
from shared.domain.leases import (
    Lease,
    LeaseUse,
    free_card,
    leases_after,
    spend_leases,
)
from shared.domain.lots import Lot, LotUse, spend
from shared.domain.points import PointsKind
from tests.shared.domain.drawn import cards
from tests.shared.domain.programmes import NOON_SATURDAY, a_card, a_lot

GUEST = GuestId("g")
REGULAR, PROMO = PointsKind.REGULAR, PointsKind.PROMO


def a_lease(name: str, *lots: Lot) -> Lease:
    """A lease of parts of these lots."""
    return Lease(LeaseId(name), GUEST, lots)


def uses(points: int, *leases: Lease) -> list[tuple[str, str, int]]:
    """Lease, lot and points of what pays."""
    spent = spend_leases(leases, points, at=NOON_SATURDAY)
    return [(each.lease_id, each.use.lot_id, each.use.points) for each in spent]


FIRST = a_lease(
    "a", a_lot("old", REGULAR, 50, days_old=9), a_lot("p", PROMO, 20, expires_in_days=9)
)
SECOND = a_lease("b", a_lot("young", REGULAR, 30), a_lot("old", REGULAR, 5, days_old=9))
GONE = a_lease("c", a_lot("over", PROMO, 40, expires_in_days=-1), a_lot("empty", REGULAR, 0))


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        (20, [("a", "p", -20)]),
        (21, [("a", "p", -20), ("a", "old", -1)]),
        (72, [("a", "p", -20), ("a", "old", -50), ("b", "old", -2)]),
        (
            105,
            [("a", "p", -20), ("a", "old", -50), ("b", "old", -5), ("b", "young", -30)],
        ),
    ],
)
def test_leases_are_drawn_on_in_the_order_of_their_lots(
    points: int, expected: list[tuple[str, str, int]]
) -> None:
    """The same lot under two leases: the earlier id first, so that both sides agree."""
    assert uses(points, SECOND, GONE, FIRST) == expected
    assert uses(points, FIRST, SECOND, GONE) == expected


def test_leases_that_hold_less_pay_nothing() -> None:
    with pytest.raises(PointsShortfall) as refused:
        uses(106, FIRST, SECOND, GONE)
    assert refused.value.data() == {"asked": 106, "available": 105}


def test_spending_nothing_is_a_bug_of_the_caller() -> None:
    with pytest.raises(AssertionError):
        spend_leases([FIRST], 0, at=NOON_SATURDAY)


def test_a_use_keeps_the_kind_of_its_lot() -> None:
    (use,) = spend_leases([FIRST], 5, at=NOON_SATURDAY)
    assert use == LeaseUse(LeaseId("a"), LotUse(LotId("p"), PROMO, -5))


def test_a_lease_tells_all_it_holds_and_what_of_it_may_be_spent() -> None:
    assert (FIRST.left, FIRST.spendable(NOON_SATURDAY)) == (70, 70)
    assert (GONE.left, GONE.spendable(NOON_SATURDAY)) == (40, 0)


def test_what_was_used_is_gone_from_that_lease_alone() -> None:
    spent = spend_leases([FIRST, SECOND], 72, at=NOON_SATURDAY)
    first, second = leases_after([FIRST, SECOND], spent)
    assert [(lot.lot_id, lot.left) for lot in first.lots] == [("old", 0), ("p", 0)]
    assert [(lot.lot_id, lot.left) for lot in second.lots] == [("young", 30), ("old", 3)]
    assert leases_after([FIRST], []) == (FIRST,)


def test_two_uses_of_one_lot_add_up() -> None:
    use = LeaseUse(LeaseId("a"), LotUse(LotId("p"), PROMO, -5))
    (after,) = leases_after([FIRST], [use, use])
    assert after.left == 60


def test_more_than_is_left_is_a_bug_of_the_caller() -> None:
    use = LeaseUse(LeaseId("a"), LotUse(LotId("p"), PROMO, -21))
    with pytest.raises(AssertionError):
        leases_after([FIRST], [use])


def test_what_is_leased_is_not_free() -> None:
    old = a_lot("old", REGULAR, 60, days_old=9)
    card = replace(a_card(), lots=(old, a_lot("other", REGULAR, 7)))
    both = [a_lease("a", replace(old, left=50)), a_lease("b", replace(old, left=5))]
    assert [(lot.lot_id, lot.left) for lot in free_card(card, both).lots] == [
        ("old", 5),
        ("other", 7),
    ]
    with pytest.raises(AssertionError):
        free_card(card, [*both, a_lease("c", replace(old, left=6))])


@tried(max_examples=40)
@given(card=cards(), data=st.data())
def test_what_is_leased_and_what_is_free_make_the_card(card: Card, data: st.DataObject) -> None:
    """Spending all of a lease of everything spends as the card itself would."""
    lease = a_lease("a", *card.lots)
    total = lease.spendable(NOON_SATURDAY)
    if not total:
        return
    points = data.draw(st.integers(1, total))
    leased = spend_leases([lease], points, at=NOON_SATURDAY)
    assert tuple(each.use for each in leased) == spend(lease.lots, points, at=NOON_SATURDAY)
