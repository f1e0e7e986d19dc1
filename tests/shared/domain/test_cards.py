"""Cards, their statuses and their ids: GST-07, CSH-18, CSH-37, C-15, LED-15."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from shared.domain.card import (
    Card,
    CardStatus,
    require_may_adjust,
    require_may_earn,
    require_may_get,
    require_may_give,
    require_may_redeem,
)
from shared.domain.codes import card_token_of
from shared.domain.errors import CardNotUsable
from shared.domain.ids import (
    CardId,
    GuestId,
    OperationId,
    card_id_of,
    is_uuid_text,
    lot_id_of,
    uuid8_text,
)
from shared.domain.points import PointsKind, percent_of, points_value_minor, share_of
from tests.shared.domain.programmes import NOON_SATURDAY, a_card, a_lot

REGULAR, PROMO = PointsKind.REGULAR, PointsKind.PROMO
MAY = {
    CardStatus.ACTIVE: "earn redeem adjust",
    CardStatus.PENDING_CONSENT: "earn adjust",
    CardStatus.MIGRATED: "earn redeem adjust",
    CardStatus.MERGED: "",
    CardStatus.BLOCKED: "adjust",
    CardStatus.DELETED: "",
}
ASKED: dict[str, Callable[[Card], None]] = {
    "earn": require_may_earn,
    "redeem": require_may_redeem,
    "adjust": require_may_adjust,
}
TRANSFER = {
    "give": (require_may_give, "redeem"),
    "get": (require_may_get, "earn"),
}


@pytest.mark.parametrize("status", CardStatus)
@pytest.mark.parametrize("action", ASKED)
def test_the_status_of_a_card_says_what_may_be_done(status: CardStatus, action: str) -> None:
    card = a_card(status=status)
    if action in MAY[status].split():
        ASKED[action](card)
        return
    with pytest.raises(CardNotUsable) as refused:
        ASKED[action](card)
    assert refused.value.data() == {"status": status, "action": action}


@pytest.mark.parametrize("status", CardStatus)
@pytest.mark.parametrize("side", TRANSFER)
def test_who_may_redeem_may_give_and_who_may_earn_may_be_given(
    status: CardStatus, side: str
) -> None:
    """LED-40."""
    require_may, like = TRANSFER[side]
    card = a_card(status=status)
    if like in MAY[status].split():
        require_may(card)
        return
    with pytest.raises(CardNotUsable) as refused:
        require_may(card)
    assert refused.value.data() == {"status": status, "action": "transfer"}


def test_a_balance_is_what_may_be_spent_of_each_kind() -> None:
    lots = (
        a_lot("r", REGULAR, 100),
        a_lot("s", REGULAR, 7, expires_in_days=1),
        a_lot("p", PROMO, 30, expires_in_days=1),
        a_lot("q", PROMO, 4, expires_in_days=2),
        a_lot("over", PROMO, 500, expires_in_days=-1),
    )
    card = replace(a_card(), lots=lots)
    assert (card.regular(NOON_SATURDAY), card.promo(NOON_SATURDAY)) == (107, 34)
    assert card.total(NOON_SATURDAY) == 141
    ends = NOON_SATURDAY + timedelta(days=1)
    assert card.promo(ends - timedelta(microseconds=1)) == 34
    assert (card.regular(ends), card.promo(ends), card.total(ends)) == (100, 4, 104)


def test_an_id_is_a_uuid_in_one_spelling() -> None:
    assert is_uuid_text("00000000-0000-8000-8000-00000000000f")
    for other in (
        "00000000-0000-8000-8000-00000000000F",
        "0000000000008000800000000000000f",
        "00000000-0000-8000-8000-00000000000f ",
        "{00000000-0000-8000-8000-00000000000}",
    ):
        assert not is_uuid_text(other)


def test_a_digest_becomes_a_uuid_of_version_8() -> None:
    """RFC 9562 §5.8: version and variant are set, every other bit is the digest's."""
    assert uuid8_text(b"\xff" * 16) == "ffffffff-ffff-8fff-bfff-ffffffffffff"
    assert uuid8_text(b"\x00" * 20) == "00000000-0000-8000-8000-000000000000"
    assert uuid8_text(bytes(range(16))) == "00010203-0405-8607-8809-0a0b0c0d0e0f"
    with pytest.raises(AssertionError):
        uuid8_text(b"\x00" * 15)


def test_tills_agree_on_the_id_of_a_card_without_asking() -> None:
    """A vector of its own: the id must never come out another way."""
    guest_id = GuestId("00000000-0000-8000-8000-000000000001")
    assert card_id_of(guest_id) == "6b0930e1-07d8-8e64-b269-330d803ac7f2"


def test_tills_agree_on_the_token_of_a_card_that_a_migration_made() -> None:
    card_id = CardId("00000000-0000-8000-8000-000000000001")
    assert card_token_of(card_id) == "365949116129359647260164"


def test_a_lot_is_named_by_its_operation_and_its_place() -> None:
    assert lot_id_of(OperationId("o"), 2) == "o:2"


def test_points_are_rounded_down_and_worth_a_rouble() -> None:
    """LOY-02, CSH-22."""
    assert [percent_of(amount, 1000) for amount in (9_99, 10_00, 19_99, 20_00)] == [0, 1, 1, 2]
    assert percent_of(0, 0) == 0
    assert [share_of(285, part, 2_850) for part in (0, 9, 10, 2_849, 2_850)] == [0, 0, 1, 284, 285]
    assert points_value_minor(21) == 21_00


@pytest.mark.parametrize(
    ("points", "part", "whole"), [(-1, 1, 1), (1, -1, 1), (1, 2, 1), (1, 0, 0)]
)
def test_a_share_of_nonsense_is_a_bug_of_the_caller(points: int, part: int, whole: int) -> None:
    with pytest.raises(AssertionError):
        share_of(points, part, whole)


@pytest.mark.parametrize(("amount", "basis_points"), [(-1, 1), (1, -1)])
def test_a_percentage_of_nonsense_is_a_bug_of_the_caller(amount: int, basis_points: int) -> None:
    with pytest.raises(AssertionError):
        percent_of(amount, basis_points)
