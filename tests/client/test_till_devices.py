"""A manager gives a till up, with the loss before him, and what it held goes back (design §6)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from client.store import devices
from client.till.approval import Approval
from client.till.refusals import LossChanged
from shared.domain.errors import FieldInvalid, PermissionMissing
from shared.operations.bodies import DeviceLostBody
from shared.operations.encode import to_millis
from shared.sync.payloads import DevicePayload
from tests.builders import CASHIER, DEVICE, NOON, RESTAURANT, an_id
from tests.client.till_desk import MANAGER, PINS, TillDesk, refused


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TillDesk]:
    desk = TillDesk(tmp_path / "till.db")
    learn_device(desk, "Касса 1", device_id=DEVICE)
    learn_device(desk, "Бар", points=1_500)
    desk.sign_in(MANAGER)
    yield desk
    desk.store.close()


def learn_device(
    desk: TillDesk,
    name: str,
    *,
    device_id: str = "",
    points: int = 0,
    is_lost: bool = False,
) -> None:
    """The server tells of a till."""
    payload = DevicePayload(
        device_id=device_id or an_id(name),
        restaurant_id=RESTAURANT,
        name=name,
        leased_points=points,
        last_contact_at_ms=to_millis(NOON),
        is_lost=is_lost,
    )
    desk.store.write_now(lambda db: devices.put_device(db, payload))


def test_the_other_tills_are_listed_and_this_one_is_not(desk: TillDesk) -> None:
    learn_device(desk, "Архив", is_lost=True)
    found = desk.run(desk.till.lost_devices.others())
    assert [(each.name, each.points, each.is_lost) for each in found] == [
        ("Бар", 1_500, False),
        ("Архив", 0, True),
    ]


def test_a_till_is_given_up_with_the_loss_that_was_shown(desk: TillDesk) -> None:
    """P4."""
    (bar,) = desk.run(desk.till.lost_devices.others())
    operation_id = desk.run(desk.till.lost_devices.give_up(bar))
    (row,) = desk.operations()
    body = row.body()
    assert isinstance(body, DeviceLostBody)
    assert (row.operation_id, row.guest_id) == (operation_id, None)
    assert (body.device_id, body.points, body.staff_id) == (an_id("Бар"), 1_500, MANAGER)
    (listed,) = desk.run(desk.till.operations.list())
    assert (listed.kind, listed.guest_name, listed.can_cancel) == ("device_lost", "", False)


def test_another_loss_than_was_shown_is_asked_about_again(desk: TillDesk) -> None:
    (bar,) = desk.run(desk.till.lost_devices.others())
    learn_device(desk, "Бар", points=1_700)
    with pytest.raises(LossChanged) as refusal:
        desk.run(desk.till.lost_devices.give_up(bar))
    assert (refusal.value.points, desk.operations()) == (1_700, [])


def test_a_till_is_given_up_once_unless_the_server_would_not(desk: TillDesk) -> None:
    (bar,) = desk.run(desk.till.lost_devices.others())
    desk.run(desk.till.lost_devices.give_up(bar))
    (given_up,) = desk.run(desk.till.lost_devices.others())
    assert given_up.is_lost
    with pytest.raises(FieldInvalid):
        desk.run(desk.till.lost_devices.give_up(bar))
    desk.delivery.decide = lambda row: refused(row, "permission_missing", permission="x")
    desk.delivery.answer()
    (again,) = desk.run(desk.till.lost_devices.others())
    assert not again.is_lost


def test_a_cashier_alone_gives_no_till_up_and_is_not_told_what_all_of_it_may_cost(
    desk: TillDesk,
) -> None:
    desk.sign_in(CASHIER)
    (bar,) = desk.run(desk.till.lost_devices.others())
    for command in (desk.till.lost_devices.loss_at_worst(), desk.till.lost_devices.give_up(bar)):
        with pytest.raises(PermissionMissing):
            desk.run(command)


def test_a_till_is_given_up_at_a_cashiers_screen_with_a_managers_yes(desk: TillDesk) -> None:
    """RBC-33: both are named in the operation."""
    desk.sign_in(CASHIER)
    (bar,) = desk.run(desk.till.lost_devices.others())
    desk.run(desk.till.lost_devices.give_up(bar, approval=Approval(MANAGER, PINS[MANAGER])))
    (row,) = desk.operations()
    body = row.body()
    assert isinstance(body, DeviceLostBody)
    assert (body.staff_id, body.approver_id) == (CASHIER, MANAGER)


def test_the_worst_that_silence_may_cost_is_the_servers_number(desk: TillDesk) -> None:
    assert desk.run(desk.till.lost_devices.loss_at_worst()) == 0
