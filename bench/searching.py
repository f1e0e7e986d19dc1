"""Looking for guests on a till that knows them all, while it learns of ten thousand changes.

``python -m bench.searching [GUESTS]`` measures this alone. The queries are what cashiers type: ends
and beginnings of phones, codes, beginnings of names, whole ones, in the other alphabet, under the
other keyboard layout, with a wrong letter, and somebody who is not there.
"""

import asyncio
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlite_utils import Database as Till

from bench.crowd import change_guests
from bench.names import name_of
from bench.replica import fill_new_till
from bench.results import Row, p99, table
from bench.shop import BenchTill, Shop, a_shop
from drill.processes import prepare
from server.database import Database
from shared.domain.keyboards import under_the_other_layout

CHANGES = 10_000
OF_EACH_KIND = 25
GUESTS = 100_000
GOAL_MS = 50
_MILLI = 1_000
_IN_LATIN = str.maketrans(
    dict(zip("абвгдезийклмнопрстуфхыэ", "abvgdeziyklmnoprstufhye", strict=True))
)
_ONE_RANGE = "SELECT guest_id FROM guest WHERE name_key >= ? ORDER BY name_key LIMIT 20"


@dataclass
class Measured:
    """Seconds of the searches of one stretch."""

    by_kind: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    bare: list[float] = field(default_factory=list)
    """Of twenty rows of one index, asked of the same store right after each."""

    @property
    def all(self) -> list[float]:
        """Of every kind."""
        return [each for kind in self.by_kind.values() for each in kind]

    @property
    def slowest(self) -> str:
        """The kind with the worst p99."""
        return max(self.by_kind, key=lambda kind: p99(self.by_kind[kind]))


@dataclass(frozen=True, slots=True)
class Searched:
    """What came of it."""

    guests: int
    idle: Measured
    busy: Measured
    """While the changes came."""
    changes: int
    seconds: float
    """How long they took to come, with a cashier who types without a pause."""


async def search_while_changes_come(shop: Shop, till: BenchTill, *, changes: int) -> Searched:
    """Searches on a filled till, first in peace."""
    queries = list(_queries(len(shop.guests)))
    idle, busy = Measured(), Measured()
    await _pass(till, queries, Measured())  # the first readers bring the file into memory
    await _pass(till, queries, idle)
    database = Database.open(shop.house.database_url)
    try:
        change_guests(database, shop.guests[: changes // 2])
    finally:
        database.close()
    began = time.perf_counter()
    syncing = asyncio.create_task(till.tablet.sync())
    seconds = 0.0
    while not syncing.done():
        await _pass(till, queries, busy, until=syncing)
        seconds = time.perf_counter() - began
    await syncing
    return Searched(len(shop.guests), idle, busy, changes, seconds)


def search_rows(searched: Searched) -> Iterator[Row]:
    """Two lines of the table."""
    yield Row(
        f"search among {searched.guests:,} guests, p99",
        p99(searched.idle.all) * _MILLI,
        "ms",
        note=f"p50 {statistics.median(searched.idle.all) * _MILLI:.1f} ms",
    )
    busy = searched.busy
    middle, worst = statistics.median(busy.all), busy.slowest
    yield Row(
        f"the same while {searched.changes:,} changes come, p99",
        p99(busy.all) * _MILLI,
        "ms",
        f"one index range, same store: {p99(busy.bare) * _MILLI:.1f} ms",
        p99(busy.all) / p99(busy.bare),
        f"{GOAL_MS} ms",
        note=f"p50 {middle * _MILLI:.1f} ms of {len(busy.all)}, slowest {worst} "
        f"{p99(busy.by_kind[worst]) * _MILLI:.0f} ms, sync {searched.seconds:.0f} s",
    )


async def _pass(
    till: BenchTill,
    queries: Sequence[tuple[str, str]],
    measured: Measured,
    *,
    until: asyncio.Task[None] | None = None,
) -> None:
    """Every query once, or as many as there is time for."""
    for kind, typed in queries:
        if until is not None and until.done():
            return
        began = time.perf_counter()
        await till.tablet.till.guest_search.search(typed)
        measured.by_kind[kind].append(time.perf_counter() - began)
        began = time.perf_counter()
        await till.tablet.store.read(_one_range)
        measured.bare.append(time.perf_counter() - began)


def _one_range(db: Till) -> object:
    return db.conn.execute(_ONE_RANGE, ("m",)).fetchall()


def _queries(guests: int) -> Iterator[tuple[str, str]]:
    """Kind and text, spread over the crowd; the kinds take turns."""
    step = max(1, guests // OF_EACH_KIND)
    for number in range(0, step * OF_EACH_KIND, step):
        phone, (first, last) = f"79{number:09d}", name_of(number)
        yield "phone's end", phone[-4:]
        yield "phone's beginning", f"8{phone[1:8]}"
        yield "code", f"{number % 1_000_000:06d}"
        yield "two letters", last[:2]
        yield "beginning", last[:4]
        yield "two beginnings", f"{first[:2]} {last[:3]}"
        yield "whole name", f"{last} {first}"
        yield "other alphabet", f"{first} {last}".casefold().translate(_IN_LATIN)
        yield "other layout", under_the_other_layout(last)
        yield "wrong letter", f"{last[:2]}{last[3:]} {first}"
        yield "two wrong letters", f"{last[:2]}{last[3:]} {first[:2]}{first[3:]}"
        yield "nobody", f"щзх{last[::-1]}"


async def _alone(guests: int) -> list[Row]:
    with (
        TemporaryDirectory(prefix="search-") as folder,
        a_shop(Path(folder) / "crowd", tills=2, guests=guests) as shop,
    ):
        filled = await fill_new_till(shop, Path(folder))
        async with await shop.till(len(shop.house.posts) - 1) as till:
            searched = await search_while_changes_come(shop, till, changes=CHANGES)
    load = Row(f"{guests:,} guests on a new till", filled.ours, "s", ratio=filled.ours / filled.raw)
    return [load, *search_rows(searched)]


def main() -> int:
    """0 when everything ran; figures are judged by who reads them."""
    prepare()
    guests = int(sys.argv[1]) if len(sys.argv) > 1 else GUESTS
    sys.stdout.write(table(asyncio.run(_alone(guests))) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
