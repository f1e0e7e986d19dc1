"""The store keeps what it promised, refuses what it cannot keep, and never half of a command."""

import asyncio
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from client.store.database import DISK_RESERVE_BYTES, Store
from client.store.errors import StoreFailed, StoreFull, StoreInUse, StoreTooNew
from client.store.failures import ERRORS
from client.store.settings_rows import put_setting, setting
from tests.sealed_files import opened, read, store_key


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "till.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    store = Store.open(path, store_key)
    yield store
    store.close()


def test_a_written_row_is_there_after_opening_again(path: Path) -> None:
    first = Store.open(path, store_key)
    first.write_now(lambda db: put_setting(db, "theme", "dark"))
    first.close()
    again = Store.open(path, store_key)
    assert again.read_now(lambda db: setting(db, "theme")) == "dark"
    again.close()


def test_a_write_that_raises_leaves_nothing_half_done(store: Store) -> None:
    def half(db: Database) -> None:
        put_setting(db, "theme", "dark")
        raise KeyError("in the middle")

    with pytest.raises(KeyError):
        store.write_now(half)
    assert store.read_now(lambda db: setting(db, "theme")) is None


def test_a_read_sees_every_finished_write(store: Store) -> None:
    async def scenario() -> str | None:
        await store.write(lambda db: put_setting(db, "language", "en"))
        return await store.read(lambda db: setting(db, "language"))

    assert asyncio.run(scenario()) == "en"


def test_no_work_runs_on_the_thread_that_asked(store: Store) -> None:
    threads = {
        store.write_now(lambda _: threading.get_ident()),
        store.read_now(lambda _: threading.get_ident()),
    }
    assert len(threads) == 2
    assert threading.get_ident() not in threads


def test_a_reader_cannot_write(store: Store) -> None:
    with pytest.raises(StoreFailed):
        store.read_now(lambda db: put_setting(db, "theme", "dark"))


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("fullfsync", 1)],
)
def test_every_commit_reaches_the_disk(store: Store, pragma: str, value: str | int) -> None:
    """CSH-70: synchronous=FULL, and on macOS past the drive's cache."""
    assert store.write_now(lambda db: _pragma(db, pragma)) == value


def test_tidying_moves_what_was_written_into_the_file_itself(
    store: Store, path: Path, tmp_path: Path
) -> None:
    store.write_now(lambda db: put_setting(db, "theme", "dark"))
    asyncio.run(store.tidy())
    copy = tmp_path / "copy.db"
    copy.write_bytes(path.read_bytes())
    alone = read(copy)
    assert alone.execute("SELECT value FROM setting WHERE key = 'theme'").fetchone() == ("dark",)
    alone.close()


def test_the_file_is_readable_by_its_user_only(store: Store, path: Path) -> None:
    """SEC-17: it holds names and phones."""
    store.write_now(lambda db: put_setting(db, "theme", "dark"))
    modes = {stat.S_IMODE(each.stat().st_mode) for each in path.parent.iterdir()}
    assert modes == {0o600}


def test_a_second_till_on_the_same_folder_is_refused(store: Store, path: Path) -> None:
    del store
    with pytest.raises(StoreInUse):
        Store.open(path, store_key)


def test_a_full_disk_refuses_before_anything_is_written(path: Path) -> None:
    room = [DISK_RESERVE_BYTES]
    store = Store(path, store_key, room=lambda _: room[0])
    store.write_now(lambda db: put_setting(db, "theme", "dark"))
    room[0] -= 1
    with pytest.raises(StoreFull):
        store.write_now(lambda db: put_setting(db, "theme", "light"))
    room[0] += 1
    store.write_now(lambda db: put_setting(db, "language", "ru"))
    assert store.read_now(lambda db: setting(db, "theme")) == "dark"
    store.close()


def test_a_file_that_cannot_grow_loses_only_the_command_that_did_not_fit(store: Store) -> None:
    def forbid_growth(db: Database) -> None:
        db.conn.execute(f"PRAGMA max_page_count = {_pragma(db, 'page_count')}")

    def allow_growth(db: Database) -> None:
        db.conn.execute("PRAGMA max_page_count = 1000000")

    store.write_now(forbid_growth)
    with pytest.raises(StoreFull):
        store.write_now(lambda db: put_setting(db, "huge", "x" * 100_000))
    store.write_now(allow_growth)
    assert store.read_now(lambda db: setting(db, "huge")) is None
    store.write_now(lambda db: put_setting(db, "small", "y"))


def test_after_damage_the_store_refuses_everything(path: Path) -> None:
    """The handle is never tried again: SQLite may have lost what it took (design §3)."""
    Store.open(path, store_key).close()
    store = Store.open(path, store_key)
    store.write_now(lambda db: db.execute("SELECT count(*) FROM staff"))
    page_bytes = 4096
    with path.open("r+b") as file:
        file.seek(page_bytes)
        file.write(b"\xff" * (path.stat().st_size - page_bytes))
    with pytest.raises(StoreFailed):
        store.write_now(lambda db: put_setting(db, "theme", "light"))
    with pytest.raises(StoreFailed):
        store.write_now(lambda db: _pragma(db, "user_version"))
    with pytest.raises(StoreFailed):
        store.read_now(lambda db: _pragma(db, "user_version"))
    store.close()


def test_a_file_that_is_no_database_is_named_as_such(path: Path) -> None:
    path.write_bytes(b"not a database, but long enough to be looked at" * 40)
    with pytest.raises(StoreFailed):
        Store.open(path, store_key)


def test_a_file_of_a_newer_till_is_left_alone(path: Path) -> None:
    Store.open(path, store_key).close()
    connection = opened(path)
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    with pytest.raises(StoreTooNew):
        Store.open(path, store_key)


def test_a_bug_in_our_sql_is_a_bug_and_no_damage(store: Store) -> None:
    with pytest.raises(ERRORS):
        store.write_now(lambda db: db.execute("SELECT * FROM no_such_table"))
    store.write_now(lambda db: put_setting(db, "theme", "dark"))


def _pragma(db: Database, name: str) -> str | int:
    value: str | int = db.conn.execute(f"PRAGMA {name}").fetchone()[0]
    return value
