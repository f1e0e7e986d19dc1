"""A transfer at the till: LED-40, LED-41, G-09."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from client.till.done import Done
from shared.domain.card import CardStatus
from shared.domain.errors import (
    AdjustmentReasonMissing,
    CardNotUsable,
    PermissionMissing,
    PointsShortfall,
    Refusal,
    SameGuest,
    TransferTooLarge,
    TransferZero,
)
from shared.domain.ids import GuestId
from shared.operations.bodies import LeaseReleaseBody, TransferBody
from shared.receipt.facts import SlipKind
from tests.builders import CASHIER, GUEST, a_card, a_profile, a_signed_lease, an_id
from tests.client.till_desk import MANAGER, TillDesk

FRIEND = GuestId(an_id("friend"))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TillDesk]:
    desk = TillDesk(tmp_path / "till.db")
    desk.delivery.status.is_online = False
    desk.sign_in(MANAGER)
    desk.learn_guest(a_card(points=20_000, promo=100), a_profile())
    desk.learn_guest(a_card(FRIEND), a_profile("79995554433", first_name="Пётр"))
    yield desk
    desk.store.close()


def give(desk: TillDesk, points: int = 142, *, to: GuestId = FRIEND, reason: str = "gift") -> Done:
    command = desk.till.transfer.transfer(desk.view(), desk.view(to), points, reason=reason)
    return desk.run(command)


def test_a_transfer_is_an_operation_like_any_other(desk: TillDesk) -> None:
    done = give(desk)
    body = desk.operations()[-1].body()
    assert isinstance(body, TransferBody)
    assert (body.guest_id, body.to_guest_id, body.points) == (GUEST, FRIEND, 142)
    assert (done.view.regular, done.view.promo) == (19_958, 0)


def test_the_slip_of_a_transfer_names_both(desk: TillDesk) -> None:
    facts = give(desk).facts
    assert facts.kind is SlipKind.TRANSFER
    assert (facts.guest.name, facts.receiver and facts.receiver.name) == ("Иван", "Пётр")
    assert (facts.lines[0].points, facts.reason, facts.balance) == (-142, "Подарок", 19_958)
    assert len(desk.jobs()) == 1


def test_what_the_till_holds_goes_back_before_it_is_given_away(desk: TillDesk) -> None:
    desk.learn_lease(a_signed_lease(points=50))
    give(desk)
    kinds = [type(row.body()) for row in desk.operations()]
    assert kinds == [LeaseReleaseBody, TransferBody]


def test_a_guest_gives_away_only_so_much_a_day(desk: TillDesk) -> None:
    give(desk, 9_999)
    with pytest.raises(TransferTooLarge) as beyond:
        give(desk, 2)
    assert (beyond.value.limit, beyond.value.given_today) == (10_000, 9_999)
    desk.clock.advance(24 * 3600)
    assert give(desk, 2).facts.kind is SlipKind.TRANSFER


@pytest.mark.parametrize(
    ("points", "to", "reason", "refusal"),
    [
        (0, FRIEND, "gift", TransferZero),
        (10_001, FRIEND, "gift", TransferTooLarge),
        (10, GUEST, "gift", SameGuest),
        (10, FRIEND, "", AdjustmentReasonMissing),
        (10, FRIEND, "apology", AdjustmentReasonMissing),
    ],
)
def test_a_transfer_outside_the_rules_leaves_nothing(
    desk: TillDesk, points: int, to: GuestId, reason: str, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        give(desk, points, to=to, reason=reason)
    assert (desk.operations(), desk.jobs()) == ([], ())


def test_more_than_there_is_cannot_be_given(desk: TillDesk) -> None:
    desk.learn_guest(a_card(points=50), a_profile())
    with pytest.raises(PointsShortfall) as short:
        give(desk, 51)
    assert (short.value.asked, short.value.available) == (51, 50)


@pytest.mark.parametrize("status", [CardStatus.BLOCKED, CardStatus.DELETED])
def test_a_card_that_does_not_work_gives_and_gets_nothing(
    desk: TillDesk, status: CardStatus
) -> None:
    desk.learn_guest(a_card(FRIEND, status=status), a_profile("79995554433"))
    with pytest.raises(CardNotUsable) as refusal:
        give(desk)
    assert refusal.value.action == "transfer"


def test_a_cashier_transfers_nothing(desk: TillDesk) -> None:
    desk.sign_in(CASHIER)
    with pytest.raises(PermissionMissing):
        give(desk)
