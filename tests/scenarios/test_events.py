"""Tills that are online hear of each other at once; without the stream they poll as before.

No till's clock moves here, so no poll ever falls due: what arrives was told (design §5).
"""

import asyncio
from collections.abc import Awaitable, Callable

from sqlalchemy import Connection

from server.chance import Chance
from server.feed import service as feed
from server.staff.service import NewStaff, create_staff
from shared.domain.ids import RestaurantId
from shared.domain.staff import Role
from shared.operations.encode import to_millis
from tests.scenarios.world import Tablet, World
from tests.server.inside import inside

HEARD_WITHIN_SECONDS = 20
GLANCE_SECONDS = 0.001
"""Between two looks: a loop that never rests keeps the interpreter from the store's threads."""


async def until(what: Callable[[], Awaitable[bool]]) -> None:
    """Waits for the thing itself."""
    async with asyncio.timeout(HEARD_WITHIN_SECONDS):
        while True:
            if await what():
                return
            await asyncio.sleep(GLANCE_SECONDS)


async def until_heard_by(world: World, streams: int) -> None:
    """Until so many event streams are open."""

    async def are_open() -> bool:
        return len(world.process.listeners) == streams

    await until(are_open)


async def until_told_all(tablet: Tablet, world: World) -> None:
    """Until the tablet's stream has said how far the feed has come."""

    async def is_told() -> bool:
        tenant_id = world.demo.tenant_id
        seq = world.database.read_now(inside(tenant_id, lambda conn: feed.head(conn, tenant_id)))
        return tablet.transport.heard_seq == seq

    await until(is_told)


async def until_shown(tablet: Tablet, world: World) -> None:
    """Until the tablet shows what the server has."""

    async def is_shown() -> bool:
        return await balance(tablet, world) == world.total(world.silver.guest_id)

    await until(is_shown)


async def balance(tablet: Tablet, world: World) -> int:
    view = await tablet.view(world.silver.guest_id)
    return view.card.total(world.clock.now_utc())


def test_what_one_till_books_another_shows_without_asking(world: World) -> None:
    async def scenario() -> None:
        one, other = await world.tablet(), await world.tablet()
        before = await balance(other, world)
        other.engine.start()
        await until_heard_by(world, 1)
        await one.earn(world.silver.guest_id)
        await one.sync()
        await until_shown(other, world)
        assert await balance(other, world) > before

    world.play(scenario)


def test_what_another_process_writes_is_told_too(world: World) -> None:
    """An operator's command, or a second server behind the same database."""

    async def scenario() -> None:
        till = await world.tablet()
        till.engine.start()
        await until_heard_by(world, 1)
        world.database.write_now(lambda conn: _hire(conn, world))

        async def is_known() -> bool:
            return "Новый Кассир" in [tile.name for tile in await till.till.sign_in.tiles()]

        await until(is_known)

    world.play(scenario)


def test_a_stream_that_breaks_makes_the_till_ask_by_itself(world: World) -> None:
    """The hint is lost with the stream, and nobody is told of the trouble."""

    async def scenario() -> None:
        one, other = await world.tablet(), await world.tablet()
        other.engine.start()
        await until_heard_by(world, 1)
        for is_deaf in (False, True):
            await until_told_all(other, world)  # so that it breaks at what comes next
            other.transport.is_deaf = is_deaf
            await one.earn(world.silver.guest_id)
            await one.sync()
            await until_shown(other, world)
        await until_heard_by(world, 0)
        assert other.engine.status.is_online
        assert other.engine.status.problem is None

    world.play(scenario)


def _hire(conn: Connection, world: World) -> None:
    new = NewStaff(RestaurantId(world.demo.restaurant_id), "Новый Кассир", Role.CASHIER, "7777")
    create_staff(
        conn,
        world.demo.tenant_id,
        new=new,
        now_ms=to_millis(world.clock.now_utc()),
        chance=Chance(),
    )
