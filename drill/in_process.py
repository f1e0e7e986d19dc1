"""The server's application in this process, and requests that reach it without a socket.

Everything but the wire is the product's: the till's HTTP client writes its request, the
application's routes answer it. The event stream is refused, since nothing here can drip.
"""

import asyncio
import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Self

import httpx
from starlette.types import Receive, Scope, Send

import server.chance
import server.clock
from client.clock import Clock
from server.app import build_app, host_on
from server.database import Database, Threads
from server.demonstration.service import DemoData, make_demo_data
from server.devices.enrolment import create_enrolment_code
from server.migrations.run import upgrade
from server.settings import Settings
from shared.domain.ids import RestaurantId
from shared.operations.encode import to_millis

URL = "http://server.test"
_STREAMS = "/api/v1/sync/events"


class SharedClock(server.clock.Clock):
    """The server goes by the clock of its tills."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now_ms(self) -> int:
        """The tills' wall clock."""
        return to_millis(self._clock.now_utc())

    def monotonic_ms(self) -> int:
        """The tills' running time."""
        return self._clock.monotonic_ms()


class ServerHere:
    """One restaurant with demo data, on an SQLite file."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database = database
        self.clock = SharedClock(clock)
        self._chance = server.chance.Chance()
        self.demo: DemoData = database.write_now(self._made)
        self._app = build_app(Settings(), clock=self.clock, chance=self._chance)
        self._host = host_on(database, clock=self.clock, chance=self._chance)

    @classmethod
    def open(cls, folder: Path, clock: Clock, *, threads: Threads = ThreadPoolExecutor) -> Self:
        """A new server in ``folder``."""
        database = Database.open(f"sqlite:///{folder / 'server.db'}", threads=threads)
        database.write_now(upgrade)
        return cls(database, clock)

    def enrolment_code(self) -> str:
        """A code for one more till."""
        return self.database.write_now(
            lambda conn: create_enrolment_code(
                conn,
                self.demo.tenant_id,
                restaurant_id=RestaurantId(self.demo.restaurant_id),
                now_ms=self.clock.now_ms(),
                chance=self._chance,
            )
        )

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The application, lent what it needs."""
        scope["state"] = {"host": self._host}
        await self._app(scope, receive, send)

    def close(self) -> None:
        """Lets the file go."""
        self.database.close()

    def _made(self, conn: Any) -> DemoData:
        return make_demo_data(conn, now_ms=self.clock.now_ms(), chance=self._chance)


class Network(httpx.AsyncBaseTransport):
    """One till's way to the server; it can be cut."""

    def __init__(
        self, server_here: ServerHere, *, chance: random.Random, seconds_max: float = 0.0
    ) -> None:
        """Every way takes any time up to ``seconds_max``."""
        self._carry = httpx.ASGITransport(server_here.answer)
        self._chance = chance
        self._seconds_max = seconds_max
        self.is_cut = False
        self.lost_replies = 0
        """How many of the next answers do not come back, though their requests arrived."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer. Raises ``httpx.ConnectError`` or ``httpx.ReadError``."""
        if self.is_cut or request.url.path == _STREAMS:
            raise httpx.ConnectError("there is no way to the server", request=request)
        await self._travel()
        response = await self._carry.handle_async_request(request)
        await self._travel()
        if self.is_cut or self.lost_replies:
            self.lost_replies = max(0, self.lost_replies - 1)
            raise httpx.ReadError("the answer was lost", request=request)
        return response

    async def _travel(self) -> None:
        await asyncio.sleep(self._chance.uniform(0, self._seconds_max))
