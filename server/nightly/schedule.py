"""The calendar of the house: which jobs there are, and the process that does them.

Every process of the server looks each minute; who is first does a slice. What was missed while no
server ran is done when one starts. Banks are asked beside the rest, which waits for none of them.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Final

from sqlalchemy import Connection

from server.chance import Chance
from server.clock import Clock
from server.database import Database
from server.jobs import repeating
from server.nightly.banks import Banks
from server.nightly.birthdays import BIRTHDAYS
from server.nightly.expiry import EXPIRE
from server.nightly.levels import LEVELS
from server.nightly.rates import RateDesk
from server.nightly.rounds import SLICE, Errand, Job, is_due, run
from server.nightly.warning import WARN
from server.settings import Settings
from server.tenants.service import tenants
from shared.domain.ids import TenantId

LOOK_EVERY_SECONDS: Final = 60
JOBS: Final[tuple[Job, ...]] = (BIRTHDAYS, LEVELS, EXPIRE, WARN)
"""In the order of the night."""
NAMES: Final = tuple(job.name for job in JOBS)


@asynccontextmanager
async def nightly(
    database: Database, settings: Settings, *, clock: Clock, chance: Chance
) -> AsyncIterator[None]:
    """While this lasts, what is due each day is done; the banks of ``settings`` are asked."""

    async def look() -> None:
        await run_due(database, now_ms=clock.now_ms())

    async def look_at_rates() -> None:
        await desk.look(await _everybody(database), now_ms=clock.now_ms())

    desk = RateDesk(database, Banks(settings), chance=chance)
    async with (
        repeating(look, every_seconds=LOOK_EVERY_SECONDS, name="nightly jobs"),
        repeating(look_at_rates, every_seconds=LOOK_EVERY_SECONDS, name="rates"),
    ):
        yield


async def run_due(database: Database, *, now_ms: int, limit: int = SLICE) -> int:
    """How much all that is due did, tenant by tenant, ``limit`` cards in a unit of work."""
    total = 0
    for tenant_id in await _everybody(database):
        errands = [Errand(tenant_id, job, now_ms, limit) for job in JOBS]
        due = await database.read(partial(_due, errands=errands))
        for errand in due:
            total += await run(database, errand)
    return total


async def run_by_hand(database: Database, name: str, *, now_ms: int) -> dict[TenantId, int]:
    """How much the job with that name, one of ``NAMES``, did with each tenant, once more today."""
    job = {each.name: each for each in JOBS}[name]
    return {
        tenant_id: await run(database, Errand(tenant_id, job, now_ms, is_by_hand=True))
        for tenant_id in await _everybody(database)
    }


async def ask_banks(
    database: Database, settings: Settings, *, now_ms: int, chance: Chance
) -> dict[TenantId, int]:
    """How many programmes of each tenant have other rates now. Raises ``BankSilent``."""
    desk = RateDesk(database, Banks(settings), chance=chance)
    return await desk.ask(await _everybody(database), now_ms=now_ms)


async def _everybody(database: Database) -> list[TenantId]:
    return await database.read(lambda conn: [each.tenant_id for each in tenants(conn)])


def _due(conn: Connection, *, errands: list[Errand]) -> list[Errand]:
    return [errand for errand in errands if is_due(conn, errand)]
