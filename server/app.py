"""The application: every feature's endpoints behind one door.

``build_app`` opens nothing; the database is opened, and its schema brought up to date, when the
server starts, and closed when it stops.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

from pydantic import BaseModel
from sqlalchemy import Connection, text
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from server.chance import Chance
from server.clock import Clock
from server.database import Database
from server.devices import routes as devices
from server.door import behind_door
from server.effects.delivery import delivering
from server.effects.forgetting import forgetting
from server.envelope import Envelope
from server.exchange import Endpoint, Host, host_of, reply
from server.gate import Gate
from server.leases import routes as leases
from server.leases.reclaim import reclaiming
from server.ledger import archive_routes
from server.ledger import routes as papers
from server.limits import TryLimiter
from server.listeners import Listeners
from server.migrations.run import upgrade
from server.nightly.schedule import nightly
from server.openapi import document
from server.problems import HANDLERS
from server.recovery import routes as recovery
from server.recovery.debts import paying_debts
from server.recovery.lifting import lifting_fences
from server.recovery.quarantine import release_quarantined
from server.roster import Roster
from server.settings import VERSION, Settings
from server.sync import routes as sync
from server.sync import snapshot_routes, sums_routes
from server.sync.snapshots import Snapshots
from server.sync.watch import watching
from server.turns import Turns


class HealthReply(BaseModel):
    """Whether the server can do its work, and what time it thinks it is."""

    status: str
    time_ms: int
    version: str
    database: str
    """Which kind of database answered."""


def build_app(
    settings: Settings, *, clock: Clock | None = None, chance: Chance | None = None
) -> Starlette:
    """The ASGI application for ``settings``; ``state.listeners`` is what to end when it stops."""
    clock, chance, listeners = clock or Clock(), chance or Chance(), Listeners()

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[dict[str, Host | Snapshots]]:
        database = Database.open(settings.database_url)
        snapshots = Snapshots(database, settings.snapshot_dir)
        try:
            await database.write(upgrade)
            await release_quarantined(database, now_ms=clock.now_ms(), chance=chance)
            database.on_write(listeners.look)
            async with (
                watching(database, listeners),
                reclaiming(database, clock),
                lifting_fences(database, clock=clock, chance=chance),
                paying_debts(database, clock),
                delivering(database, clock=clock, chance=chance),
                forgetting(database, clock),
                nightly(database, settings, clock=clock, chance=chance),
            ):
                host = host_on(database, clock=clock, chance=chance, listeners=listeners)
                yield {"host": host, "snapshots": snapshots}
        finally:
            await snapshots.settle()
            database.close()

    app = Starlette(
        routes=[Route(each.path, behind_door(each), methods=[each.method]) for each in ENDPOINTS],
        middleware=[Middleware(Envelope, clock=clock, chance=chance)],
        exception_handlers=dict(HANDLERS),
        lifespan=lifespan,
    )
    app.state.listeners = listeners
    return app


def host_on(
    database: Database, *, clock: Clock, chance: Chance, listeners: Listeners | None = None
) -> Host:
    """What the routes are lent by a server whose database is open already."""
    return Host(
        database,
        clock,
        chance,
        tries=TryLimiter(clock),
        listeners=Listeners() if listeners is None else listeners,
        gate=Gate(clock),
        turns=Turns(clock),
        roster=Roster(),
    )


async def health(request: Request) -> Response:
    """Says yes only when the database answers."""
    host = host_of(request)
    kind = await host.database.read(_ask)
    return reply(
        HealthReply(
            status="ok",
            time_ms=host.clock.now_ms(),
            version=VERSION,
            database=kind,
        )
    )


async def openapi_document(_request: Request) -> Response:
    """The description of everything in ``ENDPOINTS``, this one included."""
    return JSONResponse(_description())


@cache
def _description() -> dict[str, Any]:
    """Made once: whoever asks for it again and again costs the others nothing."""
    return document(ENDPOINTS, version=VERSION)


def _ask(conn: Connection) -> str:
    conn.execute(text("SELECT 1"))
    return conn.dialect.name


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        method="GET",
        path="/health",
        handler=health,
        summary="Whether the server and its database work",
        reply=HealthReply,
    ),
    Endpoint(
        method="GET",
        path="/openapi.json",
        handler=openapi_document,
        summary="This document",
    ),
    *devices.ENDPOINTS,
    *leases.ENDPOINTS,
    *papers.ENDPOINTS,
    *archive_routes.ENDPOINTS,
    *sync.ENDPOINTS,
    *snapshot_routes.ENDPOINTS,
    *sums_routes.ENDPOINTS,
    *recovery.ENDPOINTS,
)
