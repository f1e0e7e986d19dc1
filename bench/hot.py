"""``python -m bench.hot``: what the hot path costs the processor, whoever else uses the machine.

CPU time of this process instead of the wall clock, statements counted instead of guessed, and a
fixed piece of Python beside them (a busy machine makes that, too, twice as slow). The ways are the
product's own: a signed push of one earning, of 500, the check of the ledger they leave, and a
redemption at the counter. ``PROFILE=1`` also says which statements a push of one runs, and in
which functions all of them spend their time.
"""

import asyncio
import cProfile
import json
import os
import pstats
import sqlite3
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.enqueueing import redeem_many
from bench.posting import copy_of_the_ledger
from bench.results import Row, table
from bench.shop import BenchTill, Shop, a_shop
from client import paths
from client.devices.keystore import DEVICE_KEY, FileKeystore
from client.store.me import me_of
from client.store.outbox import waiting
from client.sync.keys import DeviceKey
from client.sync.push import signed_push
from drill.processes import prepare
from server.chance import Chance
from server.database import Database
from server.ledger.verify import verify
from server.serving import settle_memory
from server.sync.push import push
from shared.operations.encode import to_millis
from shared.sync.messages import PUSH_OPERATIONS_MAX, PushReply, PushRequest

SINGLES = 300
BATCHES = 8
GUESTS = 400
REDEMPTIONS = 200
WARM_UP = 20
"""Pushes that only fill the caches."""
FUNCTIONS_SHOWN = 45
_MILLI = 1_000

_statements: Counter[str] = Counter()
_is_profiled = bool(os.environ.get("PROFILE"))


class _Cursor(sqlite3.Cursor):
    def execute(self, sql: str, *parameters: Any) -> "_Cursor":
        _statements[sql] += 1
        super().execute(sql, *parameters)
        return self

    def executemany(self, sql: str, parameters: Iterable[Any]) -> "_Cursor":
        _statements[sql] += 1
        super().executemany(sql, parameters)
        return self


class _Counted(sqlite3.Connection):
    """A connection whose statements are counted."""

    def cursor(self, factory: Any = _Cursor) -> Any:
        return super().cursor(factory)


@dataclass(frozen=True, slots=True)
class _Cost:
    """What one of something costs."""

    cpu_ms: float
    statements: float


def main() -> int:
    """0 when everything ran."""
    prepare()
    settle_memory()
    rows = asyncio.run(_rows())
    sys.stdout.write(table(rows) + "\n")
    return 0


async def _rows() -> list[Row]:
    with (
        TemporaryDirectory(prefix="hot-") as folder,
        a_shop(Path(folder) / "shop", guests=GUESTS) as shop,
    ):
        async with await shop.till(0) as till:
            queued = SINGLES + WARM_UP + BATCHES * PUSH_OPERATIONS_MAX
            shop.queue(till, queued)
            ledger = Path(folder) / "ledger.db"
            copy_of_the_ledger(shop, ledger)
            rows = _server_rows(shop, till, ledger)
            return [*rows, *await _redeemed(shop, till)]


def _server_rows(shop: Shop, till: BenchTill, ledger: Path) -> list[Row]:
    database = Database.open(f"sqlite:///{ledger}", sqlite_connection=_Counted)
    try:
        requests = iter(_requests(till, shop.house.posts[0].folder))
        _pushed(database, till, [next(requests) for _ in range(WARM_UP)], name="")
        singles = [next(requests) for _ in range(SINGLES)]
        alone = _pushed(database, till, singles, name="push of one")
        if _is_profiled:
            sys.stdout.writelines(f"{' '.join(sql.split())[:150]}\n" for sql in _statements)
        batched = _pushed(database, till, list(requests), name="push of 500")
        return [
            _machine(),
            Row("push of one earning", alone.cpu_ms, "ms CPU", goal="3"),
            Row("its statements", alone.statements, "", goal="15"),
            Row(
                "push of 500, an operation",
                batched.cpu_ms / PUSH_OPERATIONS_MAX,
                "ms CPU",
                goal="0.35",
            ),
            _verified(database),
        ]
    finally:
        database.close()


def _machine() -> Row:
    """What this minute's processor takes for the same work as ever."""
    facts = {str(number): ["a fact", number] for number in range(100)}
    costs = [_cpu_seconds(lambda: json.dumps(facts, indent=1)) for _ in range(SINGLES)]
    return Row("a fixed piece of Python", statistics.median(costs) * _MILLI, "ms CPU")


def _requests(till: BenchTill, folder: Path) -> Iterator[PushRequest]:
    """One operation each, then as many as a push may carry; as they come from the wire."""
    store = till.tablet.store
    rows, me = store.read_now(lambda db: waiting(db, -1)), store.read_now(me_of)
    seed = FileKeystore(paths.keys_dir(folder)).load(DEVICE_KEY)
    assert seed is not None, "an enrolled till has its key"
    key = DeviceKey(seed)
    start = 0
    while start < len(rows):
        size = 1 if start < SINGLES + WARM_UP else PUSH_OPERATIONS_MAX
        request = signed_push(me, rows[start : start + size], key=key, nonce="0" * 32, proof=None)
        yield PushRequest.model_validate_json(request.model_dump_json())
        start += size


def _pushed(
    database: Database, till: BenchTill, requests: Sequence[PushRequest], *, name: str
) -> _Cost:
    chance = Chance()
    _statements.clear()

    def one(request: PushRequest) -> PushReply:
        now_ms = to_millis(till.clock.now_utc())
        return database.write_now(lambda conn: push(conn, request, now_ms=now_ms, chance=chance))

    with _profiled(name, database):
        costs = [_cpu_seconds(partial(one, each)) for each in requests]
    return _Cost(statistics.median(costs) * _MILLI, _statements.total() / len(requests))


def _verified(database: Database) -> Row:
    with _profiled("verify", database):
        began = time.process_time()
        report = database.write_now(partial(verify, problems_max=sys.maxsize))
        seconds = time.process_time() - began
    operations = report.counts["operations"]
    return Row(f"verify {operations:,} operations", operations / seconds, "op/s CPU", goal="50,000")


async def _redeemed(shop: Shop, till: BenchTill) -> list[Row]:
    await till.tablet.sync()
    enqueued = await redeem_many(shop, till, count=REDEMPTIONS)
    whole, row = statistics.median(enqueued.confirmed), statistics.median(enqueued.commits)
    return [
        Row(
            "redeem at the counter",
            whole * _MILLI,
            "ms",
            f"one row, same store: {row * _MILLI:.2f} ms",
            whole / row,
            "2",
        )
    ]


def _cpu_seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


@contextmanager
def _profiled(name: str, database: Database) -> Iterator[None]:
    """Of the writer's thread."""
    if not (_is_profiled and name):
        yield
        return
    profile = cProfile.Profile()
    database.write_now(lambda _conn: profile.enable())
    yield
    database.write_now(lambda _conn: profile.disable())
    sys.stdout.write(f"--- {name}\n")
    pstats.Stats(profile, stream=sys.stdout).sort_stats("tottime").print_stats(FUNCTIONS_SHOWN)
    pstats.Stats(profile, stream=sys.stdout).sort_stats("cumtime").print_stats(FUNCTIONS_SHOWN)


if __name__ == "__main__":
    sys.exit(main())
