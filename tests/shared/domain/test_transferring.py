"""Transfers: a gift keeps its kind and term and never makes the giver negative (LED-40, LED-41)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st

from shared.domain.card import Card, CardStatus
from shared.domain.errors import (
    CardNotUsable,
    PointsShortfall,
    SameGuest,
    TransferTooLarge,
    TransferZero,
    WrongProgrammeKind,
)
from shared.domain.ids import GuestId, LotId, OperationId
from shared.domain.lots import Lot, LotUse, use_lots
from shared.domain.points import PointsKind
from shared.domain.programme import ProgrammeKind, ProgrammeSettings
from shared.domain.transferring import Transfer, check_transfer, transfer
from tests.shared.domain.drawn import cards
from tests.shared.domain.programmes import NOON_MONDAY, NOON_SATURDAY, a_card, a_lot, uuid_text

REGULAR, PROMO = PointsKind.REGULAR, PointsKind.PROMO
SETTINGS = ProgrammeSettings(transfer_points_per_day=100)
GIVER = replace(a_card(), lots=(a_lot("r", REGULAR, 50), a_lot("p", PROMO, 20, expires_in_days=9)))
TAKER = replace(a_card(), guest_id=GuestId(uuid_text(45)))
OPERATION = OperationId("o")


def test_promo_points_are_given_first_and_keep_their_term() -> None:
    term = GIVER.lots[1].expires_at
    given_points = transfer(GIVER, 30, operation_id=OPERATION, at=NOON_MONDAY)
    assert given_points == Transfer(
        taken=(LotUse(LotId("p"), PROMO, -20), LotUse(LotId("r"), REGULAR, -10)),
        born=(
            Lot(LotId("o:0"), PROMO, 20, NOON_MONDAY, term),
            Lot(LotId("o:1"), REGULAR, 10, NOON_MONDAY, None),
        ),
    )


def test_nobody_gives_what_he_has_not() -> None:
    with pytest.raises(PointsShortfall):
        transfer(GIVER, 71, operation_id=OPERATION, at=NOON_MONDAY)


@pytest.mark.parametrize(("points", "given_today"), [(100, 0), (1, 99), (100, -1)])
def test_so_much_a_day_may_be_given(points: int, given_today: int) -> None:
    """G-09."""
    check_transfer(GIVER, TAKER, points, given_today=given_today, settings=SETTINGS)


@pytest.mark.parametrize(("points", "given_today"), [(101, 0), (2, 99)])
def test_more_a_day_is_refused(points: int, given_today: int) -> None:
    with pytest.raises(TransferTooLarge) as refused:
        check_transfer(GIVER, TAKER, points, given_today=given_today, settings=SETTINGS)
    assert refused.value.data() == {"points": points, "limit": 100, "given_today": given_today}


@pytest.mark.parametrize("points", [0, -1])
def test_nothing_and_less_is_no_gift(points: int) -> None:
    with pytest.raises(TransferZero):
        check_transfer(GIVER, TAKER, points, given_today=0, settings=SETTINGS)


def test_nobody_gives_to_himself() -> None:
    with pytest.raises(SameGuest) as refused:
        check_transfer(GIVER, GIVER, 1, given_today=0, settings=SETTINGS)
    assert refused.value.data() == {"guest_id": GIVER.guest_id}


@pytest.mark.parametrize(
    ("giver", "taker"),
    [(CardStatus.BLOCKED, CardStatus.ACTIVE), (CardStatus.ACTIVE, CardStatus.DELETED)],
)
def test_both_cards_must_be_usable(giver: CardStatus, taker: CardStatus) -> None:
    cards_of_both = (replace(GIVER, status=giver), replace(TAKER, status=taker))
    with pytest.raises(CardNotUsable):
        check_transfer(*cards_of_both, 1, given_today=0, settings=SETTINGS)


def test_a_discount_programme_has_nothing_to_give() -> None:
    discount = ProgrammeSettings(kind=ProgrammeKind.DISCOUNT)
    with pytest.raises(WrongProgrammeKind) as refused:
        check_transfer(GIVER, TAKER, 1, given_today=0, settings=discount)
    assert refused.value.data() == {"kind": "DISCOUNT", "action": "transfer"}


@tried(max_examples=40)
@given(card=cards(), data=st.data())
def test_what_one_gives_the_other_gets(card: Card, data: st.DataObject) -> None:
    total = card.total(NOON_SATURDAY)
    if not total:
        return
    points = data.draw(st.integers(1, total))
    gift = transfer(card, points, operation_id=OPERATION, at=NOON_SATURDAY)
    left = use_lots(card.lots, gift.taken)
    assert sum(lot.left for lot in (*left, *gift.born)) == sum(lot.left for lot in card.lots)
    taker = replace(TAKER, lots=gift.born)
    giver = replace(card, lots=left)
    for balance in (Card.regular, Card.promo):
        before = balance(card, NOON_SATURDAY)
        assert balance(giver, NOON_SATURDAY) + balance(taker, NOON_SATURDAY) == before
