"""Nothing the network, the server, a clock or a printer does costs a guest a point."""

import asyncio
from datetime import timedelta

import pytest

from client.store import outbox, prints
from client.store.prints import JobState
from client.till.registration import RegistrationForm
from client.till.trouble import RedemptionInDoubt
from server.tenants.offline import set_offline_policy
from server.tenants.service import limit_guests
from shared.domain.errors import LeaseMissing
from shared.domain.leases import OfflinePolicy
from shared.operations.bodies import CheckBody, EarnBody
from shared.operations.encode import to_millis
from tests.builders import NOON, an_id
from tests.fakes import FakeClock
from tests.printers.tcp_printers import Manners, TcpPrinter
from tests.scenarios.world import Tablet, World

EARNED, REDEEMED = 300, 200
BOOKED_WITHIN_SECONDS = 20
GLANCE_SECONDS = 0.001


async def until_booked(world: World, total: int) -> None:
    """Until the server has what its answer, which is lost, would say."""
    async with asyncio.timeout(BOOKED_WITHIN_SECONDS):
        while True:
            if world.total(world.silver.guest_id) == total:
                return
            await asyncio.sleep(GLANCE_SECONDS)


def trust_no_till_alone(world: World) -> None:
    """A tenant whose tills get no leases: every redemption is the server's to decide."""
    policy = OfflinePolicy(horizon_minutes=0)
    tenant_id, now_ms = world.demo.tenant_id, to_millis(world.clock.now_utc())
    world.database.write_now(
        lambda conn: set_offline_policy(conn, tenant_id, policy, now_ms=now_ms)
    )


def test_a_server_that_answers_500_for_an_hour_loses_nothing(world: World) -> None:
    """LED-32: trouble is waited out and never counted."""

    async def scenario() -> None:
        tablet = await world.tablet()
        before = world.total(world.silver.guest_id)
        world.process.is_ill = True
        await tablet.earn(world.silver.guest_id)
        for _ in range(60):
            await tablet.settle()
            world.clock.advance(60)
        assert tablet.waiting() == 1
        assert tablet.engine.status.problem == "server_trouble"
        world.process.is_ill = False
        await tablet.settle()
        assert tablet.waiting() == 0
        await world.assert_in_step()
        assert world.total(world.silver.guest_id) == before + EARNED

    world.play(scenario)


def test_a_poison_operation_is_refused_and_the_others_are_booked(world: World) -> None:
    """P7: its refusal is a result, and the queue goes on."""

    async def scenario() -> None:
        tablet = await world.tablet()
        before = world.total(world.silver.guest_id)
        await tablet.earn(world.silver.guest_id)
        await _enqueue_poison(tablet, world)
        await tablet.earn(world.silver.guest_id)
        await world.assert_in_step()
        assert world.total(world.silver.guest_id) == before + 2 * EARNED
        assert tablet.attention() == 1
        (poison,) = [
            view
            for view in await tablet.till.operations.list()
            if view.outcome_code == "quote_mismatch"
        ]
        await tablet.till.operations.acknowledge(poison.operation_id)
        assert tablet.attention() == 0

    world.play(scenario)


def test_a_registration_refused_by_the_tariff_takes_its_earn_with_it(world: World) -> None:
    """CSH-51: both go to the list of what needs attention, with the reason, and block nobody."""

    async def scenario() -> None:
        tablet = await world.tablet()
        tablet.transport.is_offline = True
        form = RegistrationForm(phone="79160001122", first_name="Олег", personal_data=True)
        born = await tablet.till.registration.register(form)
        await tablet.earn(born.view.guest.guest_id)
        await tablet.earn(world.silver.guest_id)
        world.database.write_now(
            lambda conn: limit_guests(conn, world.demo.tenant_id, guests_max=1)
        )
        await world.assert_in_step()
        refused = [view.outcome_code for view in await tablet.till.operations.list()]
        assert refused == [None, "dependency_refused", "guest_limit_reached"]
        assert tablet.attention() == 2
        assert await tablet.till.guest_search.search("79160001122") == ()

    world.play(scenario)


@pytest.mark.parametrize("years", [-6, 6])
def test_a_clock_that_is_years_wrong_costs_the_guest_nothing(world: World, years: int) -> None:
    """Design §7: authentication does not look at it, and the booking is bounded by the server."""

    async def scenario() -> None:
        clock = FakeClock()
        tablet = await world.tablet(clock=clock)
        before = world.total(world.silver.guest_id)
        clock.set_wall(NOON + timedelta(days=365 * years))
        tablet.transport.is_offline = True
        await tablet.earn(world.silver.guest_id)
        tablet.transport.is_offline = False
        clock.advance(120)
        await tablet.sync()
        assert tablet.engine.status.is_clock_wrong
        assert tablet.waiting() == 0
        assert world.total(world.silver.guest_id) == before + EARNED
        clock.set_wall(world.clock.now_utc())
        await world.assert_in_step()

    world.play(scenario)


