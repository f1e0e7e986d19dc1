"""Guests are found by whatever the cashier has: a phone's end, a code, a card, a name."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from client.store import cards, guest_search, guests
from client.store.database import Store
from shared.domain.card import Card
from shared.domain.guest import Profile
from shared.domain.ids import GuestId
from tests.builders import (
    GUEST,
    a_card,
    a_card_payload,
    a_guest_payload,
    a_profile,
    an_enrolled_store,
    an_id,
)

OLGA = GuestId(an_id("olga"))
ALIAS = GuestId(an_id("alias"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = an_enrolled_store(tmp_path / "till.db")
    store.write_now(lambda db: _put(db, a_card(points=2_500, promo=300), a_profile()))
    olga = a_profile("79035551122", first_name="Ольга", last_name="Ёлкина-Петрова")
    store.write_now(lambda db: _put(db, a_card(OLGA), olga))
    yield store
    store.close()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("4567", [GUEST]),
        ("89991234567", [GUEST]),
        ("+7 (999) 123-45-67", [GUEST]),
        ("9991234567", [GUEST]),
        ("567", []),
        ("", []),
        ("0000", []),
        ("петр", [GUEST, OLGA]),
        ("Петрова Ольга", [OLGA]),
        ("елкина-петрова", [OLGA]),
        ("ИВАН ПЕТ", [GUEST]),
        ("Пет Иван", [GUEST]),
        ("елкина", [OLGA]),
        ("ёлк", [OLGA]),
        ("ван", []),
        ("%", []),
        ("ив_н", []),
        ("иван'; drop table guest; --", []),
    ],
)
def test_a_guest_is_found_by_what_was_typed(store: Store, typed: str, found: list[str]) -> None:
    hits = store.read_now(lambda db: guest_search.search(db, typed, 20))
    assert [hit.record.guest.guest_id for hit in hits] == found


def test_a_display_code_finds_its_card_before_phones_that_end_alike(store: Store) -> None:
    code = a_card(OLGA).display_code
    assert code is not None
    twin = a_profile(f"79000{code}", first_name="Анна")
    store.write_now(lambda db: _put(db, a_card(GuestId(an_id("twin"))), twin))
    hits = store.read_now(lambda db: guest_search.search(db, code, 20))
    assert [hit.record.guest.guest_id for hit in hits] == [OLGA, an_id("twin")]


def test_a_card_comes_back_as_it_was_put(store: Store) -> None:
    record = store.read_now(lambda db: guests.guest_record(db, GUEST))
    assert record is not None
    assert record.card == a_card(points=2_500, promo=300)
    assert record.guest.profile == a_profile()


def test_a_merged_guest_is_found_as_the_one_who_survived(store: Store) -> None:
    """CSH-50: his old card, code and id lead to the survivor; a search offers only that one."""
    store.write_now(lambda db: _put(db, a_card(ALIAS), a_profile()))
    store.write_now(lambda db: guests.set_alias(db, ALIAS, survivor_id=GUEST))
    card = a_card(ALIAS)
    assert _found(store.read_now(lambda db: guests.guest_record(db, ALIAS))) == GUEST
    assert _found(store.read_now(lambda db: guests.by_token(db, card.token))) == GUEST
    assert (
        _found(store.read_now(lambda db: guests.by_display_code(db, card.display_code or "")))
        == GUEST
    )
    assert len(store.read_now(lambda db: guest_search.search(db, "4567", 20))) == 1


def test_a_guest_born_here_is_usable_at_once_and_replaced_by_the_servers_row(store: Store) -> None:
    newcomer = GuestId(an_id("newcomer"))
    profile = Profile("79160000001", "Пётр")
    store.write_now(lambda db: guests.add_provisional(db, profile, a_card(newcomer)))
    born = store.read_now(lambda db: guests.by_phone(db, "79160000001"))
    assert born is not None
    assert born.is_provisional
    store.write_now(lambda db: _put(db, a_card(newcomer, points=100), profile))
    shown = store.read_now(lambda db: guests.by_phone(db, "79160000001"))
    assert shown is not None
    assert not shown.is_provisional
    assert shown.card.lots


def test_the_servers_guest_goes_before_one_born_here_with_the_same_phone(store: Store) -> None:
    twin = GuestId(an_id("twin"))
    store.write_now(lambda db: guests.add_provisional(db, a_profile(), a_card(twin)))
    assert _found(store.read_now(lambda db: guests.by_phone(db, "79991234567"))) == GUEST


def test_a_refused_registration_is_offered_by_no_search(store: Store) -> None:
    refused = GuestId(an_id("refused"))
    card = a_card(refused)
    store.write_now(lambda db: guests.add_provisional(db, Profile("79160000002", "Кузьма"), card))
    store.write_now(lambda db: guests.set_refused(db, refused))
    assert store.read_now(lambda db: guest_search.search(db, "Кузьма", 9)) == []
    assert store.read_now(lambda db: guests.by_phone(db, "79160000002")) is None
    assert store.read_now(lambda db: guests.by_token(db, card.token)) is None
    assert store.read_now(lambda db: guests.guest_record(db, refused)) is not None


def _put(db: Database, card: Card, profile: Profile) -> None:
    guests.put_guest(db, a_guest_payload(card.guest_id, profile=profile))
    cards.put_card(db, a_card_payload(card))


def _found(record: guests.GuestRecord | None) -> str | None:
    return record.guest.guest_id if record else None
