"""Cloned and rolled-back tablets go on by themselves: nothing lost, nothing doubled (design §5)."""

import pytest

from client.store.me import me_of
from client.store.notices import unseen_notices
from client.store.outbox import list_recent
from server.books import Books
from server.ledger.export import export
from server.ledger.suspense import owed
from shared.domain.ids import GuestId, card_id_of
from tests.scenarios.test_restore import is_fenced
from tests.scenarios.world import Tablet, World
from tests.server.inside import inside


def test_a_rolled_back_tablet_goes_on_in_a_new_epoch(world: World) -> None:
    async def scenario() -> None:
        tablet = await world.tablet()
        guest_id = world.silver.guest_id
        await tablet.earn(guest_id)
        await tablet.sync()
        image = world.image(tablet)
        await tablet.earn(guest_id, 3_000)
        await tablet.sync()
        before, epoch = world.total(guest_id), tablet.store.read_now(me_of).epoch

        tablet = await world.restart(tablet, image=image)
        made = await tablet.earn(guest_id, 4_000)
        await world.assert_in_step()
        assert tablet.store.read_now(me_of).epoch != epoch
        assert world.total(guest_id) > before
        assert booked(world, guest_id) == 3
        newest = tablet.store.read_now(lambda db: list_recent(db, 1))[0]
        assert newest.operation_id == made
        assert newest.body().origin == made
        assert codes(tablet) == ["fork"]

    world.play(scenario)


def test_two_tablets_with_one_key_book_everything_once(world: World) -> None:
    async def scenario() -> None:
        tablet = await world.tablet()
        guest_id = world.silver.guest_id
        await tablet.earn(guest_id)
        await tablet.sync()
        clone = await world.clone(world.image(tablet))
        for roubles in (1_000, 1_100, 1_200):
            await tablet.earn(guest_id, roubles)
            await clone.earn(guest_id, roubles + 50)
            await tablet.sync()
            await clone.sync()
        for each in (tablet, clone, tablet, clone):
            each.clock.advance(120)
            await each.sync()
        assert (tablet.waiting(), clone.waiting()) == (0, 0)
        assert booked(world, guest_id) == 7
        assert codes(tablet)
        assert codes(clone)

    world.play(scenario)


def test_what_was_made_before_the_fork_keeps_its_paper_and_can_be_cancelled(world: World) -> None:
    async def scenario() -> None:
        tablet = await world.tablet()
        guest_id = world.silver.guest_id
        image = world.image(tablet)
        await tablet.earn(guest_id)
        await tablet.sync()
        before = world.total(guest_id)
        tablet = await world.restart(tablet, "3333", image=image)
        made = await tablet.earn(guest_id, 1_000)
        await tablet.sync()
        await tablet.settle()
        await tablet.till.cancellation.cancel(made)
        await world.assert_in_step()
        assert world.total(guest_id) == before

    world.play(scenario)


def test_a_fork_survives_a_restore_of_the_server(world: World) -> None:
    """What was answered for in the old epoch is told again before the new one ends it."""

    async def scenario() -> None:
        tablet = await world.tablet()
        guest_id = world.silver.guest_id
        yesterday = world.back_up()
        await tablet.earn(guest_id)
        await tablet.sync()
        image = world.image(tablet)
        await tablet.earn(guest_id, 3_000)
        await tablet.sync()
        tablet = await world.restart(tablet, image=image)
        await tablet.earn(guest_id, 4_000)
        await tablet.sync()
        await tablet.settle()
        world.put_back(yesterday)
        await world.assert_in_step()
        assert booked(world, guest_id) == 2  # the rolled-back image cannot know of the third
        assert not is_fenced(world)

    world.play(scenario)


@pytest.mark.parametrize("forks_before", [0, 1])
def test_what_a_restored_server_lost_is_booked_although_a_clone_was_faster(
    world: World, forks_before: int
) -> None:
    """E2: in its old place it cannot come back, so it comes under its first id, as it was signed.

    The clone has taken that place, or ended the epoch, before the till that was answered calls.
    """

    async def scenario() -> None:
        tablet, guest_id = await world.tablet(), world.silver.guest_id
        clone = await world.clone(world.image(tablet))
        yesterday = world.back_up()
        for _ in range(forks_before):
            for each in (tablet, clone):
                await each.earn(guest_id)
                await each.sync()
                await each.settle()
        async with tablet.online():
            view = await tablet.view(guest_id)
            paid = await tablet.till.checkout.confirm(view, tablet.check(), redeem_points=100)
        made = [await tablet.earn(guest_id), *paid.operation_ids]
        await tablet.sync()
        await tablet.settle()
        before, lost = world.total(guest_id), points_booked(world, guest_id)

        world.put_back(yesterday)
        await clone.earn(guest_id, 900)
        for each in (clone, tablet, clone, tablet, clone):
            each.clock.advance(120)
            await each.sync()
        await world.assert_in_step()
        again = points_booked(world, guest_id)
        assert set(made) <= set(lost)
        assert {each: again.get(each) for each in lost} == lost
        (new,) = set(again) - set(lost)
        assert world.total(guest_id) - owed_of(world, guest_id) == before + again[new]

    world.play(scenario)


def points_booked(world: World, guest_id: GuestId) -> dict[str, int]:
    """What each check of the guest brought or took, by its first id; each was booked once."""
    made = world.database.read_now(lambda conn: list(export(conn)))
    told = [
        (each["data"].get("origin", each["operation_id"]), each["effect"])
        for each in made
        if (each["guest_id"], each["kind"] in {"earn", "redeem"}) == (guest_id, True)
        and "already_booked" not in each["notes"]
    ]
    points = {name: effect["regular"] + effect["promo"] for name, effect in told}
    assert len(points) == len(told)
    return points


def owed_of(world: World, guest_id: GuestId) -> int:
    """What the card owes, because the clone was granted meanwhile what the till had spent."""
    tenant_id = world.demo.tenant_id
    debt = inside(tenant_id, lambda conn: owed(Books(conn), tenant_id, card_id_of(guest_id)))
    return sum(world.database.read_now(debt).values())


def booked(world: World, guest_id: GuestId) -> int:
    """How many earns of the guest had an effect."""
    made = world.database.read_now(lambda conn: list(export(conn)))
    return sum(
        (each["kind"], each["guest_id"]) == ("earn", guest_id)
        and each["status"] in {"applied", "adjusted"}
        and "already_booked" not in each["notes"]
        for each in made
    )


def codes(tablet: Tablet) -> list[str]:
    return [each.code for each in tablet.store.read_now(unseen_notices)]
