"""A shift over real HTTP: what a till closes with is what the ledger holds (field.md row 25)."""

from client.till.registration import RegistrationForm
from server.guests.service import set_status
from shared.domain.card import CardStatus
from shared.domain.ids import GuestId
from shared.domain.money import Money
from shared.domain.shifts import together
from tests.scenarios.shifts import counted, in_ledger, on_server, on_till
from tests.scenarios.world import MANAGER_PIN, Tablet, World
from tests.server.inside import inside


async def an_evening(tablet: Tablet, guest_id: GuestId) -> None:
    """A cashier sells, spends and registers; a manager corrects, refunds and takes back."""
    await tablet.earn(guest_id)
    view = await tablet.view(guest_id)
    await tablet.till.checkout.confirm(view, tablet.check(1_500), redeem_points=100)
    await tablet.till.registration.register(RegistrationForm("9160001122", personal_data=True))
    await tablet.sign_in(MANAGER_PIN)
    await tablet.till.adjustment.adjust(await tablet.view(guest_id), 50, reason="gift")
    sold = await tablet.earn(guest_id, 3_000)
    await tablet.till.refund.refund(sold, Money(1_000_00))
    await tablet.till.cancellation.cancel(await tablet.earn(guest_id, 700))


def test_a_shift_closed_offline_is_what_the_ledger_books(world: World) -> None:
    async def scenario() -> None:
        tablet = await world.tablet()
        async with tablet.online():
            await tablet.earn(world.silver.guest_id)  # before any shift: in no report
            view = await tablet.view(world.silver.guest_id)
            await tablet.till.checkout.confirm(view, tablet.check(500), redeem_points=50)
        await tablet.sync()
        tablet.transport.is_offline = True
        await tablet.till.shift.open()
        await an_evening(tablet, world.silver.guest_id)
        closed = await tablet.till.shift.close()
        assert closed.facts.waiting == 9
        await world.assert_in_step()

        kept, booked = on_till(tablet), on_server(world, tablet)
        assert (kept.addenda, booked.addenda) == ((), ())
        assert kept.sums == booked.reported == booked.booked
        assert counted(kept.sums) == in_ledger(world, tablet)
        assert {each.kind for each in kept.sums} == {
            "earn",
            "redeem",
            "registration",
            "adjustment",
            "refund",
            "cancel",
        }

    world.play(scenario)


def test_what_the_server_refuses_of_a_closed_shift_is_the_same_addendum_on_both_sides(
    world: World,
) -> None:
    async def scenario() -> None:
        tablet = await world.tablet()
        tenant_id, guest_id = world.demo.tenant_id, world.silver.guest_id
        tablet.transport.is_offline = True
        await tablet.till.shift.open()
        await tablet.earn(guest_id)
        await tablet.till.registration.register(RegistrationForm("9160001122", personal_data=True))
        closed = await tablet.till.shift.close()
        world.database.write_now(
            inside(
                tenant_id,
                lambda conn: set_status(conn, tenant_id, guest_id, status=CardStatus.BLOCKED),
            )
        )
        await world.assert_in_step()

        kept, booked = on_till(tablet), on_server(world, tablet)
        assert [each.number for each in kept.addenda] == [1]
        assert [each.sums for each in kept.addenda] == [each.sums for each in booked.addenda]
        assert kept.addenda[0].sums[0].count == -1
        assert together(kept.sums, kept.addenda[0].sums) == booked.booked
        assert counted(booked.booked) == in_ledger(world, tablet)
        assert kept.sums == booked.reported
        await tablet.sign_in(MANAGER_PIN)
        assert (await tablet.till.shift.past())[-1] == closed

    world.play(scenario)


def test_a_shift_goes_through_a_kill_and_a_new_epoch(world: World) -> None:
    """Its operations are enqueued again under other ids, and reported once."""

    async def scenario() -> None:
        tablet = await world.tablet()
        guest_id = world.silver.guest_id
        await tablet.till.shift.open()
        await tablet.earn(guest_id)
        await tablet.sync()
        image = world.image(tablet)
        await tablet.earn(guest_id, 3_000)
        await tablet.sync()
        tablet = await world.restart(tablet, image=image)
        await tablet.earn(guest_id, 4_000)
        await tablet.till.shift.close()
        await world.assert_in_step()

        kept, booked = on_till(tablet), on_server(world, tablet)
        lost_with_the_disk = 1
        assert sum(each.count for each in kept.sums) == 2
        assert sum(each.count for each in booked.booked) == 2 + lost_with_the_disk
        assert together(booked.reported, *(each.sums for each in booked.addenda)) == booked.booked
        assert counted(booked.booked) == in_ledger(world, tablet)

    world.play(scenario)
