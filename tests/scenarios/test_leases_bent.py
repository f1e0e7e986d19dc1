"""What bends a lease: a till shut out, a clock gone wrong, points booked otherwise (P3, P4)."""

from datetime import timedelta

import pytest

from client.till.registration import RegistrationForm
from shared.domain.errors import LeasedElsewhere, LeaseMissing
from shared.domain.leases import OfflinePolicy, SilencePolicy
from tests.fakes import FakeClock
from tests.scenarios.test_leases import HELD, choose, go_offline, go_online, open_card, redeem
from tests.scenarios.world import MANAGER_PIN, World

FORM = RegistrationForm(phone="8 (916) 000-11-22", first_name="Олег", personal_data=True)


def test_a_till_that_knows_it_is_shut_out_spends_nothing_alone(world: World) -> None:
    """Its leases went back to the guests, and the house vouches for it no longer."""

    async def scenario() -> None:
        choose(
            world, OfflinePolicy(float_per_operation=100, float_per_guest=100, float_per_day=500)
        )
        one, two = await world.tablet(), await world.tablet()
        guest_id = world.silver.guest_id
        assert await open_card(one, guest_id) == HELD
        await two.sync()
        await two.sign_in(MANAGER_PIN)
        lost, *_ = await two.till.lost_devices.others()
        await two.till.lost_devices.give_up(lost)
        await two.settle()
        await one.sync()
        assert one.engine.status.problem == "device_revoked"
        offline = (await one.view(guest_id)).offline
        assert (offline.points, offline.float_points) == (0, 0)
        with pytest.raises(LeaseMissing):
            await redeem(one, guest_id, 100)

    world.play(scenario)


def test_a_till_whose_clock_is_wrong_redeems_through_the_server(world: World) -> None:
    """Though another till holds a few points: they are not the ones that are wanted (§7)."""

    async def scenario() -> None:
        clock = FakeClock()
        one, two = await world.tablet(clock=clock), await world.tablet()
        guest_id = world.silver.guest_id
        await go_offline(two)
        await two.earn(guest_id, 2_000)
        await go_online(two)
        await go_offline(two)
        await one.sync()
        assert await open_card(one, guest_id) > 1_000
        clock.set_wall(clock.now_utc() + timedelta(minutes=10))
        before = world.total(guest_id)
        async with one.online():
            with pytest.raises(LeasedElsewhere):
                await redeem(one, guest_id, before, roubles=20_000)
            await redeem(one, guest_id, 1_000)
        assert world.total(guest_id) == before - 1_000

    world.play(scenario)


def test_a_second_welcome_that_was_refused_is_not_held_any_more(world: World) -> None:
    async def scenario() -> None:
        one, two = await world.tablet(), await world.tablet()
        await go_offline(two)
        await one.till.registration.register(FORM)
        await one.sync()
        again = await two.till.registration.register(FORM)
        guest_id = again.view.guest.guest_id
        assert (await two.view(guest_id)).offline.points == 100
        await go_online(two)
        await go_offline(two)
        assert (await two.view(guest_id)).offline.points == 0

    world.play(scenario)


def test_a_strict_till_spends_nothing_that_the_server_might_refuse(world: World) -> None:
    """A manager may have blocked the card meanwhile: then what it earned is nobody's (P4)."""

    async def scenario() -> None:
        choose(world, OfflinePolicy(silence=SilencePolicy.STRICT))
        tablet = await world.tablet()
        await go_offline(tablet)
        await tablet.earn(world.silver.guest_id)
        assert (await tablet.view(world.silver.guest_id)).offline.points == 0

    world.play(scenario)
