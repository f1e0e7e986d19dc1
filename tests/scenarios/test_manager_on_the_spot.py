"""A manager on the cashier's till, over real HTTP: approvals, receipts, a guest's past (RBC-33)."""

import json

import pytest
from sqlalchemy import select

from client.store.errors import Trouble
from client.store.outbox import get
from client.till.approval import Approval
from client.till.elsewhere import Elsewhere
from client.till.refusals import OperationUnknown
from client.till.slip_lookup import operation_scanned
from server.database import table_of
from server.ledger.tables import TransactionRow
from server.staff.service import dismiss, staff_of_restaurant
from shared.domain.codes import operation_payload
from shared.domain.errors import PermissionMissing
from shared.domain.ids import OperationId, RestaurantId, StaffId
from shared.domain.money import Money
from shared.domain.staff import Role
from shared.operations.encode import to_millis
from tests.builders import an_id
from tests.scenarios.world import MANAGER_PIN, Tablet, World
from tests.server.inside import inside

PATIENCE_SECONDS = 60
"""On a machine that is busy with other things."""


def colleague(world: World, role: Role) -> StaffId:
    """Who works in the demo's restaurant in that role."""
    tenant_id, place = world.demo.tenant_id, RestaurantId(world.demo.restaurant_id)
    found = world.database.read_now(
        inside(tenant_id, lambda conn: staff_of_restaurant(conn, tenant_id, place))
    )
    return next(each.staff_id for each in found if each.role is role)


async def adjust(world: World, tablet: Tablet, *, by: StaffId, pin: str) -> OperationId:
    """A cashier gives 250 points with somebody's yes."""
    view = await tablet.view(world.silver.guest_id)
    done = await tablet.till.adjustment.adjust(
        view, 250, reason="apology", approval=Approval(by, pin)
    )
    return done.operation_ids[0]


def test_a_yes_given_offline_arrives_with_both_names(world: World) -> None:
    async def scenario() -> None:
        tablet, manager = await world.tablet(), colleague(world, Role.MANAGER)
        before = world.total(world.silver.guest_id)
        tablet.transport.is_offline = True
        operation_id = await adjust(world, tablet, by=manager, pin=MANAGER_PIN)
        assert tablet.waiting() == 1
        await world.assert_in_step()
        assert world.total(world.silver.guest_id) == before + 250
        booked = _booking(world, operation_id)
        assert booked == (colleague(world, Role.CASHIER), manager)
        session = tablet.till.sign_in.session
        assert session is not None
        assert session.member.role is Role.CASHIER

    world.play(scenario)


def test_who_was_dismissed_before_it_arrived_approved_nothing(world: World) -> None:
    """As a correction of his own: the till could not know, and says so afterwards."""

    async def scenario() -> None:
        tablet, manager = await world.tablet(), colleague(world, Role.MANAGER)
        before = world.total(world.silver.guest_id)
        tablet.transport.is_offline = True
        operation_id = await adjust(world, tablet, by=manager, pin=MANAGER_PIN)
        tenant_id, now_ms = world.demo.tenant_id, to_millis(world.clock.now_utc())
        world.database.write_now(
            inside(
                tenant_id,
                lambda conn: dismiss(conn, tenant_id, manager, now_ms=now_ms),
            )
        )
        await world.assert_in_step()
        assert world.total(world.silver.guest_id) == before
        row = tablet.store.read_now(lambda db: get(db, operation_id))
        assert row is not None
        assert row.outcome is not None
        assert (row.outcome.code, row.outcome.data["reason"]) == (
            "approver_not_allowed",
            "inactive",
        )
        assert tablet.attention() == 1

    world.play(scenario)


def test_a_receipt_of_another_till_is_found_and_taken_back_with_a_yes(world: World) -> None:
    async def scenario() -> None:
        first, second = await world.tablet(), await world.tablet()
        before = world.total(world.silver.guest_id)
        earned = await first.earn(world.silver.guest_id)
        await first.sync()
        await second.sync()
        code = operation_scanned(operation_payload(earned))
        assert code == earned
        (view,) = await second.till.slip_lookup.by_code(earned)
        assert (view.told[0].device_name, view.can_cancel) == ("Касса 1", True)
        yes = Approval(colleague(world, Role.MANAGER), MANAGER_PIN)
        first.engine.start()
        second.engine.start()
        elsewhere = Elsewhere(second.workplace, recall_seconds=PATIENCE_SECONDS)
        part = await elsewhere.refund(view.told, Money(500_00), approval=yes)
        await second.engine.deliver(part.operation_ids, timeout_seconds=PATIENCE_SECONDS)
        (part_back,) = await second.till.slip_lookup.by_code(earned)
        assert part_back.left_to_refund == Money(1_500_00)
        await elsewhere.cancel(part_back.told[0], approval=yes)
        assert (await second.view(world.silver.guest_id)).total == before
        await world.assert_in_step()
        assert world.total(world.silver.guest_id) == before
        (gone,) = await second.till.slip_lookup.by_code(earned)
        assert (gone.is_cancelled, gone.can_cancel) == (True, False)

    world.play(scenario)


def test_a_receipt_of_another_till_is_plainly_unknown_without_the_server(world: World) -> None:
    async def scenario() -> None:
        first, second = await world.tablet(), await world.tablet()
        earned = await first.earn(world.silver.guest_id)
        (mine,) = await first.till.slip_lookup.by_code(earned)
        assert mine.told == ()
        await first.sync()
        second.transport.is_offline = True
        with pytest.raises(OperationUnknown) as unknown:
            await second.till.slip_lookup.by_code(earned)
        assert unknown.value.reason == "elsewhere"
        second.transport.is_offline = False
        with pytest.raises(OperationUnknown) as unknown:
            await second.till.slip_lookup.by_code(OperationId(an_id("x")))
        assert unknown.value.reason == "nowhere"

    world.play(scenario)


def test_a_manager_reads_a_guests_past_and_a_cashier_does_not(world: World) -> None:
    async def scenario() -> None:
        first, second = await world.tablet(), await world.tablet()
        await first.earn(world.silver.guest_id)
        await first.sync()
        with pytest.raises(PermissionMissing):
            await second.till.history.booked(world.silver.guest_id)
        await second.sign_in(MANAGER_PIN)
        assert await second.till.history.known_here(world.silver.guest_id) == ()
        told = await second.till.history.booked(world.silver.guest_id)
        assert told.bookings[0].device_name == "Касса 1"
        points = await second.till.history.lots(world.silver.guest_id)
        assert sum(lot.left for lot in points.lots) <= points.points
        assert points.points == world.total(world.silver.guest_id)
        second.transport.is_offline = True
        with pytest.raises(Trouble):
            await second.till.history.booked(world.silver.guest_id)

    world.play(scenario)


def _booking(world: World, operation_id: OperationId) -> tuple[str, str]:
    """Who acted and who approved, as the ledger has it."""
    table = table_of(TransactionRow)
    asked = select(table).where(table.c.operation_id == operation_id)
    row = world.database.read_now(
        inside(world.demo.tenant_id, lambda conn: conn.execute(asked).one())
    )
    return row.staff_id, json.loads(row.snapshot)["approver_id"]
