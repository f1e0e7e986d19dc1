"""One field finds a guest: by digits, by a name however it is spelt, by both (CSH-14, issue 5)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from client.store import cards, crowd, guests
from client.store.database import Store
from client.store.guest_search import search
from client.store.replay import begin_server_epoch
from shared.domain.guest import Profile
from shared.domain.ids import GuestId
from shared.sync.snapshots import GuestFacts
from tests.builders import (
    SERVER_EPOCH,
    a_card,
    a_card_payload,
    a_guest_payload,
    an_enrolled_store,
    an_id,
)

PEOPLE = {
    "ivan": Profile("79991234567", "Иван", "Щукин"),
    "olga": Profile("79035551122", "Ольга", "Ёлкина-Петрова"),
    "natalya": Profile("79167654321", "Наталья", "Кузнецова"),
    "john": Profile("79031112233", "John", "Smith"),
    "nina": Profile("79991230000", "Нина Юрьевна", "Щукина Де Ла Крус"),
    "mila": Profile("79990001122", "Мила"),
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = an_enrolled_store(tmp_path / "till.db")
    for name, profile in PEOPLE.items():
        _put(store, name, profile)
    yield store
    store.close()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("shchukin", ["ivan", "nina"]),
        ("щюкин", ["ivan", "nina"]),
        ("Schukin Ivan", ["ivan"]),
        ("ИВ ЩУК", ["ivan"]),
        ("iv shc", ["ivan"]),
        ("natalia", ["natalya"]),
        ("наталия кузн", ["natalya"]),
        ("джон", ["john"]),
        ("смит", ["john"]),
        ("yolkina", ["olga"]),
        ("petrova ol", ["olga"]),
        ("вбрф", []),
        ("oerby", ["ivan", "nina"]),
        ("ьшдф", ["mila"]),
        ("yfnfkmz repy", ["natalya"]),
        ("Юрьевна Нина", ["nina"]),
        ("де нина", ["nina"]),
        ("щукин 4567", ["ivan"]),
        ("4567 shchukin", ["ivan"]),
        ("щукин 0000", ["nina"]),
        ("наталья 4567", []),
        ("мила 45", ["mila"]),
        ("--", []),
    ],
)
def test_a_name_is_found_however_it_is_typed(store: Store, typed: str, found: list[str]) -> None:
    assert _found(store, typed) == dict.fromkeys(found, False)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("щукн", ["ivan", "nina"]),
        ("нталья", ["natalya"]),
        ("наатлья", ["natalya"]),
        ("кузнецво натлья", ["natalya"]),
        ("kuznekova", ["natalya"]),
        ("petrovs", ["olga"]),
        ("ълкина", ["olga"]),
    ],
)
def test_a_slip_of_the_finger_finds_who_is_called_nearly_so(
    store: Store, typed: str, found: list[str]
) -> None:
    assert _found(store, typed) == dict.fromkeys(found, True)


def test_who_is_called_so_stands_before_who_is_called_nearly_so(store: Store) -> None:
    _put(store, "petr", Profile("79990001133", "Пётр", "Ильин"))
    _put(store, "piotr", Profile("79990001144", "Антон", "Петроф"))
    _put(store, "petra", Profile("79990001155", "Анна", "Патрова"))
    assert _found(store, "петр") == {"olga": False, "petr": False, "piotr": False, "petra": True}
    assert list(_found(store, "петр"))[-1] == "petra"


def test_exactly_as_many_as_fit_are_found(store: Store) -> None:
    for number in range(30):
        _put(store, f"twin {number}", Profile(f"7900000{number:04d}", "Анна", f"Ли{number}"))
    assert len(_found(store, "анна", limit=20)) == 20


def test_a_new_name_replaces_the_old_one(store: Store) -> None:
    _put(store, "nina", Profile("79991230000", "Нина", "Орлова"))
    assert _found(store, "крус") == {}
    assert _found(store, "орлова") == {"nina": False}


def test_who_is_gone_leaves_no_name_behind(store: Store) -> None:
    """Removed by the server, or forgotten by one that was restored: nothing finds him."""
    store.write_now(lambda db: guests.remove_guest(db, an_id("nina")))
    assert _found(store, "крус") == {}
    assert _names(store) > 0
    store.write_now(lambda db: begin_server_epoch(db, SERVER_EPOCH + 1))
    store.write_now(guests.sweep_guests)
    assert _found(store, "щукин") == {}
    assert _names(store) == 0


def test_the_crowd_of_a_first_load_is_found_by_the_same_words(store: Store) -> None:
    """Told twice, as after a restart in the middle of a part."""
    facts: GuestFacts = (an_id("lea"), None, "79995550000", "Лея-Мария", "Органа", None, 7)
    for _ in range(2):
        store.write_now(lambda db: crowd.put_guests(db, [facts]))
    store.write_now(lambda db: cards.put_card(db, a_card_payload(a_card(GuestId(an_id("lea"))))))
    for typed in ("лея", "мария", "organa", "органа лея"):
        assert _found(store, typed) == {"lea": False}


def _put(store: Store, name: str, profile: Profile) -> None:
    guest_id = GuestId(an_id(name))

    def work(db: Database) -> None:
        guests.put_guest(db, a_guest_payload(guest_id, profile=profile))
        cards.put_card(db, a_card_payload(a_card(guest_id)))

    store.write_now(work)


def _found(store: Store, typed: str, *, limit: int = 20) -> dict[str, bool]:
    """Who, by the name he has here; and whether he is only called nearly so."""
    names = {an_id(name): name for name in (*PEOPLE, "petr", "piotr", "petra", "lea")}
    hits = store.read_now(lambda db: search(db, typed, limit))
    ids = [hit.record.guest.guest_id for hit in hits]
    return {names.get(each, each): hit.is_similar for each, hit in zip(ids, hits, strict=True)}


def _names(store: Store) -> int:
    return int(
        store.read_now(lambda db: db.execute("SELECT count(*) FROM guest_name").fetchone()[0])
    )