def test_a_redemption_waits_for_the_server_and_is_booked_before_the_slip(world: World) -> None:
    """CSH-33: promo first. Where no till is trusted alone, the server decides each redemption."""

    async def scenario() -> None:
        trust_no_till_alone(world)
        tablet = await world.tablet()
        guest_id = world.silver.guest_id
        before = world.total(guest_id)
        async with tablet.online():
            done = await tablet.till.checkout.confirm(
                await tablet.view(guest_id), tablet.check(), redeem_points=REDEEMED
            )
        assert world.total(guest_id) == before - REDEEMED + EARNED
        assert done.facts.balance == before - REDEEMED + EARNED
        assert [line.kind for line in done.facts.lines] == ["redeem", "earn"]
        await world.assert_in_step()

    world.play(scenario)


def test_a_redemption_without_the_network_is_refused_before_anything_is_kept(
    world: World,
) -> None:
    async def scenario() -> None:
        tablet = await world.tablet()
        tablet.transport.is_offline = True
        await tablet.sync()
        with pytest.raises(LeaseMissing):
            await tablet.till.checkout.confirm(
                await tablet.view(world.silver.guest_id), tablet.check(), redeem_points=REDEEMED
            )
        assert tablet.waiting() == 0
        await world.assert_in_step()

    world.play(scenario)


def test_a_redemption_in_doubt_is_settled_under_its_own_id(world: World) -> None:
    """Its reply was lost: asking again finds the answer, and nothing is redeemed twice."""

    async def scenario() -> None:
        trust_no_till_alone(world)
        tablet = await world.tablet()
        guest_id = world.silver.guest_id
        before = world.total(guest_id)
        view, check = await tablet.view(guest_id), tablet.check()
        tablet.transport.lost_replies = 10
        async with tablet.online():
            with pytest.raises(RedemptionInDoubt) as doubt:
                await tablet.impatient_checkout().confirm(view, check, redeem_points=REDEEMED)
            await until_booked(world, before - REDEEMED + EARNED)
        tablet.transport.lost_replies = 0
        async with tablet.online():
            done = await tablet.till.checkout.settle(doubt.value.pending)
        assert done.facts.balance == before - REDEEMED + EARNED
        await world.assert_in_step()
        assert world.total(guest_id) == before - REDEEMED + EARNED

    world.play(scenario)


def test_a_redemption_in_doubt_that_is_given_up_is_taken_back(world: World) -> None:
    async def scenario() -> None:
        trust_no_till_alone(world)
        tablet = await world.tablet()
        guest_id = world.silver.guest_id
        before = world.total(guest_id)
        view, check = await tablet.view(guest_id), tablet.check()
        tablet.transport.lost_replies = 10
        with pytest.raises(RedemptionInDoubt) as doubt:
            async with tablet.online():
                await tablet.impatient_checkout().confirm(view, check, redeem_points=REDEEMED)
        await tablet.till.checkout.abandon(doubt.value.pending)
        tablet.transport.lost_replies = 0
        await world.assert_in_step()
        assert world.total(guest_id) == before

    world.play(scenario)


def test_a_sale_does_not_wait_for_a_printer_that_never_reads(world: World) -> None:
    """CSH-64: the sale is done and booked; its paper is a matter of its own."""
    printer = TcpPrinter(Manners(answers={}, says_done=False))

    async def scenario() -> None:
        tablet = await world.tablet(printer=printer.profile)
        tablet.print_spool.start()
        before = world.total(world.silver.guest_id)
        await tablet.earn(world.silver.guest_id)
        await world.assert_in_step()
        assert world.total(world.silver.guest_id) == before + EARNED
        jobs = tablet.store.read_now(lambda db: prints.list_recent(db, 9))
        assert len(jobs) == 1
        assert jobs[0].state is not JobState.PRINTED

    world.play(scenario)
    printer.close()


async def _enqueue_poison(tablet: Tablet, world: World) -> None:
    """An earn that claims points its own check does not give, as a broken till would send it."""
    view = await tablet.view(world.silver.guest_id)
    session = tablet.till.sign_in.session
    assert session is not None

    def build(stamp: outbox.Stamp) -> EarnBody:
        return EarnBody(
            restaurant_id=stamp.restaurant_id,
            staff_id=session.member.staff_id,
            programme_version_id=view.programme.version_id,
            clock=stamp.clock,
            totals=stamp.totals,
            guest_id=view.guest.guest_id,
            check=CheckBody(check_id=an_id("poison"), amount_minor=100_00, currency="RUB"),
            level_id=view.card.level_id,
            regular_points=1_000_000,
        )

    moment = tablet.clock.moment()
    await tablet.store.write(lambda db: outbox.enqueue(db, build, moment=moment))
