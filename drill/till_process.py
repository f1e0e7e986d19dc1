"""A till as a process of its own: it serves guests until it is killed.

What it confirms it tells the driver at once, as a screen tells the cashier: after the command's
transaction, never before.
"""

import asyncio
import os
import random
import sys
from multiprocessing.connection import Connection

import httpx
from sqlite_utils import Database

from client import paths
from client.clock import Clock
from client.ids import Chance
from client.logs import start_logging
from client.store.me import me_of
from drill.cashier import Cashier
from drill.messages import Closed, Confirmed, Duty, Post, Shown, Task, Up
from drill.tablet import Tablet, World, open_tablet
from shared.domain.ids import GuestId

PAUSE_SECONDS = 0.015
"""Between two commands, on average."""
LOG = "stderr.log"


def work(post: Post, task: Task, wire: Connection) -> None:
    """The process; a bug ends it, and its log says which."""
    log = os.open(post.folder / LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(log, sys.stderr.fileno())
    start_logging(paths.logs_dir(post.folder))
    asyncio.run(_shift(post, task, wire))


async def _shift(post: Post, task: Task, wire: Connection) -> None:
    plain = httpx.AsyncHTTPTransport(verify=False)  # nothing here speaks TLS: no roots to load
    tablet = open_tablet(post.folder, World(Clock(), Chance(), plain))
    if await tablet.enrolment.find_me() is None:
        await tablet.enrolment.enrol(post.server_url, post.enrolment_code, device_name=post.name)
    await tablet.sign_in(post.staff_name, post.pin)
    chance = random.Random(task.seed)
    try:
        match task.duty:
            case Duty.SERVE:
                await _serve(tablet, chance, wire)
            case Duty.CLOSE:
                await _close(tablet, chance, wire)
            case Duty.SHOW:
                await tablet.sync()
                wire.send(Shown(await _totals(tablet)))
    finally:
        await tablet.engine.stop()
        tablet.close()


async def _serve(tablet: Tablet, chance: random.Random, wire: Connection) -> None:
    tablet.print_spool.start()
    tablet.engine.start()
    cashier = Cashier(tablet, chance)
    wire.send(Up((await tablet.store.read(me_of)).device_id))
    while True:
        _tell(wire, await cashier.act())
        await asyncio.sleep(chance.expovariate(1 / PAUSE_SECONDS))


async def _close(tablet: Tablet, chance: random.Random, wire: Connection) -> None:
    """Everything out and on paper; what a kill left half printed is printed again as a copy."""
    tablet.print_spool.start()
    tablet.engine.start()
    for confirmed in await Cashier(tablet, chance).settle_all():
        _tell(wire, confirmed)
    await tablet.all_out(on_paper=True)
    for receipt_id in await tablet.store.read(_not_surely_printed):
        await tablet.till.receipts.reprint(receipt_id)
    await tablet.all_out(on_paper=True)
    wire.send(Closed())


def _tell(wire: Connection, confirmed: Confirmed | None) -> None:
    if confirmed is not None:
        wire.send(confirmed)


async def _totals(tablet: Tablet) -> dict[GuestId, int]:
    guest_ids = await tablet.store.read(_guest_ids)
    views = [await tablet.till.guest_search.open(each) for each in guest_ids]
    return {view.guest.guest_id: view.total for view in views}


def _guest_ids(db: Database) -> list[GuestId]:
    rows = db.execute("SELECT guest_id FROM guest WHERE is_refused = 0").fetchall()
    return [GuestId(guest_id) for (guest_id,) in rows]


def _not_surely_printed(db: Database) -> list[str]:
    rows = db.execute(
        """SELECT receipt_id FROM receipt WHERE receipt_id NOT IN (
            SELECT receipt_id FROM print_job
            WHERE state IN ('printed', 'sent') AND receipt_id IS NOT NULL)"""
    ).fetchall()
    return [receipt_id for (receipt_id,) in rows]
