"""What a cashier waits for: a redemption under a lease, chained and durable, on the till alone."""

import time
from dataclasses import dataclass

from sqlite_utils import Database

from bench.shop import BenchTill, Shop
from client.store.settings_rows import put_setting
from client.till.guest_view import GuestView
from shared.domain.check import Bill, Check
from shared.domain.ids import CheckId
from shared.domain.money import Money

POINTS = 10
"""Redeemed at a time: the least a programme allows."""
GIFT = 5_000
"""Points a manager gives at once."""
LEASE_TURNS = 5
"""How often the till asks for all of them before it gives up."""


class NoLease(Exception):
    """The till was granted nothing to spend."""


@dataclass(frozen=True, slots=True)
class Enqueued:
    """Seconds of each redemption."""

    confirmed: list[float]
    """The whole command: quote, operation, lease, slip, print job, one commit."""
    commits: list[float]
    """One row into the same store right after each: what its thread and its commit cost."""


async def redeem_many(shop: Shop, till: BenchTill, *, count: int) -> Enqueued:
    """So many redemptions, each delivered before the next. Raises ``NoLease``."""
    tablet = till.tablet
    view = await _with_lease(shop, till, points=count * POINTS)
    confirmed, commits = [], []
    for _ in range(count):
        check = Check(CheckId(tablet.workplace.chance.uuid()), Bill(Money(2_000_00)))
        began = time.perf_counter()
        await tablet.till.checkout.confirm(view, check, redeem_points=POINTS, earn=False)
        confirmed.append(time.perf_counter() - began)
        began = time.perf_counter()
        await tablet.store.write(_one_row)
        commits.append(time.perf_counter() - began)
        await tablet.sync()  # a guest does not come a hundred times before the server hears of it
    return Enqueued(confirmed, commits)


def _one_row(db: Database) -> None:
    put_setting(db, "bench", str(time.perf_counter_ns()))


async def _with_lease(shop: Shop, till: BenchTill, *, points: int) -> GuestView:
    """A guest with points this till may spend alone; the engine does not run afterwards."""
    tablet, guest_id = till.tablet, shop.guests[-1]
    for _ in range(-(-points // GIFT)):
        view = await tablet.till.guest_search.open(guest_id)
        await tablet.till.adjustment.adjust(view, GIFT, reason="gift")
    for _ in range(LEASE_TURNS):
        await tablet.till.guest_search.open(guest_id)
        await tablet.sync()
        view = await tablet.till.guest_search.open(guest_id)
        if view.offline.points >= points:
            return view
    raise NoLease
