"""The whole course of measurements, row by row, each beside the machine of the same minute."""

import asyncio
import statistics
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.apart import event_rows, feed_rows
from bench.enqueueing import NoLease, redeem_many
from bench.live import till_to_till
from bench.peers import peer_rows
from bench.posting import Posted, post_queue
from bench.pushing import Pushed, push_and_show, push_queue, queued_bodies, skeleton_rate
from bench.quoting import ITEMS, PROMOS, RULES, quote_often
from bench.raw import commit_seconds, fdatasync_seconds
from bench.reading import reading_rows
from bench.replica import fill_new_till
from bench.results import Row, Sample, p99
from bench.searching import CHANGES, search_rows, search_while_changes_come
from bench.shift_script import People
from bench.shift_window import pause_rows
from bench.shop import BenchTill, Shop, a_shop, delivered
from bench.starting import start_rows
from bench.verifying import verify_seconds
from drill.processes import memory_kib
from server.demonstration.people import STAFF

_MILLI = 1_000
_MILLION = 1_000_000

PEOPLE = People(cashier=STAFF[0][0], cashier_pin=STAFF[0][2], manager_pin=STAFF[2][2])

LONG = 3
"""So many repeats are enough of what takes seconds."""
COMMITS_TILL_TO_TILL = 3
"""On the till, at the server, and on the other till."""


