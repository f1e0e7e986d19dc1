"""Offline redemption end to end: what a till may spend alone never overdraws a guest (P3, P4)."""

from datetime import timedelta

import pytest

from client.store.outbox import list_recent
from client.till.checkout import Checkout
from server.tenants.offline import set_offline_policy
from shared.domain.errors import LeasedElsewhere, LeaseMissing
from shared.domain.ids import GuestId, OperationId
from shared.domain.leases import OfflinePolicy, SilencePolicy
from shared.operations.encode import to_millis
from tests.fakes import FakeClock
from tests.scenarios.world import MANAGER_PIN, Tablet, World

HELD = 2_800
"""Points of the demo's Silver guest."""
PATIENCE_SECONDS = 60
"""On a machine that is busy with other things."""
ROUBLES = 5_000
"""A check whose fifth is 1,000 points."""


async def redeem(
    tablet: Tablet, guest_id: GuestId, points: int, *, roubles: int = ROUBLES
) -> OperationId:
    """The guest pays with points, and has his slip, whatever the network does."""
    confirm = tablet.till.checkout.confirm(
        await tablet.view(guest_id), tablet.check(roubles), redeem_points=points, earn=False
    )
    done = await confirm
    assert done.facts.lines[0].points == -points
    return done.operation_ids[0]


async def open_card(tablet: Tablet, guest_id: GuestId) -> int:
    """The guest's card is opened online; what the till may spend alone after that."""
    await tablet.view(guest_id)
    await tablet.settle()
    return (await tablet.view(guest_id)).offline.points


async def go_offline(*tablets: Tablet) -> None:
    """The network goes, and each till notices."""
    for tablet in tablets:
        tablet.transport.is_offline = True
        await tablet.sync()


async def go_online(*tablets: Tablet) -> None:
    """The network is back."""
    for tablet in tablets:
        tablet.transport.is_offline = False
        tablet.engine.retry_now()
        await tablet.settle()


def loss(tablet: Tablet) -> int:
    """Points the house bore for what the till redeemed, as the server told it."""
    rows = tablet.store.read_now(lambda db: list_recent(db, 50))
    outcomes = [row.outcome for row in rows if row.outcome]
    return sum(each.data["loss"] for each in outcomes if each.code == "house_loss")


def choose(world: World, policy: OfflinePolicy) -> None:
    """The tenant's offline policy from now on."""
    world.database.write_now(
        lambda conn: set_offline_policy(
            conn, world.demo.tenant_id, policy, now_ms=to_millis(world.clock.now_utc())
        )
    )


def test_a_guest_identified_online_redeems_when_the_network_is_gone(world: World) -> None:
    async def scenario() -> None:
        tablet, guest_id = await world.tablet(), world.silver.guest_id
        assert await open_card(tablet, guest_id) == HELD
        await go_offline(tablet)
        await redeem(tablet, guest_id, 1_000)
        view = await tablet.view(guest_id)
        assert (view.total, view.offline.points) == (HELD - 1_000, HELD - 1_000)
        await world.assert_in_step()
        assert world.total(guest_id) == HELD - 1_000
        assert tablet.attention() == 0

    world.play(scenario)


def test_two_tills_spend_their_shares_of_one_guest_offline(world: World) -> None:
    """Ahead of time: the last guests' points are split over the restaurant's tills."""

    async def scenario() -> None:
        one, two = await world.tablet(), await world.tablet()
        guest_id = world.silver.guest_id
        await go_offline(one)
        await one.earn(guest_id, 1_000)
        await go_online(one)
        for tablet in (one, two, one, two):
            world.clock.advance(301)
            await tablet.sync()
        await go_offline(one, two)
        shares = [(await tablet.view(guest_id)).offline.points for tablet in (one, two)]
        assert shares[0] > 1_000 < shares[1]
        assert sum(shares) <= world.total(guest_id)
        before = world.total(guest_id)
        await redeem(one, guest_id, 1_000)
        await redeem(two, guest_id, 900)
        with pytest.raises(LeaseMissing):
            await redeem(two, guest_id, 1_000)
        await world.assert_in_step()
        assert world.total(guest_id) == before - 1_900
        assert one.attention() == two.attention() == 0

    world.play(scenario)


def test_points_earned_offline_are_spent_offline_by_the_till_that_gave_them(
    world: World,
) -> None:
    async def scenario() -> None:
        tablet, guest_id = await world.tablet(), world.silver.guest_id
        await open_card(tablet, GuestId(world.demo.guests[1].guest_id))
        await go_offline(tablet)
        await tablet.earn(guest_id, 2_000)
        await redeem(tablet, guest_id, 300)
        await world.assert_in_step()
        assert world.total(guest_id) == HELD
        assert tablet.attention() == 0

    world.play(scenario)


def test_a_till_that_needs_the_points_gets_them_from_one_that_is_online(world: World) -> None:
    """The other gives back at once; nobody at its screen notices."""

    async def scenario() -> None:
        one, two = await world.tablet(), await world.tablet()
        guest_id = world.silver.guest_id
        assert await open_card(one, guest_id) == HELD
        one.engine.start()
        two.engine.start()
        patient = Checkout(two.workplace, recall_seconds=PATIENCE_SECONDS)
        view = await two.view(guest_id)
        done = await patient.confirm(view, two.check(ROUBLES), redeem_points=1_000, earn=False)
        await two.engine.deliver(done.operation_ids, timeout_seconds=PATIENCE_SECONDS)
        assert (await one.view(guest_id)).offline.points == 0
        assert world.total(guest_id) == HELD - 1_000

    world.play(scenario)


