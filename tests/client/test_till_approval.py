"""A manager's PIN on a cashier's screen: who may say yes, and to what (RBC-33, CSH-06)."""

from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest

from client.till.approval import Approval
from client.till.done import Done
from client.till.pin_lock import PIN_TRIES_MAX
from client.till.refusals import NotSignedIn, PinLocked, PinWrong
from shared.domain.errors import ApproverNotAllowed, PointsShortfall
from shared.domain.ids import GuestId, StaffId
from shared.domain.staff import Permission, Role
from shared.operations.bodies import AdjustmentBody, LeaseReleaseBody, PersonBody
from tests.builders import CASHIER, a_card, a_profile, an_id
from tests.client.till_desk import MANAGER, PINS, TillDesk, a_check

FRIEND = GuestId(an_id("friend"))
YES = Approval(MANAGER, PINS[MANAGER])
Ask = Callable[[TillDesk], Coroutine[Any, Any, Done]]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TillDesk]:
    """A till without network on which a cashier is signed in."""
    desk = TillDesk(tmp_path / "till.db")
    desk.delivery.status.is_online = False
    desk.sign_in()
    yield desk
    desk.store.close()


def adjust(desk: TillDesk, approval: Approval | None, points: int = 250) -> Done:
    view = desk.a_guest(points=500, promo=100)
    return desk.run(desk.till.adjustment.adjust(view, points, reason="apology", approval=approval))


def last_body(desk: TillDesk) -> PersonBody:
    body = desk.operations()[-1].body()
    assert not isinstance(body, LeaseReleaseBody)
    return body


def test_both_names_are_in_the_operation_and_on_the_slip(desk: TillDesk) -> None:
    facts = adjust(desk, YES).facts
    body = last_body(desk)
    assert isinstance(body, AdjustmentBody)
    assert (body.staff_id, body.approver_id) == (CASHIER, MANAGER)
    assert (facts.place.staff_name, facts.approver_name) == (
        "Анна Кассирова",
        "Марина Управляева",
    )
    (view,) = desk.run(desk.till.operations.list())
    assert (view.staff_name, view.approver_name) == ("Анна Кассирова", "Марина Управляева")


def test_the_cashier_stays_signed_in(desk: TillDesk) -> None:
    adjust(desk, YES)
    session = desk.till.sign_in.session
    assert session is not None
    assert session.member.staff_id == CASHIER


def _refund(desk: TillDesk) -> Coroutine[Any, Any, Done]:
    sold = desk.run(desk.till.checkout.confirm(desk.a_guest(points=500), a_check()))
    amount = a_check().amount
    return desk.till.refund.refund(sold.operation_ids[0], amount, approval=YES)


def _cancel(desk: TillDesk) -> Coroutine[Any, Any, Done]:
    sold = desk.run(desk.till.checkout.confirm(desk.a_guest(points=500), a_check()))
    return desk.till.cancellation.cancel(sold.operation_ids[0], approval=YES)


def _transfer(desk: TillDesk) -> Coroutine[Any, Any, Done]:
    desk.learn_guest(a_card(FRIEND), a_profile("79990000099"))
    giver, getter = desk.a_guest(points=500), desk.view(FRIEND)
    return desk.till.transfer.transfer(giver, getter, 5, reason="gift", approval=YES)


@pytest.mark.parametrize("ask", [_refund, _cancel, _transfer])
def test_whatever_a_cashier_may_not_do_alone_can_be_approved(desk: TillDesk, ask: Ask) -> None:
    desk.run(ask(desk))
    body = last_body(desk)
    assert (body.staff_id, body.approver_id) == (CASHIER, MANAGER)


def test_a_yes_without_the_right_books_nothing(desk: TillDesk) -> None:
    with pytest.raises(ApproverNotAllowed) as refused:
        adjust(desk, Approval(CASHIER, PINS[CASHIER]))
    assert (refused.value.permission, refused.value.reason) == (
        "manage:balls_manual",
        "permission",
    )
    assert desk.operations() == []


def test_a_role_taken_away_counts_at_once(desk: TillDesk) -> None:
    desk.hire(MANAGER, "Марина", Role.CASHIER)
    with pytest.raises(ApproverNotAllowed):
        adjust(desk, YES)


def test_a_wrong_pin_is_refused_and_counted_as_at_the_door(desk: TillDesk) -> None:
    with pytest.raises(PinWrong) as wrong:
        adjust(desk, Approval(MANAGER, "0000"))
    assert wrong.value.tries_left == PIN_TRIES_MAX - 1
    for _ in range(PIN_TRIES_MAX - 1):
        with pytest.raises((PinWrong, PinLocked)):
            adjust(desk, Approval(MANAGER, "0000"))
    with pytest.raises(PinLocked):
        adjust(desk, YES)
    with pytest.raises(PinLocked):
        desk.run(desk.till.sign_in.sign_in(MANAGER, PINS[MANAGER]))
    assert desk.operations() == []


def test_what_the_rules_refuse_a_manager_they_refuse_with_his_yes(desk: TillDesk) -> None:
    with pytest.raises(PointsShortfall):
        adjust(desk, YES, points=-601)
    assert desk.operations() == []


def test_a_till_locked_while_the_pin_is_checked_books_nothing(desk: TillDesk) -> None:
    work = desk.till.adjustment.adjust(
        desk.a_guest(points=500), 250, reason="apology", approval=YES
    )
    desk.till.sign_in.lock()
    with pytest.raises(NotSignedIn):
        desk.run(work)
    assert desk.operations() == []


def test_only_who_may_say_yes_is_offered(desk: TillDesk) -> None:
    desk.hire(StaffId(an_id("cook")), "Олег", Role.CASHIER)
    tiles = desk.run(desk.till.sign_in.tiles(Permission.ADJUST_POINTS))
    assert [tile.staff_id for tile in tiles] == [MANAGER]


def test_a_pin_is_shown_to_nobody() -> None:
    assert PINS[MANAGER] not in repr(YES)