@dataclass(frozen=True, slots=True)
class Raw:
    """What the machine alone takes for something."""

    what: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much of everything."""

    quotes: int
    queue: int
    batch: int
    singles: int
    redemptions: int
    hard_frames: int
    """Of every class."""
    guests: int
    all_guests: int
    changes: int
    """That come while somebody searches among all guests."""
    starts: int
    shift: int
    """Operations by hand on the real screens."""
    idle_tills: int
    feed_rows: int
    """0 leaves PostgreSQL out."""
    repeats: int


TINY = Sizes(
    quotes=3,
    queue=20,
    batch=10,
    singles=5,
    redemptions=5,
    hard_frames=1,
    guests=20,
    all_guests=30,
    changes=20,
    starts=1,
    shift=2,
    idle_tills=10,
    feed_rows=0,
    repeats=1,
)
USUAL = Sizes(
    quotes=2_000,
    queue=10_000,
    batch=500,
    singles=500,
    redemptions=500,
    hard_frames=24,
    guests=1_000,
    all_guests=100_000,
    changes=CHANGES,
    starts=5,
    shift=60,
    idle_tills=10_000,
    feed_rows=200_000,
    repeats=5,
)
FULL = replace(USUAL, all_guests=1_000_000, starts=9, shift=500)


def run(sizes: Sizes, *, with_peers: bool) -> Iterator[Row]:
    """One row after another."""
    with asyncio.Runner() as runner:
        rows = _rows(sizes)
        try:
            while (row := runner.run(anext(rows, None))) is not None:
                yield row
        finally:
            runner.run(rows.aclose())
    yield from event_rows(sizes.idle_tills)
    if sizes.feed_rows:
        yield from feed_rows(sizes.feed_rows)
    if with_peers:
        yield from peer_rows()


async def _rows(sizes: Sizes) -> AsyncGenerator[Row]:
    with _folder() as folder:
        for row in _machine(folder):
            yield row
        yield _quoted(sizes.quotes)
        for row in reading_rows(sizes.hard_frames):
            yield row
        with a_shop(folder / "shop", guests=sizes.guests) as shop:
            async with await shop.till(0) as here, await shop.till(1) as there:
                async for row in _of_the_shop(sizes, folder, shop=shop, tills=(here, there)):
                    yield row
            yield Row("memory of the server process", memory_kib(shop.server) / 1024, "MiB")
            yield _verified(shop)
        async for row in _new_till(sizes, folder):
            yield row


def _machine(folder: Path) -> Iterator[Row]:
    sync = fdatasync_seconds(folder)
    commits = commit_seconds(folder)
    yield Row("fdatasync of 4 KiB", sync.median * _MILLI, "ms")
    yield Row(
        "sqlite3: one row, one durable commit",
        statistics.median(commits) * _MILLI,
        "ms",
        note=f"p99 {p99(commits) * _MILLI:.2f} ms",
    )


def _quoted(repeats: int) -> Row:
    quoted = quote_often(repeats)
    return Row(
        f"quote {ITEMS} items, {RULES} rules, {PROMOS} promos",
        statistics.median(quoted.seconds) * _MILLI,
        "ms",
        goal="1 ms",
        note=f"{quoted.allocations:,} allocations, p99 {p99(quoted.seconds) * _MILLI:.2f} ms",
    )


async def _of_the_shop(
    sizes: Sizes, folder: Path, *, shop: Shop, tills: tuple[BenchTill, BenchTill]
) -> AsyncGenerator[Row]:
    here, there = tills
    shop.queue(here, max(sizes.queue, sizes.singles))
    bodies = queued_bodies(here)[: sizes.queue]
    for batch, count in ((1, sizes.singles), (sizes.batch, sizes.queue)):
        yield _posted(post_queue(shop, here, folder, batch=batch, count=count), batch=batch)
    await delivered(here)
    limit = skeleton_rate(folder, bodies, repeats=sizes.repeats)
    yield Row(
        "bare ASGI + msgspec + sqlite3", limit.median, "op/s", noise_percent=limit.noise_percent
    )
    pushed = await push_queue(shop, here, count=sizes.queue, repeats=min(sizes.repeats, LONG))
    for row in _pushed(pushed, limit, count=sizes.queue):
        yield row
    booked, shown = await push_and_show(shop, here, there, count=sizes.batch, repeats=sizes.repeats)
    bare = Raw("the bare server, as many", sizes.batch / limit.median)
    yield _in_millis(f"push {sizes.batch}", booked, raw=bare, goal="15")
    yield _in_millis(f"the same {sizes.batch} on a second till", shown, raw=bare, goal="25")
    async for row in _at_the_counter(sizes, shop, here):
        yield row
    seen = await till_to_till(shop, here, there, repeats=sizes.repeats)
    commit = statistics.median(commit_seconds(folder))
    commits = Raw("three durable commits", COMMITS_TILL_TO_TILL * commit)
    yield _in_millis("one operation, till to till", seen, raw=commits, goal="4")


def _posted(posted: Posted, *, batch: int) -> Row:
    return Row(
        "posting, one a commit" if batch == 1 else f"posting, {batch} a commit",
        posted.ours,
        "op/s",
        f"the same {posted.rows} rows/op by sqlite3: {posted.raw:,.0f}/s",
        posted.ours / posted.raw,
        "0.6" if batch == 1 else "0.45",
    )


def _pushed(pushed: Pushed, limit: Sample, *, count: int) -> Iterator[Row]:
    yield Row(
        f"push {count:,} queued, tablet to ledger and back",
        pushed.rate.median,
        "op/s",
        "the bare server",
        pushed.rate.median / limit.median,
        "0.5",
        noise_percent=pushed.rate.noise_percent,
    )
    yield Row("wire, out", pushed.bytes_sent, "B/op", goal="≤ 90 both ways")
    yield Row("wire, in", pushed.bytes_received, "B/op")


def _in_millis(work: str, seconds: Sample, *, raw: Raw, goal: str) -> Row:
    return Row(
        work,
        seconds.median * _MILLI,
        "ms",
        f"{raw.what}: {raw.seconds * _MILLI:.2f} ms",
        seconds.median / raw.seconds,
        f"{goal} ms",
        noise_percent=seconds.noise_percent,
    )


async def _at_the_counter(sizes: Sizes, shop: Shop, till: BenchTill) -> AsyncGenerator[Row]:
    try:
        enqueued = await redeem_many(shop, till, count=sizes.redemptions)
    except NoLease:
        yield Row("redeem under a lease", 0, "", note="no lease was granted")
        return
    commit = statistics.median(enqueued.commits)
    middle = statistics.median(enqueued.confirmed)
    yield Row(
        "redeem: quote, lease, chain, slip, one commit",
        middle * _MILLI,
        "ms",
        f"one row, same store: {commit * _MILLI:.2f} ms",
        middle / commit,
        "2",
        note=f"p99 {p99(enqueued.confirmed) * _MILLI:.1f} ms",
    )


def _verified(shop: Shop) -> Row:
    verified = verify_seconds(shop)
    return Row(
        f"verify {verified.operations:,} operations",
        verified.seconds,
        "s",
        goal="20 s a million",
        note=f"{verified.seconds / verified.operations * _MILLION:.0f} s a million",
    )


async def _new_till(sizes: Sizes, folder: Path) -> AsyncGenerator[Row]:
    with a_shop(folder / "crowd", tills=2, guests=sizes.all_guests) as shop:
        replica = await fill_new_till(shop, folder)
        async with await shop.till(len(shop.house.posts) - 1) as till:
            searched = await search_while_changes_come(shop, till, changes=sizes.changes)
        till_folder = shop.house.posts[-1].folder
        windows = [
            *start_rows(till_folder, guests=replica.guests, rounds=sizes.starts),
            *pause_rows(till_folder, PEOPLE, operations=sizes.shift, server_pid=shop.server.pid),
        ]
    yield Row(
        f"{replica.guests:,} guests on a new till",
        replica.ours,
        "s",
        f"the same rows by sqlite3: {replica.raw:.2f} s",
        replica.ours / replica.raw,
        "2",
    )
    for row in (*search_rows(searched), *windows):
        yield row


@contextmanager
def _folder() -> Iterator[Path]:
    with TemporaryDirectory(prefix="bench-") as folder:
        yield Path(folder)
