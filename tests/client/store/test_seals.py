"""The seals move with all that this till writes, and with nothing else (P6)."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlite_utils import Database

from client.store.crowd import SEALED, begin_crowd, put_cards, put_guests, seal_some
from client.store.database import Store
from client.store.guests import put_guest, remove_guest
from client.store.opening import open_writer
from client.store.seals import broken_seals, count_on
from client.store.settings_rows import put_setting
from shared.domain.ids import GuestId
from tests.builders import a_guest_payload, an_enrolled_store, an_id
from tests.sealed_files import KEY, store_key

CROWD = 7
GUESTS = [an_id(f"guest {number}") for number in range(CROWD)]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = an_enrolled_store(tmp_path / "till.db")
    yield store
    store.close()


@pytest.mark.parametrize(
    "work",
    [
        lambda db: put_setting(db, "language", "ru"),
        lambda db: db.execute("UPDATE setting SET value = value || ? WHERE TRUE", ("x",)),
        lambda db: db.execute("UPDATE setting SET key = key || ? WHERE TRUE", ("x",)),
        lambda db: db.execute("DELETE FROM setting"),
        lambda db: put_guest(db, a_guest_payload()),
        lambda db: remove_guest(db, a_guest_payload().guest_id),
    ],
)
def test_what_the_till_writes_breaks_no_seal(
    store: Store, work: Callable[[Database], object]
) -> None:
    for _ in range(2):
        store.write_now(lambda db: put_setting(db, "theme", "dark"))
        store.write_now(work)
        assert problems(store) == []


def test_what_is_rolled_back_breaks_no_seal(store: Store) -> None:
    def fail(db: Database) -> None:
        put_setting(db, "language", "ru")
        raise KeyError("language")

    with pytest.raises(KeyError):
        store.write_now(fail)
    assert problems(store) == []


def test_what_another_program_writes_is_found_and_not_healed_by_a_start(tmp_path: Path) -> None:
    file = tmp_path / "till.db"
    store = an_enrolled_store(file)
    store.write_now(lambda db: put_setting(db, "language", "ru"))
    store.close()
    other = open_writer(file, KEY)
    other.execute("UPDATE setting SET value = 'en'")
    other.close()
    again = Store.open(file, store_key)
    assert problems(again) == [
        "setting: a row was changed, added or removed by something else than this till"
    ]
    again.close()


@pytest.mark.parametrize("change", ["DELETE FROM seal WHERE name = 'me'", "DROP TABLE receipt"])
def test_a_table_or_a_seal_that_is_gone_is_missed(store: Store, change: str) -> None:
    store.write_now(lambda db: db.execute(change))
    assert len(problems(store)) == 1


def test_a_crowd_is_sealed_after_it_has_come_slice_by_slice_with_sales_between(
    store: Store,
) -> None:
    store.write_now(begin_crowd)
    store.write_now(lambda db: put_guests(db, [_guest(each) for each in GUESTS]))
    store.write_now(lambda db: put_cards(db, [_card(each) for each in GUESTS]))
    assert problems(store) == []
    for turn in range(CROWD):
        store.write_now(partial(count_on, table="guest", limit=2))
        store.write_now(partial(remove_guest, guest_id=GUESTS[turn]))
        newcomer = a_guest_payload(GuestId(an_id(f"newcomer {turn}")))
        store.write_now(partial(put_guest, payload=newcomer))
        assert problems(store) == []
    for table in SEALED:
        while not store.write_now(partial(seal_some, table=table)):
            assert problems(store) == []
    left = store.read_now(lambda db: db.execute("SELECT * FROM seal WHERE counted_to").fetchall())
    assert left == []
    assert problems(store) == []


def problems(store: Store) -> list[str]:
    return store.read_now(lambda db: list(broken_seals(db)))


def _guest(guest_id: str) -> tuple[str, None, str, str, str, None, int]:
    return guest_id, None, "79990000000", "Иван", "Петров", None, 1


def _card(guest_id: str) -> tuple[str, str, str, str, str, str, int, int, None, str, int]:
    return an_id(guest_id), guest_id, "ACTIVE", an_id("level"), "a", "1", 0, 1, None, "[]", 1
