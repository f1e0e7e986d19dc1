"""Which of a guest's cards counts at a till, whatever the server told of him (LOY-05, LOY-06)."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from client.store import cards, guests
from client.store.changes import apply_changes
from client.store.database import Store
from client.store.guest_search import search
from client.store.house import put_tenant
from client.store.programme import put_programme
from client.store.replay import begin_server_epoch
from client.store.verification import verify_store
from shared.domain.card import Card, CardStatus
from shared.domain.ids import RestaurantId, card_id_of
from shared.domain.modes import empty_card
from shared.domain.programme import CardMode
from shared.sync.messages import Change
from shared.sync.payloads import TenantPayload
from tests.builders import (
    BRONZE,
    GUEST,
    PEPPER,
    RESTAURANT,
    SERVER_EPOCH,
    TENANT,
    a_card,
    a_card_payload,
    a_guest_payload,
    a_programme,
    an_enrolled_store,
    an_id,
)

ELSEWHERE = RestaurantId(an_id("elsewhere"))
EMPTIED = replace(a_card(), status=CardStatus.MERGED)
"""His card of the chain after a migration: its number and its QR stay his."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = an_enrolled_store(tmp_path / "till.db")
    store.write_now(lambda db: guests.put_guest(db, a_guest_payload()))
    put(store, EMPTIED)
    store.write_now(lambda db: put_programme(db, a_programme()))
    choose(store, CardMode.SEPARATE)
    yield store
    store.close()


def choose(store: Store, mode: CardMode) -> None:
    """The server says whose cards hold the points."""
    tenant = TenantPayload(
        tenant_id=TENANT,
        name="Сушилка",
        privacy_text_version="1",
        privacy_text={},
        marketing_text={},
        card_mode=mode,
    )
    store.write_now(lambda db: put_tenant(db, tenant))


def put(store: Store, card: Card) -> None:
    store.write_now(lambda db: cards.put_card(db, a_card_payload(card)))


def of_restaurant(restaurant_id: RestaurantId, *, points: int) -> Card:
    """The guest's card there, with a QR of its own that nobody ever printed."""
    return replace(
        a_card(points=points),
        card_id=card_id_of(GUEST, restaurant_id),
        restaurant_id=restaurant_id,
        token="2" * 24,
        display_code=None,
    )


def shown(store: Store) -> Card:
    """The card of the guest as this till has it."""
    record = store.read_now(lambda db: guests.guest_record(db, GUEST))
    assert record is not None
    return record.card


def test_the_card_of_this_restaurant_counts_by_the_number_of_the_chains(store: Store) -> None:
    own = of_restaurant(RESTAURANT, points=150)
    put(store, own)
    expected = replace(own, token=EMPTIED.token, display_code=EMPTIED.display_code)
    assert shown(store) == expected


def test_who_never_was_here_has_the_empty_card_of_the_server(store: Store) -> None:
    card = shown(store)
    there = empty_card(EMPTIED, RESTAURANT, programme=a_programme())
    assert card == replace(there, token=EMPTIED.token, display_code=EMPTIED.display_code)
    assert (card.card_id, card.level_id) == (card_id_of(GUEST, RESTAURANT), BRONZE)


@pytest.mark.parametrize("status", [CardStatus.BLOCKED, CardStatus.PENDING_CONSENT])
def test_who_is_forbidden_in_the_chain_is_forbidden_here(store: Store, status: CardStatus) -> None:
    put(store, replace(EMPTIED, status=status))
    assert shown(store).status is status


def test_points_of_another_restaurant_are_not_seen_and_are_reported(store: Store) -> None:
    """They are not told to this till; should the file have them, they are no points here."""
    foreign = of_restaurant(ELSEWHERE, points=200)
    put(store, foreign)
    assert shown(store).lots == ()
    problems = store.read_now(
        lambda db: list(verify_store(db, Counter(), is_signed_by=lambda *_, **__: True))
    )
    assert f"card {foreign.card_id}: counts in another restaurant" in problems


def test_a_card_that_a_restored_server_forgot_counts_no_more(store: Store) -> None:
    """The guest is known to it still: his card of this restaurant is the empty one again."""
    put(store, of_restaurant(RESTAURANT, points=150))
    store.write_now(lambda db: begin_server_epoch(db, SERVER_EPOCH + 1))
    store.write_now(lambda db: guests.put_guest(db, a_guest_payload()))
    put(store, EMPTIED)
    store.write_now(guests.sweep_guests)
    assert shown(store).lots == ()


def test_any_card_of_his_leads_to_the_guest_once(store: Store) -> None:
    own = of_restaurant(RESTAURANT, points=150)
    put(store, own)
    found = store.read_now(
        lambda db: [
            guests.by_token(db, EMPTIED.token),
            guests.by_token(db, own.token),
            guests.by_display_code(db, EMPTIED.display_code or ""),
            *(hit.record for hit in search(db, "4567", 20)),
            *(hit.record for hit in search(db, "Иван", 20)),
            *(hit.record for hit in search(db, EMPTIED.display_code or "", 20)),
        ]
    )
    assert [record and record.card.card_id for record in found] == [own.card_id] * 6


def test_the_mode_is_the_one_the_server_books_by(store: Store) -> None:
    """A server restored from before a migration has the programme of later, and not the cards."""
    later = a_programme(number=2)
    later = replace(later, settings=replace(later.settings, mode=CardMode.SEPARATE))
    store.write_now(lambda db: put_programme(db, later, published_at_ms=2))
    put(store, a_card(points=650))
    choose(store, CardMode.UNIFIED)
    assert shown(store) == a_card(points=650)


def test_before_the_first_programme_nobody_is_a_newcomer(tmp_path: Path) -> None:
    store = an_enrolled_store(tmp_path / "new.db")
    store.write_now(lambda db: guests.put_guest(db, a_guest_payload()))
    put(store, EMPTIED)
    choose(store, CardMode.SEPARATE)
    assert shown(store) == EMPTIED
    store.close()


def test_the_feed_tells_of_both_cards_and_takes_one_back(store: Store) -> None:
    own = of_restaurant(RESTAURANT, points=150)
    data = a_card_payload(own).model_dump(mode="json")
    told = Change(seq=8, kind="card", id=own.card_id, data=data)
    store.write_now(lambda db: apply_changes(db, [told], pepper=PEPPER))
    assert sum(lot.left for lot in shown(store).lots) == 150
    gone = Change(seq=9, kind="card", id=own.card_id, gone=True)
    store.write_now(lambda db: apply_changes(db, [gone], pepper=PEPPER))
    assert shown(store).lots == ()
