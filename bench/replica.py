"""A new till and all the guests there are: how long until it knows every one of them.

The server writes its snapshot when the first new till asks for one; that till fills itself too, and
the next one is measured.
"""

import asyncio
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bench.raw import Written, rewrite_seconds, written_since
from bench.shop import ASK_AGAIN_SECONDS, BenchTill, Shop
from client import paths
from client.devices.keystore import FileKeystore
from client.devices.store_key import kept_key
from client.store.connection import connect, key_pragma
from client.store.me import me_of

TABLES = ("guest", "card")


@dataclass(frozen=True, slots=True)
class Replica:
    """Seconds for all guests of the shop."""

    guests: int
    ours: float
    """From the first request to the last row, with signatures checked and every commit durable."""
    raw: float
    """The same rows into the same tables and indexes, by ``sqlite3`` alone, in one commit."""


async def fill_new_till(shop: Shop, scratch: Path) -> Replica:
    """Enrols the shop's tills, the last of which is measured."""
    for number in range(len(shop.house.posts) - 1):
        async with await shop.till(number) as earlier:
            await _filled(earlier)
    began = time.perf_counter()
    async with await shop.till(len(shop.house.posts) - 1) as till:
        await _filled(till)
        seconds = time.perf_counter() - began
        file = _plain_copy(shop.house.posts[-1].folder, scratch / "plain replica.db")
        written = [each for each in written_since(file, dict.fromkeys(TABLES, 0)) if each.rows]
        guests = _rows_of(written, "guest")
        assert guests >= len(shop.guests), f"{guests} of {len(shop.guests)} guests came"
        raw = rewrite_seconds(file, written, copy=scratch / "raw replica.db", operations=1, batch=1)
        await till.tablet.sync()
    return Replica(guests, seconds, raw)


def _plain_copy(folder: Path, target: Path) -> Path:
    """The file of the till in ``folder`` as anybody can read it."""
    key = kept_key(FileKeystore(paths.keys_dir(folder)))
    with closing(connect(paths.database_path(folder), isolation_level=None)) as sealed:
        sealed.execute(key_pragma(key))
        sealed.execute("ATTACH DATABASE ? AS plain KEY ''", (str(target),))
        sealed.execute("SELECT sqlcipher_export('plain')").fetchone()
    return target


async def _filled(till: BenchTill) -> None:
    """Until the feed is followed: while the server prepares the snapshot, now and then."""
    while till.tablet.store.read_now(me_of).cursor.seq == 0:
        await asyncio.sleep(ASK_AGAIN_SECONDS)
        await till.tablet.sync()


def _rows_of(written: list[Written], table: str) -> int:
    return next(len(each.rows) for each in written if each.table == table)
