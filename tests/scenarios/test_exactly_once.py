"""P2: every confirmed operation has exactly one effect, whatever is lost or repeated."""

from client.store.outbox import get
from shared.domain.ids import OperationId
from tests.scenarios.world import Tablet, World

EARNED = 300
"""2,000 roubles as Silver: 10 % and 5 %."""


def test_an_earn_made_offline_is_posted_once(world: World) -> None:
    """LED-20: the guest sees the points at once, the ledger gets them when the network returns."""

    async def scenario() -> None:
        tablet = await world.tablet()
        before = world.total(world.silver.guest_id)
        tablet.transport.is_offline = True
        await tablet.earn(world.silver.guest_id)
        await tablet.sync()
        assert world.total(world.silver.guest_id) == before
        assert (await tablet.view(world.silver.guest_id)).total == before + EARNED
        assert tablet.engine.status.is_online is False
        await world.assert_in_step()
        assert world.total(world.silver.guest_id) == before + EARNED

    world.play(scenario)


def test_a_reply_lost_after_the_server_booked_it_costs_nothing(world: World) -> None:
    async def scenario() -> None:
        tablet = await world.tablet()
        before = world.total(world.silver.guest_id)
        tablet.transport.lost_replies = 3
        operation_id = await tablet.earn(world.silver.guest_id)
        for _ in range(3):
            await tablet.sync()
            tablet.clock.advance(60)
            assert world.total(world.silver.guest_id) == before + EARNED
            assert tablet.waiting() == 1
        await world.assert_in_step()
        assert _status(tablet, operation_id) == "applied"
        assert world.total(world.silver.guest_id) == before + EARNED

    world.play(scenario)


def test_a_large_batch_whose_reply_is_lost_leaves_nothing_without_its_outcome(world: World) -> None:
    """The next batch is smaller than what the server already has."""

    async def scenario() -> None:
        tablet = await world.tablet()
        tablet.transport.is_offline = True
        made = [await tablet.earn(world.silver.guest_id, 2_000 + extra) for extra in range(20)]
        tablet.transport.is_offline = False
        tablet.transport.lost_replies = 1
        tablet.clock.advance(120)
        await world.assert_in_step()
        assert {_status(tablet, each) for each in made} == {"applied"}

    world.play(scenario)


def test_the_same_push_a_hundred_times_books_once(world: World) -> None:
    async def scenario() -> None:
        tablet = await world.tablet()
        before = world.total(world.silver.guest_id)
        tablet.transport.repeats = 100
        await tablet.earn(world.silver.guest_id)
        await tablet.sync()
        assert tablet.transport.pushes == 1
        await world.assert_in_step()
        assert world.total(world.silver.guest_id) == before + EARNED

    world.play(scenario)


def test_a_long_queue_made_offline_arrives_whole_and_in_order(world: World) -> None:
    operations = 130

    async def scenario() -> None:
        tablet = await world.tablet()
        before = world.total(world.silver.guest_id)
        tablet.transport.is_offline = True
        for _ in range(operations):
            await tablet.earn(world.silver.guest_id)
        tablet.transport.is_offline = False
        await world.assert_in_step()
        assert world.total(world.silver.guest_id) == before + operations * EARNED

    world.play(scenario)


def test_a_queue_outlives_the_program_that_made_it(world: World) -> None:
    async def scenario() -> None:
        tablet = await world.tablet()
        before = world.total(world.silver.guest_id)
        tablet.transport.is_offline = True
        await tablet.earn(world.silver.guest_id)
        tablet = await world.restart(tablet)
        assert tablet.waiting() == 1
        await tablet.earn(world.silver.guest_id)
        tablet = await world.restart(tablet)
        assert (await tablet.view(world.silver.guest_id)).total == before + 2 * EARNED
        await world.assert_in_step()
        assert world.total(world.silver.guest_id) == before + 2 * EARNED

    world.play(scenario)


def test_two_tablets_serve_the_same_guest_at_once(world: World) -> None:
    async def scenario() -> None:
        first, second = await world.tablet(), await world.tablet()
        before = world.total(world.silver.guest_id)
        await first.earn(world.silver.guest_id)
        await second.earn(world.silver.guest_id)
        await world.assert_in_step()
        assert world.total(world.silver.guest_id) == before + 2 * EARNED

    world.play(scenario)


def _status(tablet: Tablet, operation_id: OperationId) -> str | None:
    row = tablet.store.read_now(lambda db: get(db, operation_id))
    return row.outcome.status if row and row.outcome else None
