"""Flip any column, delete any row of a till's file: ``verify-store`` names it (P6, issue 3)."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from client.store.connection import IntegrityError
from client.store.epochs import begin_epoch
from client.store.leases import put_elsewhere
from client.store.settings_rows import put_setting
from client.store.shifts import add_addendum, closed_shifts
from client.store.verification import verify_store
from client.sync.keys import is_signed
from client.till.refusals import PinWrong
from client.till.registration import RegistrationForm
from shared.domain.ids import GuestId
from shared.sync.messages import HeldElsewhere
from tests.builders import an_id
from tests.scenarios.world import Tablet, World
from tests.sealed_files import opened

pytestmark = pytest.mark.parametrize("world", ["sqlite"], indirect=True)
LATE_EPOCH = 7
SILENT_COLUMNS = {
    "tenant.server_epoch": "told without a place in the feed; without one it says nothing",
}
"""What may be changed behind the till's back and nobody notices, with the reason."""


@pytest.fixture
def till_file(world: World) -> Path:
    """The file of a till to which as much as possible has happened; every table has a row."""
    world.play(lambda: _live(world))
    return world.folder / "tablet 1" / "till.db"


def test_every_column_of_every_table_of_a_till_is_watched(till_file: Path) -> None:
    with closing(opened(till_file)) as file:
        silent = [
            name
            for name, statement in _flips(file)
            if name not in SILENT_COLUMNS and not _is_noticed(file, statement)
        ]
    assert sorted(set(silent)) == []


def test_every_row_of_every_table_of_a_till_is_missed_when_it_is_gone(till_file: Path) -> None:
    with closing(opened(till_file)) as file:
        silent = [
            (table, place)
            for table in _tables(file)
            for place in range(_count(file, table))
            if not _is_noticed(file, f"DELETE FROM {table} WHERE {_is_row(file, table, place)}")
        ]
    assert silent == []


async def _live(world: World) -> None:
    tablet, other = await world.tablet(), await world.tablet()
    form = RegistrationForm(phone="79990007777", first_name="Вера", personal_data=True)
    vera = (await tablet.till.registration.register(form)).view.guest.guest_id
    await tablet.sync()
    await tablet.earn(vera)
    await tablet.view(world.silver.guest_id)
    await tablet.settle()
    await _redeem(tablet, world)
    await _close_a_shift(tablet, vera)
    await other.sync()
    await tablet.sync()
    held = HeldElsewhere(device_id=an_id("x"), device_name="Касса 3", points=5, until_ms=9)
    moment = tablet.clock.moment()
    await tablet.store.write(lambda db: put_elsewhere(db, vera, [held]))
    await tablet.store.write(lambda db: put_setting(db, "language", "ru"))
    await tablet.store.write(
        lambda db: begin_epoch(db, LATE_EPOCH, moment=moment, reason="fork") and None
    )
    tablet.transport.is_offline = True
    await tablet.earn(vera)
    tiles = await tablet.till.sign_in.tiles()
    with pytest.raises(PinWrong):
        await tablet.till.sign_in.sign_in(tiles[0].staff_id, "9999")


async def _close_a_shift(tablet: Tablet, guest_id: GuestId) -> None:
    await tablet.till.shift.open()
    await tablet.earn(guest_id)
    await tablet.till.shift.close()
    (closed,) = tablet.store.read_now(lambda db: closed_shifts(db, 1))
    await tablet.store.write(
        lambda db: add_addendum(db, closed.shift_id, number=1, sums=closed.sums, at_ms=9)
    )


async def _redeem(tablet: Tablet, world: World) -> None:
    view = await tablet.view(world.silver.guest_id)
    await tablet.till.checkout.confirm(view, tablet.check(5_000), redeem_points=100, earn=False)


def _flips(file: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """For each column: its name, and a statement that changes it in each row, one at a time."""
    for table in _tables(file):
        assert _count(file, table), f"nothing has happened to {table}"
        for _, column, kind, *_ in file.execute(f"PRAGMA table_info({table})").fetchall():
            flipped = _flipped(column, kind)
            for place in range(_count(file, table)):
                chosen = _is_row(file, table, place)
                yield (
                    f"{table}.{column}",
                    f"UPDATE {table} SET {column} = {flipped} WHERE {chosen}",
                )


def _flipped(column: str, kind: str) -> str:
    """Another value of the same kind, as small a change as there is."""
    if kind == "INTEGER":
        return f"coalesce({column}, 0) + 1"
    last = f"CASE substr({column}, -1) WHEN '1' THEN '2' ELSE '1' END"
    changed = f"substr({column}, 1, length({column}) - 1) || {last}"
    return f"CASE WHEN length({column}) > 0 THEN {changed} ELSE '1' END"


def _tables(file: sqlite3.Connection) -> list[str]:
    query = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    return [name for (name,) in file.execute(query)]


def _count(file: sqlite3.Connection, table: str) -> int:
    return int(file.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def _is_row(file: sqlite3.Connection, table: str, place: int) -> str:
    """The condition that only the row in that place of its key fulfils."""
    info = file.execute(f"PRAGMA table_info({table})").fetchall()
    key = ", ".join(row[1] for row in info if row[5])
    return f"({key}) = (SELECT {key} FROM {table} ORDER BY {key} LIMIT 1 OFFSET {place})"


def _is_noticed(file: sqlite3.Connection, statement: str) -> bool:
    """Whether the file is found wrong after ``statement``, which is then taken back."""
    file.execute("PRAGMA ignore_check_constraints = ON")
    file.execute("BEGIN")
    try:
        file.execute(statement)
        return any(verify_store(Database(file), Counter(), is_signed_by=is_signed))
    except IntegrityError:
        return True  # SQLite itself does not have it
    finally:
        file.execute("ROLLBACK")
