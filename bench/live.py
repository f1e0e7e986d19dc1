"""One operation from till to till, both online, as their cashiers would see it."""

import asyncio
import time
from collections.abc import Callable

from sqlite_utils import Database

from bench.results import Sample, sample
from bench.shop import AMOUNT, BenchTill, Shop
from client.store.me import me_of
from client.sync.status import SyncStatus
from shared.domain.check import Bill, Check
from shared.domain.ids import CheckId, GuestId

SECONDS_MAX = 60.0


async def till_to_till(shop: Shop, here: BenchTill, there: BenchTill, *, repeats: int) -> Sample:
    """Seconds from the confirmation here until the other till's replica shows it."""
    for till in (here, there):
        till.tablet.engine.start()
        await _listening(till)
    guest_id = shop.guests[0]
    seconds = [await _once(here, there, guest_id) for _ in range(repeats + 1)]
    return sample(seconds[1:])


async def _once(here: BenchTill, there: BenchTill, guest_id: GuestId) -> float:
    view = await here.tablet.till.guest_search.open(guest_id)
    before = there.tablet.store.read_now(lambda db: _visits(db, guest_id))
    check = Check(CheckId(here.tablet.workplace.chance.uuid()), Bill(AMOUNT))
    began = time.perf_counter()
    await here.tablet.till.checkout.confirm(view, check)
    await _until(there, lambda db: _visits(db, guest_id) > before)
    return time.perf_counter() - began


async def _listening(till: BenchTill) -> None:
    """Until it has spoken to the server, and is told of changes."""
    await _until(till, lambda db: me_of(db).last_contact_ms is not None)
    await asyncio.sleep(1)


async def _until(till: BenchTill, holds: Callable[[Database], bool]) -> None:
    """Looks whenever the till's engine says that something moved."""
    moved = asyncio.Event()

    def wake(_status: SyncStatus) -> None:
        moved.set()

    end = till.tablet.engine.subscribe(wake)
    try:
        async with asyncio.timeout(SECONDS_MAX):
            while not await till.tablet.store.read(holds):
                await moved.wait()
                moved.clear()
    finally:
        end()


def _visits(db: Database, guest_id: GuestId) -> int:
    row = db.execute("SELECT total_visits FROM card WHERE guest_id = ?", [guest_id]).fetchone()
    return row[0] if row else 0
