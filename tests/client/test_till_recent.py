"""Whom this person served in this shift, and the sums that come again; both read, never kept."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from client.till.recent_guests import RecentGuest
from shared.domain.money import Money
from tests.builders import CASHIER, GUEST
from tests.client.till_desk import MANAGER, TillDesk, a_check


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TillDesk]:
    desk = TillDesk(tmp_path / "till.db")
    desk.delivery.status.is_online = False
    desk.sign_in(CASHIER)
    yield desk
    desk.store.close()


def serve(desk: TillDesk, roubles: int = 2_000, *, number: str = "1") -> None:
    check = a_check(roubles, number=number)
    desk.run(desk.till.checkout.confirm(desk.a_guest(points=500), check))


def recent(desk: TillDesk) -> tuple[RecentGuest, ...]:
    return desk.run(desk.till.recent_guests.list())


def test_who_was_served_is_recent_once(desk: TillDesk) -> None:
    assert recent(desk) == ()
    serve(desk)
    serve(desk, number="2")
    assert [guest.guest_id for guest in recent(desk)] == [GUEST]


def test_the_list_survives_a_restart(desk: TillDesk) -> None:
    serve(desk)
    desk.restart()
    desk.sign_in(CASHIER)
    assert [guest.guest_id for guest in recent(desk)] == [GUEST]


def test_a_colleague_does_not_see_whom_others_served(desk: TillDesk) -> None:
    serve(desk)
    desk.sign_in(MANAGER)
    assert recent(desk) == ()
    desk.sign_in(CASHIER)
    assert recent(desk) != ()


def test_a_closed_shift_leaves_nobody_behind(desk: TillDesk) -> None:
    desk.run(desk.till.shift.open())
    serve(desk)
    assert recent(desk) != ()
    desk.run(desk.till.shift.close())
    assert recent(desk) == ()
    desk.run(desk.till.shift.open())
    assert recent(desk) == ()


def test_without_a_shift_they_are_forgotten_by_the_next_day(desk: TillDesk) -> None:
    serve(desk)
    desk.clock.advance(13 * 3600)
    assert recent(desk) == ()


def test_sums_that_come_again_are_offered(desk: TillDesk) -> None:
    for number in range(3):
        serve(desk, 450, number=f"lunch{number}")
        serve(desk, 390, number=f"tea{number}")
        serve(desk, 1_000 + number, number=f"dinner{number}")
    usual = desk.run(desk.till.usual_amounts.list())
    assert usual == (Money(39_000), Money(45_000))


def test_where_nothing_repeats_itself_nothing_is_offered(desk: TillDesk) -> None:
    serve(desk, 450)
    assert desk.run(desk.till.usual_amounts.list()) == ()
