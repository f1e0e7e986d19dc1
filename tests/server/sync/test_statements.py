"""What one push asks of the database: a statement for each table it writes, few more to read."""

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest

from server.database import Database
from tests.server.shop import Shop
from tests.server.shop_fixtures import SHOP_FILE

READING = 10
"""Who sent it, what every push asks, what these operations ask, and what comes in groups."""
AROUND = 4
"""The transaction's beginning, the savepoint, and what was read of the device's place before."""
GUESTS = 3


class Counted(sqlite3.Connection):
    """Remembers what was run."""

    run: ClassVar[list[str]] = []

    def cursor(self, factory: Any = None) -> Any:
        return super().cursor(factory or _Cursor)


class _Cursor(sqlite3.Cursor):
    def execute(self, sql: str, *parameters: Any) -> "_Cursor":
        Counted.run.append(sql)
        super().execute(sql, *parameters)
        return self

    def executemany(self, sql: str, parameters: Iterable[Any]) -> "_Cursor":
        Counted.run.append(sql)
        super().executemany(sql, parameters)
        return self


@pytest.fixture
def counted_shop(sqlite_shop: Shop, tmp_path: Path) -> Iterator[Shop]:
    sqlite_shop.database.close()
    url = f"sqlite:///{tmp_path / SHOP_FILE}"
    sqlite_shop.database = Database.open(url, sqlite_connection=Counted)
    yield sqlite_shop
    sqlite_shop.database.close()


def test_a_push_reads_little_and_writes_each_table_once(counted_shop: Shop) -> None:
    till = counted_shop.till()
    guests = [till.register(f"7999000000{number}") for number in range(GUESTS)]
    till.push()
    for guest_id in guests:
        till.earn(guest_id, 1_000)
    till.push()
    till.earn(guests[0], 1_000)
    Counted.run.clear()
    till.push()
    reads = [sql for sql in Counted.run if sql.startswith("SELECT")]
    writes = [sql for sql in Counted.run if sql.startswith(("INSERT", "UPDATE"))]
    assert len(reads) <= READING
    assert len(set(writes)) == len(writes), "what is of one kind is written at once"
    assert len(Counted.run) <= len(reads) + len(writes) + AROUND


def test_a_run_of_many_asks_no_oftener_than_one_of_few(counted_shop: Shop) -> None:
    till = counted_shop.till()
    guests = [till.register(f"7999000000{number}") for number in range(GUESTS)]
    till.push()
    asked = []
    for times in (1, 20):
        for guest_id in guests * times:
            till.earn(guest_id, 1_000)
        Counted.run.clear()
        till.push()
        asked.append(len(Counted.run))
    assert asked[1] <= asked[0]
