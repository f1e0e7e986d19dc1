"""What the machine itself can do: the rows that all others are held against."""

import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.results import Sample, sample

SYNCS = 200
_sync = getattr(os, "fdatasync", os.fsync)
BLOCK = bytes(4096)
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL")
ROW_BYTES = 700
"""About what an operation, its slip and its print job put into a till's file."""


@dataclass(frozen=True, slots=True)
class Written:
    """Rows of one table, as somebody wrote them."""

    table: str
    rows: Sequence[tuple[Any, ...]]


def fdatasync_seconds(folder: Path, *, times: int = SYNCS) -> Sample:
    """Appending 4 KiB and waiting for the disk."""
    path, seconds = folder / "fdatasync", []
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        for _ in range(times):
            began = time.perf_counter()
            os.write(descriptor, BLOCK)
            _sync(descriptor)
            seconds.append(time.perf_counter() - began)
    finally:
        os.close(descriptor)
    return sample(seconds)


def commit_seconds(folder: Path, *, times: int = SYNCS) -> list[float]:
    """One row of a till's usual size, one durable SQLite commit; each of them."""
    seconds = []
    with closing(_open(folder / "commit.db")) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, data BLOB)")
        for _ in range(times):
            began = time.perf_counter()
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO t (data) VALUES (?)", (os.urandom(ROW_BYTES),))
            connection.execute("COMMIT")
            seconds.append(time.perf_counter() - began)
    return seconds


def written_since(path: Path, marks: dict[str, int]) -> list[Written]:
    """Every row that was added to the file's tables after ``marks``, which ``marks_of`` made."""
    with closing(sqlite3.connect(path)) as connection:
        return [
            Written(name, connection.execute(_AFTER.format(name=name), (mark,)).fetchall())
            for name, mark in marks.items()
        ]


def marks_of(path: Path) -> dict[str, int]:
    """Where each table ends now."""
    with closing(sqlite3.connect(path)) as connection:
        return {
            name: connection.execute(_LAST.format(name=name)).fetchone()[0]
            for name in _tables(connection)
        }


def rewrite_seconds(
    schema_of: Path, written: Sequence[Written], *, copy: Path, operations: int, batch: int
) -> float:
    """Writing the same rows with nothing but ``sqlite3``, ``batch`` operations a commit.

    Into an empty file with the same tables and indexes; an operation's share of each table's rows
    goes with it.
    """
    with closing(_open(copy)) as connection:
        _copy_schema(schema_of, connection)
        pieces = list(_pieces(written, operations=operations, batch=batch))
        began = time.perf_counter()
        for piece in pieces:
            connection.execute("BEGIN IMMEDIATE")
            for part in piece:
                marks = ", ".join("?" * len(part.rows[0]))
                connection.executemany(_INSERT.format(name=part.table, marks=marks), part.rows)
            connection.execute("COMMIT")
        return time.perf_counter() - began


def _pieces(written: Sequence[Written], *, operations: int, batch: int) -> Iterator[list[Written]]:
    for start in range(0, operations, batch):
        end = min(operations, start + batch)
        shares = [
            Written(
                each.table,
                each.rows[
                    len(each.rows) * start // operations : len(each.rows) * end // operations
                ],
            )
            for each in written
        ]
        yield [share for share in shares if share.rows]


def _copy_schema(source: Path, connection: sqlite3.Connection) -> None:
    """Tables and indexes, without what points from one to another: the rows come in any order."""
    with closing(sqlite3.connect(source)) as original:
        for (statement,) in original.execute(
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
            " AND type IN ('table', 'index') ORDER BY type DESC"
        ):
            connection.execute(statement)


def _tables(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    return [name for (name,) in rows]


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    return connection


# Names of tables come from the file's own schema.
_LAST = "SELECT coalesce(max(rowid), 0) FROM {name}"
_INSERT = "INSERT INTO {name} VALUES ({marks})"
_AFTER = "SELECT * FROM {name} WHERE rowid > ?"