def test_points_of_a_till_without_the_network_are_refused_by_its_name(world: World) -> None:
    async def scenario() -> None:
        one, two = await world.tablet(), await world.tablet()
        guest_id = world.silver.guest_id
        await open_card(one, guest_id)
        await go_offline(one)
        async with two.online():
            with pytest.raises(LeasedElsewhere) as refusal:
                await redeem(two, guest_id, 1_000)
        assert (refusal.value.device_name, refusal.value.points) == ("Касса 1", HELD)
        assert two.waiting() == 0
        (held,) = (await two.view(guest_id)).offline.elsewhere
        assert (held.device_name, held.points) == ("Касса 1", HELD)

    world.play(scenario)


def test_a_late_redemption_is_booked_and_the_house_bears_what_is_gone(world: World) -> None:
    """Timed: silence gave the points to another till; the guest is never punished (P3, P5)."""

    async def scenario() -> None:
        one, two = await world.tablet(), await world.tablet()
        guest_id = world.silver.guest_id
        await open_card(one, guest_id)
        await go_offline(one)
        await redeem(one, guest_id, 1_000)
        world.clock.advance(5 * 3600)
        with pytest.raises(LeaseMissing):
            await redeem(one, guest_id, 100)
        await two.sync()
        async with two.online():
            await redeem(two, guest_id, HELD, roubles=14_000)
        await world.assert_in_step()
        assert world.total(guest_id) == 0
        assert loss(one) == 1_000

    world.play(scenario)


def test_strict_silence_keeps_the_points_and_costs_the_house_nothing(world: World) -> None:
    async def scenario() -> None:
        choose(world, OfflinePolicy(silence=SilencePolicy.STRICT))
        one, two = await world.tablet(), await world.tablet()
        guest_id = world.silver.guest_id
        await open_card(one, guest_id)
        await go_offline(one)
        await redeem(one, guest_id, 1_000)
        world.clock.advance(24 * 3600)
        await two.sync()
        async with two.online():
            with pytest.raises(LeasedElsewhere) as refusal:
                await redeem(two, guest_id, 1_000)
        assert refusal.value.until_ms == 0
        await world.assert_in_step()
        assert world.total(guest_id) == HELD - 1_000
        assert loss(one) == 0

    world.play(scenario)


def test_a_lost_till_gives_up_what_it_held(world: World) -> None:
    """Its loss is shown before a manager confirms; then the guest has his points again (P4)."""

    async def scenario() -> None:
        choose(world, OfflinePolicy(silence=SilencePolicy.STRICT))
        one, two = await world.tablet(), await world.tablet()
        guest_id = world.silver.guest_id
        await open_card(one, guest_id)
        await go_offline(one)
        await redeem(one, guest_id, 1_000)
        await two.sync()
        await two.sign_in(MANAGER_PIN)
        lost, back_office = await two.till.lost_devices.others()
        assert (lost.name, lost.points, lost.is_lost) == ("Касса 1", HELD, False)
        assert back_office.is_lost
        await two.till.lost_devices.give_up(lost)
        await two.settle()
        assert all(each.is_lost for each in await two.till.lost_devices.others())
        assert await open_card(two, guest_id) == HELD
        await go_online(one)
        assert one.engine.status.problem == "device_revoked"

    world.play(scenario)


def test_a_restarted_till_still_spends_what_it_holds(world: World) -> None:
    async def scenario() -> None:
        tablet, guest_id = await world.tablet(), world.silver.guest_id
        await open_card(tablet, guest_id)
        await go_offline(tablet)
        await redeem(tablet, guest_id, 600)
        again = await world.restart(tablet)
        assert (await again.view(guest_id)).offline.points == HELD - 600
        await redeem(again, guest_id, 1_000)
        await world.assert_in_step()
        assert world.total(guest_id) == HELD - 1_600

    world.play(scenario)


def test_a_clock_set_back_voids_the_leases_until_the_next_contact(world: World) -> None:
    """§7: after a reboot the wall clock must agree with what was reckoned before."""

    async def scenario() -> None:
        clock = FakeClock()
        tablet, guest_id = await world.tablet(clock=clock), world.silver.guest_id
        await open_card(tablet, guest_id)
        await go_offline(tablet)
        for each in (clock, world.clock):
            each.advance(3 * 3600)
        await redeem(tablet, guest_id, 100)
        clock.reboot()
        clock.set_wall(clock.now_utc() - timedelta(hours=2))
        with pytest.raises(LeaseMissing):
            await redeem(tablet, guest_id, 100)
        await go_online(tablet)
        clock.set_wall(world.clock.now_utc())
        await go_online(tablet)
        await go_offline(tablet)
        await redeem(tablet, guest_id, 100)
        await world.assert_in_step()
        assert world.total(guest_id) == HELD - 200

    world.play(scenario)


def test_the_house_float_serves_a_guest_without_a_lease(world: World) -> None:
    async def scenario() -> None:
        choose(
            world,
            OfflinePolicy(float_per_operation=100, float_per_guest=100, float_per_day=500),
        )
        tablet, guest_id = await world.tablet(), world.silver.guest_id
        await go_offline(tablet)
        await redeem(tablet, guest_id, 100)
        with pytest.raises(LeaseMissing):
            await redeem(tablet, guest_id, 50)
        await world.assert_in_step()
        assert world.total(guest_id) == HELD - 100
        assert tablet.attention() == 0

    world.play(scenario)
