"""P8: a server restored from yesterday's backup ends, after its tablets called, where it was."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, text

from client.store.notices import unseen_notices
from client.store.outbox import list_recent
from client.store.programme import programme_in_force
from client.till.registration import RegistrationForm
from server.chance import Chance
from server.ledger.service import cards_with_lots
from server.ledger.suspense import owing_cards
from server.programme.service import current, publish
from server.staff.service import NewStaff, create_staff
from server.tenants.service import tenant
from shared.domain.card import Card
from shared.domain.ids import GuestId, ProgrammeVersionId, RestaurantId, StaffId
from shared.domain.programme import ProgrammeVersion
from shared.domain.staff import Role
from shared.operations.encode import to_millis
from tests.scenarios.world import Tablet, World
from tests.server.inside import inside

ASKED_WITHIN_SECONDS = 1
"""Enough for one question, wherever other processes want the processor."""


def test_one_tablet_brings_back_the_very_ledger(world: World) -> None:
    """Operations, outcomes, transactions, entries, lots, balances: byte for byte."""

    async def scenario() -> None:
        tablet = await world.tablet()
        yesterday = world.back_up()
        vera = await _registered(tablet)
        await tablet.earn(vera)
        tablet.clock.advance(60)
        await tablet.earn(world.silver.guest_id, 900)
        await tablet.sync()
        before = _ledger(world)

        tablet.clock.advance(3_600)
        world.put_back(yesterday)
        await world.assert_in_step(vera)
        assert _ledger(world) == before
        assert not is_fenced(world)
        assert _statuses(tablet) == ["applied", "applied", "applied"]
        assert tablet.attention() == 0

    world.play(scenario)


def test_several_tablets_bring_back_every_balance(world: World) -> None:
    """What one has spent, another brought: the order in which they call does not matter."""

    async def scenario() -> None:
        one, two = await world.tablet(), await world.tablet()
        yesterday = world.back_up()
        vera = await _registered(one)
        await one.earn(vera)
        await one.sync()
        await two.sync()
        async with two.online():
            await two.engine.lease(vera, points_wanted=100, timeout_seconds=ASKED_WITHIN_SECONDS)
            await one.sync()  # and gives back what it held
            await _redeem(two, vera, 100)
        await two.earn(vera, 700)
        await two.sync()
        await one.sync()
        before = _balances(world)

        world.put_back(yesterday)
        await two.sync()
        assert is_fenced(world)
        await world.assert_in_step(vera)
        assert _balances(world) == before
        assert not is_fenced(world)
        tenant_id = world.demo.tenant_id
        owing = inside(tenant_id, lambda conn: owing_cards(conn, tenant_id))
        assert world.database.read_now(owing) == ()

    world.play(scenario)


def test_a_tablet_enrolled_after_the_backup_is_known_again(world: World) -> None:
    async def scenario() -> None:
        yesterday = world.back_up()
        tablet = await world.tablet()
        vera = await _registered(tablet)
        await tablet.earn(vera)
        await tablet.sync()
        before = _balances(world)
        world.put_back(yesterday)
        await world.assert_in_step(vera)
        assert _balances(world) == before

    world.play(scenario)


def test_a_restore_in_the_middle_of_a_replay_is_healed_too(world: World) -> None:
    async def scenario() -> None:
        one, two = await world.tablet(), await world.tablet()
        yesterday = world.back_up()
        vera = await _registered(one)
        await one.earn(vera)
        await one.sync()
        await two.sync()
        await two.earn(vera)
        await two.sync()
        before = _balances(world)
        world.put_back(yesterday)
        await two.sync()
        world.put_back(yesterday)
        await world.assert_in_step(vera)
        assert _balances(world) == before

    world.play(scenario)


def test_the_fence_waits_for_all_that_a_tablet_was_answered_for(world: World) -> None:
    """Also where the tablet hears what is wanted again before it hears of a restore."""

    async def scenario() -> None:
        tablet = await world.tablet()
        yesterday = world.back_up()
        vera = await _registered(tablet)
        for _ in range(3):
            await tablet.earn(vera)
            await tablet.sync()
        world.put_back(yesterday)
        await tablet.earn(vera)
        tablet.engine.nudge()
        while is_fenced(world):
            assert await tablet.engine.turn() == 0.0
        operations, *_ = _ledger(world)
        assert len(operations) >= 4

    world.play(scenario)


def test_a_server_restored_twice_from_one_file_tells_the_manager_nothing(world: World) -> None:
    async def scenario() -> None:
        tablet = await world.tablet()
        await tablet.earn(world.silver.guest_id)
        await tablet.sync()
        yesterday = world.back_up()
        for _ in range(2):
            world.put_back(yesterday)
            await world.assert_in_step()
        assert tablet.store.read_now(unseen_notices) == []

    world.play(scenario)


def test_checks_quoted_by_a_programme_the_backup_lacks_are_booked_again(world: World) -> None:
    """Confirmed or still on their way; and what the till's admin made comes back with them."""

    async def scenario() -> None:
        tablet = await world.tablet()
        yesterday = world.back_up()
        autumn = _publish(world, 20_00)
        await tablet.sync()
        await tablet.earn(world.silver.guest_id)
        await tablet.sync()
        before = _ledger(world)
        world.put_back(yesterday)
        await world.assert_in_step()
        assert _ledger(world) == before

        world.put_back(yesterday)
        tablet.transport.is_offline = True
        await tablet.earn(world.silver.guest_id)
        await world.assert_in_step()
        assert _statuses(tablet) == ["applied", "applied"]
        assert _in_force(world) == autumn

    world.play(scenario)


