"""Who is shown around the till: each colleague once, and whom a guest interrupted once more."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from client.store.database import Store
from client.till.tour import Tours
from shared.domain.ids import StaffId
from tests.builders import CASHIER
from tests.client.till_desk import MANAGER, TillDesk
from tests.sealed_files import store_key


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TillDesk]:
    desk = TillDesk(tmp_path / "till.db")
    yield desk
    desk.store.close()


def is_due(desk: TillDesk, staff_id: StaffId = CASHIER) -> bool:
    return desk.run(desk.till.tours.is_due(staff_id))


def test_each_colleague_is_shown_around_once(desk: TillDesk) -> None:
    assert is_due(desk)
    desk.run(desk.till.tours.finish(CASHIER))
    assert not is_due(desk)
    assert is_due(desk, MANAGER)


def test_whom_a_guest_interrupted_is_shown_around_once_more(desk: TillDesk) -> None:
    desk.run(desk.till.tours.put_aside(CASHIER))
    assert is_due(desk)
    desk.run(desk.till.tours.put_aside(CASHIER))
    assert not is_due(desk)


def test_what_is_over_stays_over_however_often_it_is_asked_for(desk: TillDesk) -> None:
    desk.run(desk.till.tours.finish(CASHIER))
    desk.run(desk.till.tours.put_aside(CASHIER))
    assert not is_due(desk)


def test_a_kill_forgets_nothing_of_it(desk: TillDesk, tmp_path: Path) -> None:
    desk.run(desk.till.tours.finish(CASHIER))
    desk.run(desk.till.tours.put_aside(MANAGER))
    killed = tmp_path / "killed"
    shutil.copytree(tmp_path, killed, ignore=shutil.ignore_patterns("*.lock", "killed"))
    store = Store(killed / "till.db", store_key)
    after = Tours(replace(desk.workplace, store=store))
    assert not desk.run(after.is_due(CASHIER))
    desk.run(after.put_aside(MANAGER))
    assert not desk.run(after.is_due(MANAGER))
    store.close()
