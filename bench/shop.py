"""The place the product is measured in: a real server process, real tills, guests by the thousand.

The tills live in this process, so that what they do can be timed; what they queue is queued by the
store's own functions, a batch a commit, since queueing is not what a push costs.
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import httpx
from sqlite_utils import Database as Till

from bench.crowd import add_guests
from client.clock import Clock
from client.ids import Chance
from client.store import outbox
from client.store.outbox import Stamp
from drill import server_process
from drill.house import STAFF_NAME, STAFF_PIN, House, open_house
from drill.processes import Child
from drill.tablet import Tablet, World, open_tablet
from server import commands
from server.database import Database
from server.demonstration.people import RESTAURANT
from server.programme.service import current
from server.restaurants.service import find_restaurants
from server.tenants.service import tenants
from shared.domain.check import Bill
from shared.domain.earning import quote_earn
from shared.domain.ids import GuestId
from shared.domain.money import Money
from shared.domain.programme import ProgrammeVersion
from shared.domain.visitors import Visitor
from shared.operations.bodies import CheckBody, EarnBody
from shared.operations.encode import grant_bodies, step_bodies

GUESTS = 1_000
AMOUNT = Money(2_000_00)
QUEUED_AT_ONCE = 500
SERVER_SECONDS_MAX = 30
ASK_AGAIN_SECONDS = 0.5


class Counted(httpx.AsyncBaseTransport):
    """The network, and how many bytes went over it, headers and all."""

    def __init__(self) -> None:
        self._network = httpx.AsyncHTTPTransport(verify=False)
        self.sent = 0
        self.received = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Counts what lies on the wire."""
        response = await self._network.handle_async_request(request)
        self.sent += _size(request.headers) + int(request.headers.get("Content-Length", 0))
        self.received += _size(response.headers) + int(response.headers.get("Content-Length", 0))
        return response

    async def aclose(self) -> None:
        """Hangs up."""
        await self._network.aclose()


def _size(headers: httpx.Headers) -> int:
    return sum(len(name) + len(value) + 4 for name, value in headers.raw)


@dataclass
class BenchTill:
    """One till and what it measures by."""

    tablet: Tablet
    network: Counted
    clock: Clock = field(default_factory=Clock)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_failure: object) -> None:
        await self.tablet.engine.stop()
        self.tablet.close()


@dataclass(frozen=True, slots=True)
class Shop:
    """A house whose server runs."""

    house: House
    programme: ProgrammeVersion
    guests: Sequence[GuestId]
    server: Child

    async def till(self, number: int) -> BenchTill:
        """The till with that number, from 0: enrolled, signed in, in step."""
        post, network = self.house.posts[number], Counted()
        tablet = open_tablet(post.folder, World(Clock(), Chance(), network))
        if await tablet.enrolment.find_me() is None:
            await tablet.enrolment.enrol(
                post.server_url, self._enrolment_code(), device_name=post.name
            )
        await tablet.sync()
        while not await tablet.till.sign_in.tiles():  # a server of many guests prepares first
            await asyncio.sleep(ASK_AGAIN_SECONDS)
            await tablet.sync()
        await tablet.sign_in(STAFF_NAME, STAFF_PIN)
        return BenchTill(tablet, network)

    def _enrolment_code(self) -> str:
        """A new one: the house's own is forgotten where a million guests moved in meanwhile."""
        database = Database.open(self.house.database_url)
        try:
            (home,) = database.read_now(lambda conn: find_restaurants(conn, RESTAURANT.name))
            return commands.enrolment_code(database, restaurant=home.restaurant_id)
        finally:
            database.close()

    def queue(self, till: BenchTill, count: int) -> None:
        """So many earnings, spread over the guests, into the till's queue."""
        session = till.tablet.till.sign_in.session
        assert session is not None
        moment = till.clock.moment()
        quote = quote_earn(
            Bill(AMOUNT),
            Visitor(self.programme.lowest_level().level_id),
            programme=self.programme,
            at=moment.at,
        )

        def build(stamp: Stamp) -> EarnBody:
            return EarnBody(
                restaurant_id=stamp.restaurant_id,
                staff_id=session.member.staff_id,
                programme_version_id=self.programme.version_id,
                clock=stamp.clock,
                totals=stamp.totals,
                guest_id=self.guests[stamp.totals.count % len(self.guests)],
                check=CheckBody(
                    check_id=till.tablet.workplace.chance.uuid(),
                    amount_minor=AMOUNT.minor,
                    currency=AMOUNT.currency,
                ),
                level_id=self.programme.lowest_level().level_id,
                regular_points=quote.regular_points,
                grants=grant_bodies(quote.grants),
                steps=step_bodies(quote.steps),
            )

        for start in range(0, count, QUEUED_AT_ONCE):
            some = min(QUEUED_AT_ONCE, count - start)

            def work(db: Till, some: int = some) -> None:
                for _ in range(some):
                    outbox.enqueue(db, build, moment=moment)

            till.tablet.store.write_now(work)


async def delivered(till: BenchTill) -> None:
    """Turns of the engine until nothing waits; the feed is not read meanwhile."""
    while till.tablet.waiting():
        await till.tablet.engine.turn()


@contextmanager
def a_shop(folder: Path, *, tills: int = 2, guests: int = GUESTS) -> Iterator[Shop]:
    """A shop in ``folder`` whose server answers."""
    house = open_house(folder, tills=tills)
    database = Database.open(house.database_url)
    try:
        owner = database.read_now(lambda conn: next(iter(tenants(conn))))
        programme = database.read_now(lambda conn: current(conn, owner.tenant_id))
        assert programme is not None
        (home,) = database.read_now(lambda conn: find_restaurants(conn, RESTAURANT.name))
        crowd = add_guests(
            database,
            owner.tenant_id,
            home.restaurant_id,
            level_id=programme.lowest_level().level_id,
            count=guests,
        )
    finally:
        database.close()
    server = Child(server_process.work, house.server_folder, house.port)
    try:
        assert server.wire.poll(SERVER_SECONDS_MAX), "the server does not answer"
        yield Shop(house, programme, crowd, server)
    finally:
        server.kill()
