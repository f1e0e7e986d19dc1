"""A till in a chain whose restaurants count apart, and on the way there (LOY-04…LOY-08)."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from client.store.changes import apply_page
from client.store.outbox import OperationState, OutboxRow
from client.till.registration import RegistrationForm
from shared.domain.card import Card, CardStatus
from shared.domain.errors import PointsShortfall
from shared.domain.ids import card_id_of
from shared.domain.programme import CardMode
from shared.receipt.facts import ReceiptFacts
from shared.sync.messages import Change, ChangesReply, Cursor, Outcome
from shared.sync.payloads import TenantPayload
from tests.builders import (
    GUEST,
    PEPPER,
    RESTAURANT,
    SERVER_EPOCH,
    TENANT,
    a_card,
    a_card_payload,
)
from tests.client.till_desk import MARKETING, PRIVACY, TillDesk, a_check, booked

EMPTIED = replace(a_card(), status=CardStatus.MERGED)
"""What a migration leaves of the chain's card."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TillDesk]:
    desk = TillDesk(tmp_path / "till.db")
    yield desk
    desk.store.close()


def here(*, points: int) -> Card:
    """The guest's card of this restaurant."""
    card_id = card_id_of(GUEST, RESTAURANT)
    return replace(a_card(points=points), card_id=card_id, restaurant_id=RESTAURANT)


def a_chain_apart(desk: TillDesk, *cards: Card) -> None:
    """The tenant's restaurants count apart; ``cards`` are what the server told of the guest."""
    desk.learn_tenant(card_mode=CardMode.SEPARATE)
    for card in (EMPTIED, *cards):
        desk.learn_guest(card)
    desk.sign_in()


def test_points_of_this_restaurant_are_what_can_be_spent(desk: TillDesk) -> None:
    a_chain_apart(desk, here(points=150))
    view = desk.view()
    assert (view.total, view.is_of_restaurant) == (150, True)
    quote = desk.till.checkout.quote(view, a_check().bill, redeem_points=200)
    assert isinstance(quote.redeem_refusal, PointsShortfall)
    assert quote.redeem_refusal.available == 150


def test_a_newcomer_to_this_restaurant_earns_from_nothing_and_his_slip_says_so(
    desk: TillDesk,
) -> None:
    a_chain_apart(desk)
    view = desk.view()
    assert (view.total, view.level.name) == (0, "Бронза")
    done = desk.run(desk.till.checkout.confirm(view, a_check()))
    assert isinstance(done.facts, ReceiptFacts)
    assert (done.facts.balance_regular, done.facts.balance_promo) == (200, 100)
    assert done.facts.guest.display_code == EMPTIED.display_code
    assert desk.view().card.total_visits == 1


def test_a_guest_registered_here_has_his_welcome_here(desk: TillDesk) -> None:
    a_chain_apart(desk)
    form = RegistrationForm(phone="79990000001", first_name="Вера", personal_data=True)
    made = desk.run(desk.till.registration.register(form))
    assert (made.view.total, made.view.is_of_restaurant) == (100, True)
    scanned = desk.run(desk.till.guest_search.by_scan(made.card.qr_payload))
    assert scanned.guest.guest_id == made.view.guest.guest_id
    assert scanned.card.card_id == card_id_of(scanned.guest.guest_id, RESTAURANT)


def test_what_was_earned_before_the_cards_were_parted_stays_queued_and_shown(
    desk: TillDesk,
) -> None:
    """The server books it on the card of this restaurant; until then it is shown on it."""
    view = desk.a_guest(points=650)
    desk.run(desk.till.checkout.confirm(view, a_check()))
    assert desk.view().total == 950
    parted(desk, here(points=200), seq=40)
    assert [row.state for row in desk.operations()] == [OperationState.DURABLE]
    assert desk.view().total == 500
    desk.delivery.decide = lambda row: at_place(row, 44)
    desk.delivery.answer()
    assert desk.view().total == 500, "booked, and not in the replica yet"
    read(desk, card_change(here(points=500), seq=44), seq=44)
    assert desk.view().total == 500


def test_what_was_booked_before_is_not_shown_twice_after_the_cards_were_parted(
    desk: TillDesk,
) -> None:
    view = desk.a_guest(points=650)
    desk.run(desk.till.checkout.confirm(view, a_check()))
    desk.delivery.decide = lambda row: at_place(row, 8)
    desk.delivery.answer()
    parted(desk, here(points=500), seq=40)
    assert desk.view().total == 500


def test_a_block_of_the_person_hides_no_earning_of_this_restaurant(desk: TillDesk) -> None:
    """S9: the chain's card comes at a later place than what was booked on the other."""
    a_chain_apart(desk, here(points=150))
    view = desk.view()
    desk.run(desk.till.checkout.confirm(view, a_check()))
    desk.delivery.decide = lambda row: at_place(row, 8)
    desk.delivery.answer()
    read(desk, card_change(replace(EMPTIED, discount_bp=500), seq=9), seq=9, more=True)
    assert desk.view().total == 450


def test_the_cards_become_one_again(desk: TillDesk) -> None:
    """LOY-07: the sum of all restaurants, in one page with the mode."""
    a_chain_apart(desk, here(points=150))
    one = replace(a_card(points=650), status=CardStatus.MIGRATED)
    left = replace(here(points=0), status=CardStatus.MERGED)
    read(
        desk,
        mode_change(CardMode.UNIFIED, seq=50),
        card_change(one, seq=51),
        card_change(left, seq=52),
        seq=52,
    )
    view = desk.view()
    assert (view.total, view.is_of_restaurant) == (650, False)


def at_place(row: OutboxRow, feed_seq: int) -> Outcome:
    return booked(row, change=(300, 0), after=(500, 0), feed_seq=feed_seq)


def parted(desk: TillDesk, card: Card, *, seq: int) -> None:
    """The page of the feed that a migration makes."""
    mode = mode_change(CardMode.SEPARATE, seq=seq)
    changes = (mode, card_change(EMPTIED, seq=seq + 1), card_change(card, seq=seq + 2))
    read(desk, *changes, seq=seq + 2)


def mode_change(mode: CardMode, *, seq: int) -> Change:
    tenant = TenantPayload(
        tenant_id=TENANT,
        name="Сушилка",
        privacy_text_version="2026-01",
        privacy_text=PRIVACY,
        marketing_text=MARKETING,
        card_mode=mode,
    )
    return Change(seq=seq, kind="tenant", id=TENANT, data=tenant.model_dump(mode="json"))


def card_change(card: Card, *, seq: int) -> Change:
    data = a_card_payload(card).model_dump(mode="json")
    return Change(seq=seq, kind="card", id=card.card_id, data=data)


def read(desk: TillDesk, *changes: Change, seq: int, more: bool = False) -> None:
    page = ChangesReply(
        cursor=Cursor(server_epoch=SERVER_EPOCH, seq=seq),
        more=more,
        changes=changes,
        server_time_ms=0,
    )
    desk.store.write_now(lambda db: apply_page(db, page, pepper=PEPPER))
