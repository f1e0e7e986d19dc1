"""The ledger alone: operations booked by the server's own function, one or many a commit."""

import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from bench.raw import marks_of, rewrite_seconds, written_since
from bench.shop import BenchTill, Shop
from client.store.me import Me, me_of
from client.store.outbox import OutboxRow, waiting
from server.books import writing
from server.chance import Chance
from server.database import Database
from server.ledger.incoming import Incoming
from server.ledger.runs import book_run
from server.tenants.service import lock_tenant
from shared.operations.encode import to_millis


@dataclass(frozen=True, slots=True)
class Posted:
    """Operations a second, ours and of the very same rows written by ``sqlite3`` alone."""

    ours: float
    raw: float
    rows: int
    """How many rows an operation adds to the ledger's file."""


def post_queue(shop: Shop, till: BenchTill, scratch: Path, *, batch: int, count: int) -> Posted:
    """Books the first ``count`` queued operations on a copy of the server's file."""
    rows = till.tablet.store.read_now(lambda db: waiting(db, count))
    me = till.tablet.store.read_now(me_of)
    run = [_incoming(row, me, now_ms=to_millis(till.clock.now_utc())) for row in rows]
    books = scratch / f"posting {batch}.db"
    copy_of_the_ledger(shop, books)
    marks = marks_of(books)
    seconds = _booked(books, run, batch=batch)
    written = written_since(books, marks)
    raw_seconds = rewrite_seconds(
        books, written, copy=scratch / f"raw {batch}.db", operations=count, batch=batch
    )
    return Posted(
        ours=count / seconds,
        raw=count / raw_seconds,
        rows=sum(len(each.rows) for each in written) // count,
    )


def _booked(books: Path, run: Sequence[Incoming], *, batch: int) -> float:
    database, chance = Database.open(f"sqlite:///{books}"), Chance()
    try:
        began = time.perf_counter()
        for start in range(0, len(run), batch):
            some = run[start : start + batch]

            def work(conn: Connection, some: Sequence[Incoming] = some) -> None:
                lock_tenant(conn, some[0].tenant_id)
                with writing(conn) as open_books:
                    outcomes = book_run(open_books, some, chance=chance)
                assert all(outcome.status == "applied" for outcome in outcomes), outcomes

            database.write_now(work)
        return time.perf_counter() - began
    finally:
        database.close()


def _incoming(row: OutboxRow, me: Me, *, now_ms: int) -> Incoming:
    return Incoming(
        tenant_id=me.tenant_id,
        device_id=me.device_id,
        restaurant_id=me.restaurant_id,
        epoch=row.epoch,
        seq=row.seq,
        operation_id=row.operation_id,
        link=row.link,
        body=row.text,
        private=row.private,
        received_at_ms=now_ms,
    )


def copy_of_the_ledger(shop: Shop, target: Path) -> None:
    """The server's file as it is now."""
    source = shop.house.database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
