"""A till in a process of its own that serves guests until it is killed.

It tells what it confirmed at once, as a screen tells the cashier.
"""

import asyncio
import random
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path

from drill.tablet import World, open_tablet
from shared.domain.check import Bill, Check
from shared.domain.ids import CheckId, GuestId
from shared.domain.money import Money
from tests.fakes import FakeChance, FakeClock


@dataclass(frozen=True)
class Rush:
    """Where it works, when, and whom it serves."""

    folder: Path
    at: datetime
    mono_ms: int
    cashier: str
    pin: str
    guests: tuple[GuestId, ...]
    seed: int


def serve(rush: Rush, wire: Connection) -> None:
    """The process; only a kill ends it."""
    asyncio.run(_served(rush, wire))


async def _served(rush: Rush, wire: Connection) -> None:
    clock = FakeClock(rush.at)
    clock.mono_ms = rush.mono_ms
    tablet = open_tablet(rush.folder, World(clock, FakeChance(rush.seed)))
    await tablet.enrolment.find_me()
    await tablet.sign_in(rush.cashier, rush.pin)
    tablet.engine.start()
    chance = random.Random(rush.seed)
    while True:
        view = await tablet.till.guest_search.open(chance.choice(rush.guests))
        bill = Bill(Money(chance.randint(100_00, 5_000_00)))
        check = Check(CheckId(tablet.workplace.chance.uuid()), bill)
        done = await tablet.till.checkout.confirm(view, check)
        wire.send(done.operation_ids)