def test_a_programme_published_after_the_restore_stays_in_force_everywhere(world: World) -> None:
    """Another till brings back the one that had its number before; its checks are booked by it."""

    async def scenario() -> None:
        one, two = await world.tablet(), await world.tablet()
        yesterday = world.back_up()
        autumn = _publish(world, 20_00)
        await one.sync()
        one.transport.is_offline = True
        await one.earn(world.silver.guest_id)
        world.put_back(yesterday)
        world.clock.advance(60)
        winter = _publish(world, 5_00)
        assert winter.number == autumn.number
        await two.sync()
        await world.assert_in_step()
        assert _statuses(one) == ["applied"]
        assert _in_force(world) == winter
        now = world.clock.now_utc()
        for tablet in (one, two):
            assert tablet.store.read_now(lambda db: programme_in_force(db, now)) == winter
        await two.earn(world.silver.guest_id)
        await world.assert_in_step()

    world.play(scenario)


def test_a_colleague_taken_on_after_the_backup_goes_on_working(world: World) -> None:
    async def scenario() -> None:
        tablet = await world.tablet()
        yesterday = world.back_up()
        vera = _hired(world, "Вера", pin="2468")
        await tablet.sync()
        await tablet.till.sign_in.sign_in(vera, "2468")
        await tablet.earn(world.silver.guest_id)
        await tablet.sync()
        before = _ledger(world)
        world.put_back(yesterday)
        await world.assert_in_step()
        assert _ledger(world) == before
        await tablet.till.sign_in.sign_in(vera, "2468")
        await tablet.earn(world.silver.guest_id)
        await world.assert_in_step()
        assert _statuses(tablet) == ["applied", "applied"]

    world.play(scenario)


async def _registered(tablet: Tablet) -> GuestId:
    form = RegistrationForm(phone="79990007777", first_name="Вера", personal_data=True)
    return (await tablet.till.registration.register(form)).view.guest.guest_id


async def _redeem(tablet: Tablet, guest_id: GuestId, points: int) -> None:
    view = await tablet.view(guest_id)
    await tablet.till.checkout.confirm(view, tablet.check(), redeem_points=points)


def _publish(world: World, earn_bp: int) -> ProgrammeVersion:
    """The next version: every rule earns as much."""
    tenant_id, now_ms = world.demo.tenant_id, to_millis(world.clock.now_utc())
    before = _in_force(world)
    after = replace(
        before,
        version_id=ProgrammeVersionId(Chance().uuid()),
        number=before.number + 1,
        rules=tuple(replace(rule, earn_bp=earn_bp) for rule in before.rules),
    )
    world.database.write_now(lambda conn: publish(conn, tenant_id, after, now_ms=now_ms))
    return after


def _in_force(world: World) -> ProgrammeVersion:
    tenant_id = world.demo.tenant_id
    found = world.database.read_now(inside(tenant_id, lambda conn: current(conn, tenant_id)))
    assert found is not None
    return found


def _hired(world: World, name: str, *, pin: str) -> StaffId:
    tenant_id, now_ms = world.demo.tenant_id, to_millis(world.clock.now_utc())
    new = NewStaff(RestaurantId(world.demo.restaurant_id), name, Role.CASHIER, pin=pin)
    return world.database.write_now(
        lambda conn: create_staff(conn, tenant_id, new=new, now_ms=now_ms, chance=Chance())
    ).staff_id


_LEDGER = (
    """SELECT operation_id, device_id, epoch, seq, link, original_id, kind, guest_id, body, private,
        received_at_ms, effective_at_ms, status, code, outcome, cancelled_by FROM operation""",
    """SELECT operation_id, kind, card_id, staff_id, effective_at_ms, posted_at_ms, snapshot
        FROM ledger_transaction WHERE operation_id IS NOT NULL""",
    "SELECT * FROM lot",
    "SELECT * FROM lot_use",
    "SELECT * FROM visit",
    "SELECT * FROM card",
    "SELECT * FROM guest",
    "SELECT * FROM bonus_grant",
)
"""All but the server's own settings aside for tills, which begin anew."""


def is_fenced(world: World) -> bool:
    tenant_id = world.demo.tenant_id
    return world.database.read_now(
        inside(tenant_id, lambda conn: tenant(conn, tenant_id))
    ).is_fenced


def _ledger(world: World) -> list[list[tuple[Any, ...]]]:
    def read(conn: Connection) -> list[list[tuple[Any, ...]]]:
        return [sorted(map(tuple, conn.execute(text(each))), key=repr) for each in _LEDGER]

    return world.database.read_now(inside(world.demo.tenant_id, read))


def _balances(world: World) -> dict[str, list[tuple[str, int]]]:
    tenant_id = world.demo.tenant_id

    def read(conn: Connection) -> tuple[Card, ...]:
        ids = conn.execute(text("SELECT card_id FROM card")).scalars()
        return tuple(cards_with_lots(conn, tenant_id, list(ids)))

    cards = world.database.read_now(inside(tenant_id, read))
    return {card.card_id: sorted((lot.lot_id, lot.left) for lot in card.lots) for card in cards}


def _statuses(tablet: Tablet) -> list[str | None]:
    rows = tablet.store.read_now(lambda db: list_recent(db, 9))
    return [row.outcome.status if row.outcome else None for row in rows]
