"""One's own check taken back at once: an operation of its own, whatever the server knows of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from client.store.errors import StoreFull
from client.till.done import Done
from client.till.refusals import UndoTooLate
from client.till.undoing import UNDO_SECONDS, may_undo
from shared.domain.errors import NotCancellable, PermissionMissing
from shared.domain.ids import StaffId
from shared.domain.staff import Role
from shared.operations.bodies import CancelBody
from shared.receipt.facts import SlipKind
from tests.builders import CASHIER, an_id
from tests.client.till_desk import MANAGER, TillDesk, a_check, booked

BORIS = StaffId(an_id("boris"))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TillDesk]:
    desk = TillDesk(tmp_path / "till.db")
    desk.delivery.status.is_online = False
    desk.sign_in(CASHIER)
    yield desk
    desk.store.close()


def earn(desk: TillDesk) -> Done:
    return desk.run(desk.till.checkout.confirm(desk.a_guest(points=500, promo=100), a_check()))


def undo(desk: TillDesk, made: Done) -> Done:
    return desk.run(desk.till.undoing.undo(made.operation_ids))


def test_a_cashier_takes_back_what_he_has_just_earned(desk: TillDesk) -> None:
    made = earn(desk)
    assert may_undo(made)
    undone = undo(desk, made)
    newest = desk.operations()[-1].body()
    assert isinstance(newest, CancelBody)
    assert newest.target_operation_id == made.operation_ids[0]
    assert (undone.view.total, undone.facts.kind) == (600, SlipKind.CANCEL)
    assert not may_undo(undone)


def test_the_undo_prints_what_a_cancellation_prints(desk: TillDesk) -> None:
    undone = undo(desk, earn(desk))
    assert [job.receipt_id for job in desk.jobs()][-1] == undone.receipt_id
    assert undone.facts.reason == "Исправление ошибки"


def test_what_the_server_has_confirmed_is_taken_back_too(desk: TillDesk) -> None:
    made = earn(desk)
    desk.delivery.decide = lambda row: booked(row, change=(300, 0), after=(800, 100))
    desk.delivery.answer()
    undo(desk, made)
    assert isinstance(desk.operations()[-1].body(), CancelBody)


def test_it_is_taken_back_once(desk: TillDesk) -> None:
    made = earn(desk)
    undo(desk, made)
    with pytest.raises(NotCancellable):
        undo(desk, made)


def test_later_it_is_a_managers_matter(desk: TillDesk) -> None:
    made = earn(desk)
    desk.clock.advance(UNDO_SECONDS + 6)
    with pytest.raises(UndoTooLate):
        undo(desk, made)
    assert len(desk.operations()) == 1


def test_a_wall_clock_that_was_set_makes_it_no_later(desk: TillDesk) -> None:
    made = earn(desk)
    desk.clock.set_wall(desk.clock.at.replace(year=2031))
    assert undo(desk, made).facts.kind is SlipKind.CANCEL


def test_a_colleague_takes_back_nothing(desk: TillDesk) -> None:
    made = earn(desk)
    desk.hire(BORIS, "Борис Кассиров", Role.CASHIER)
    desk.run(desk.till.sign_in.sign_in(BORIS, "0000"))
    with pytest.raises(PermissionMissing):
        undo(desk, made)
    desk.sign_in(MANAGER)
    assert undo(desk, made).facts.kind is SlipKind.CANCEL


def test_a_full_disk_keeps_the_check_as_it_was(desk: TillDesk) -> None:
    made = earn(desk)
    desk.free_bytes = 0
    with pytest.raises(StoreFull):
        undo(desk, made)
    assert len(desk.operations()) == 1
