"""The event stream over real sockets: who is told what, and how streams end (design §5)."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
import uvicorn
from sqlalchemy import Connection

from server.app import build_app
from server.devices.service import revoke
from server.feed.service import EVERYONE, Audience, record
from server.feed.service import head as feed_head
from server.listeners import Listeners
from server.restaurants.service import NewRestaurant, create_restaurant
from server.serving import ServerOnSockets
from server.settings import Settings
from server.tenants.service import lock_tenant
from shared.domain.ids import RestaurantId
from tests.builders import an_id
from tests.server.online import OTHER_SEED, authorization
from tests.server.shop import Shop, Till
from tests.server.shop_fixtures import SHOP_FILE

EVENTS = "/api/v1/sync/events"
WITHIN_SECONDS = 20
GLANCE_SECONDS = 0.001
"""Between two looks: a loop that never rests keeps the interpreter from the server's threads."""


@dataclass(frozen=True)
class Listening:
    """A server that really listens, in this event loop."""

    url: str
    server: ServerOnSockets
    listeners: Listeners


@asynccontextmanager
async def a_server(folder: Path) -> AsyncIterator[Listening]:
    app = build_app(Settings(database_url=f"sqlite:///{folder / SHOP_FILE}"))
    config = uvicorn.Config(app, log_config=None, access_log=False, ws="none")
    ready = asyncio.Event()
    listeners: Listeners = app.state.listeners
    server = ServerOnSockets(config, announce=ready.set, end_streams=listeners.end)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        task = asyncio.create_task(server.serve(sockets=[listener]))
        await ready.wait()
        try:
            url = f"http://127.0.0.1:{listener.getsockname()[1]}"
            yield Listening(url, server, listeners)
        finally:
            server.should_exit = True
            await task


@asynccontextmanager
async def a_stream(at: Listening, till: Till) -> AsyncIterator[AsyncIterator[int]]:
    """The feed's heads as the till hears them; the first is how far the feed is already."""
    header = authorization(till.device.device_id, EVENTS, seed=till.seed)
    async with (
        httpx2.AsyncClient(timeout=WITHIN_SECONDS) as http,
        http.stream("GET", at.url + EVENTS, headers={"Authorization": header}) as answer,
    ):
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield _heads(answer.aiter_lines())


async def _heads(lines: AsyncIterator[str]) -> AsyncIterator[int]:
    async for line in lines:
        if line.startswith("data: "):
            yield json.loads(line.removeprefix("data: "))["seq"]


async def until(what: Callable[[], bool]) -> None:
    async with asyncio.timeout(WITHIN_SECONDS):
        while True:
            if what():
                return
            await asyncio.sleep(GLANCE_SECONDS)


def changed(shop: Shop, audience: Audience = EVERYONE) -> int:
    """Something of the house changed; the feed's number of it."""

    def work(conn: Connection) -> int:
        lock_tenant(conn, shop.tenant_id)
        return record(
            conn, shop.tenant_id, kind="tenant", entity_id=shop.tenant_id, audience=audience
        )

    return shop.write(work)


def head(shop: Shop) -> int:
    return shop.read(lambda conn: feed_head(conn, shop.tenant_id))


def test_a_stream_begins_with_the_head_and_goes_on_with_each_change(
    sqlite_shop: Shop, tmp_path: Path
) -> None:
    async def scenario() -> None:
        till = sqlite_shop.till()
        async with a_server(tmp_path) as at, a_stream(at, till) as heads:
            assert await anext(heads) == head(sqlite_shop)
            moved = changed(sqlite_shop)
            assert await anext(heads) == moved

    asyncio.run(scenario())


@pytest.mark.parametrize("audience", ["restaurant", "device"])
def test_only_whom_a_change_concerns_is_told(
    sqlite_shop: Shop, tmp_path: Path, audience: str
) -> None:
    """Both hear the last change, which is for all; only one heard the one before it."""

    async def scenario() -> None:
        one, other = sqlite_shop.till("one"), sqlite_shop.till("other", restaurant_id=elsewhere)
        for_one = {
            "restaurant": Audience(restaurant_id=one.device.restaurant_id),
            "device": Audience(device_id=one.device.device_id),
        }[audience]
        async with a_server(tmp_path) as at, a_stream(at, one) as mine, a_stream(at, other) as its:
            assert await anext(mine) == await anext(its)
            first = changed(sqlite_shop, for_one)
            assert await anext(mine) == first
            second = changed(sqlite_shop)
            assert (await anext(mine), await anext(its)) == (second, second)

    elsewhere = sqlite_shop.write(lambda conn: _another_restaurant(conn, sqlite_shop))
    asyncio.run(scenario())


def test_a_device_has_one_stream_and_a_new_one_ends_the_old(
    sqlite_shop: Shop, tmp_path: Path
) -> None:
    async def scenario() -> None:
        till = sqlite_shop.till()
        async with a_server(tmp_path) as at, a_stream(at, till) as old:
            await anext(old)
            async with a_stream(at, till) as new:
                await anext(new)
                assert [each async for each in old] == []
                assert len(at.listeners) == 1

    asyncio.run(scenario())


def test_a_reader_that_hangs_up_is_forgotten(sqlite_shop: Shop, tmp_path: Path) -> None:
    async def scenario() -> None:
        till = sqlite_shop.till()
        async with a_server(tmp_path) as at:
            async with a_stream(at, till) as heads:
                await anext(heads)
                assert len(at.listeners) == 1
            await until(lambda: len(at.listeners) == 0)

    asyncio.run(scenario())


def test_a_server_that_stops_ends_its_streams_at_once(sqlite_shop: Shop, tmp_path: Path) -> None:
    async def scenario() -> None:
        till = sqlite_shop.till()
        async with a_server(tmp_path) as at, a_stream(at, till) as heads:
            await anext(heads)
            at.server.should_exit = True
            assert [each async for each in heads] == []

    asyncio.run(scenario())


def test_who_is_shut_out_or_unknown_hears_nothing(sqlite_shop: Shop, tmp_path: Path) -> None:
    async def scenario() -> None:
        till = sqlite_shop.till()
        sqlite_shop.write(
            lambda conn: revoke(conn, till.device.device_id, now_ms=sqlite_shop.now_ms)
        )
        async with a_server(tmp_path) as at, httpx2.AsyncClient() as http:
            for device_id, seed, code in (
                (till.device.device_id, till.seed, "device_revoked"),
                (till.device.device_id, OTHER_SEED, "signature_invalid"),
                (an_id("nobody"), till.seed, "signature_invalid"),
            ):
                header = authorization(device_id, EVENTS, seed=seed)
                answer = await http.get(at.url + EVENTS, headers={"Authorization": header})
                assert answer.json()["code"] == code
            assert len(at.listeners) == 0

    asyncio.run(scenario())


def _another_restaurant(conn: Connection, shop: Shop) -> RestaurantId:
    made = create_restaurant(
        conn, shop.tenant_id, new=NewRestaurant("Вторая"), now_ms=shop.now_ms, chance=shop.chance
    )
    return made.restaurant_id
