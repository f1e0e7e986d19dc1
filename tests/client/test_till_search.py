"""CSH-14…CSH-18: a guest is found by whatever the cashier has, and shown with what is pending."""

import time
import unicodedata
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from client.store import cards, guests, outbox
from client.till.refusals import GuestNotFound, ScanNotUnderstood, TillNotReady
from shared.domain.card import CardStatus
from shared.domain.codes import qr_payload
from shared.domain.errors import GuestUnknown
from shared.domain.expiring import Due, ExpiryCause
from shared.domain.ids import GuestId
from shared.domain.points import PointsKind
from tests.builders import (
    BRONZE,
    GUEST,
    NOON,
    a_card,
    a_card_payload,
    a_guest_payload,
    a_moment,
    a_profile,
    a_redemption,
    an_earn,
    an_id,
)
from tests.client.till_desk import TillDesk, booked, refused

MANY = 12_000
PETR, OLGA, BORIS = (GuestId(an_id(name)) for name in ("Пётр", "Ольга", "Борис"))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TillDesk]:
    desk = TillDesk(tmp_path / "till.db")
    desk.learn_guest(a_card(points=2_500, promo=300), a_profile())
    desk.learn_guest(
        a_card(PETR, level_id=BRONZE),
        a_profile("79990001122", first_name="Пётр", last_name="Иванов-Ёлкин"),
    )
    desk.learn_guest(
        a_card(OLGA, status=CardStatus.BLOCKED),
        a_profile("79161112233", first_name="Ольга", last_name="Ким"),
    )
    desk.sign_in()
    yield desk
    desk.store.close()


def found(desk: TillDesk, typed: str, limit: int = 20) -> list[str]:
    return [hit.name for hit in desk.run(desk.till.guest_search.search(typed, limit=limit))]


@pytest.mark.parametrize(
    "typed",
    [
        "4567",
        "1234567",
        "9991234567",
        "79991234567",
        "+7 (999) 123-45-67",
        "8 999 123 45 67",
        "8-999-123-4567",
        "+7 999",
        "7999",
        "8999",
        "9991",
        "8 (999) 123",
        "иван пет",
        "ИВАН",
        "Петров Иван",
        "  петров   ",
    ],
)
def test_a_guest_is_found_by_what_is_typed(desk: TillDesk, typed: str) -> None:
    assert "Иван Петров" in found(desk, typed)


def test_a_guest_is_found_by_his_code(desk: TillDesk) -> None:
    code = a_card().display_code
    assert code is not None
    assert found(desk, code) == ["Иван Петров"]


@pytest.mark.parametrize(
    "typed", ["петр иванов", "Пётр", "ПЕТР ЁЛКИН", "иванов-елкин", "ёлк", "Елкин Пётр"]
)
def test_yo_and_ye_are_one_letter_and_a_double_name_is_two(desk: TillDesk, typed: str) -> None:
    assert "Пётр Иванов-Ёлкин" in found(desk, typed)


def test_a_name_typed_letter_and_sign_apart_is_the_same_name(desk: TillDesk) -> None:
    desk.learn_guest(a_card(BORIS), a_profile("79160000009", first_name="Андрей", last_name="Ким"))
    assert found(desk, unicodedata.normalize("NFD", "Андрей")) == ["Андрей Ким"]


def test_last_digits_stand_before_first_ones(desk: TillDesk) -> None:
    desk.learn_guest(a_card(BORIS), a_profile("79034567999", first_name="Яков", last_name="Ян"))
    assert found(desk, "7999", limit=1) == ["Яков Ян"]
    assert len(found(desk, "7999")) == 3


@pytest.mark.parametrize("typed", ["", " ", "456", "12", "%", "_", "99999999", "Зоя", "'; --"])
def test_nobody_is_found_by_too_little_or_by_nonsense(desk: TillDesk, typed: str) -> None:
    assert found(desk, typed) == []


def test_no_more_than_the_limit_is_shown(desk: TillDesk) -> None:
    assert len(found(desk, "и", limit=1)) == 1


def test_a_hit_says_all_that_a_row_shows(desk: TillDesk) -> None:
    (hit,) = desk.run(desk.till.guest_search.search("4567"))
    assert (hit.phone, hit.level_name, hit.total, hit.status) == (
        "79991234567",
        "Серебро",
        2_800,
        CardStatus.ACTIVE,
    )


def test_a_blocked_guest_is_found_and_said_to_be_blocked(desk: TillDesk) -> None:
    (hit,) = desk.run(desk.till.guest_search.search("ким"))
    assert hit.status is CardStatus.BLOCKED


def test_a_hit_counts_what_is_pending(desk: TillDesk) -> None:
    desk.store.write_now(lambda db: outbox.enqueue(db, an_earn(), moment=a_moment()))
    (hit,) = desk.run(desk.till.guest_search.search("4567"))
    assert hit.total == 2_800 + 300


def test_a_merged_guest_is_found_as_the_survivor(desk: TillDesk) -> None:
    alias = GuestId(an_id("alias"))
    desk.learn_guest(a_card(alias), a_profile("79991234567"), alias_of=GUEST)
    assert found(desk, "4567") == ["Иван Петров"]
    assert desk.view(alias).guest.guest_id == GUEST
    view = desk.run(desk.till.guest_search.by_scan(qr_payload(a_card(alias).token)))
    assert view.guest.guest_id == GUEST


@pytest.mark.parametrize("typed", ["79000000077", "89000000077", "9000000077", "0077"])
def test_the_phone_of_a_guest_merged_by_hand_leads_to_the_survivor(
    desk: TillDesk, typed: str
) -> None:
    alias = GuestId(an_id("alias"))
    desk.learn_guest(a_card(alias), a_profile("79000000077"), alias_of=GUEST)
    assert found(desk, typed) == ["Иван Петров"]
    view = desk.run(desk.till.registration.find_duplicate("79000000077"))
    assert view is not None
    assert view.guest.guest_id == GUEST


def test_a_guest_view_says_both_balances_and_the_next_expiry(desk: TillDesk) -> None:
    view = desk.view()
    assert (view.regular, view.promo, view.total, view.waiting) == (2_500, 300, 2_800, 0)
    assert view.level.name == "Серебро"
    assert view.next_expiry == Due(
        PointsKind.PROMO, 300, NOON + timedelta(days=30), ExpiryCause.TERM
    )


def test_promo_points_end_with_their_term(desk: TillDesk) -> None:
    desk.clock.advance(31 * 24 * 3600)
    view = desk.view()
    assert (view.promo, view.total) == (0, 2_500)
    assert view.next_expiry == Due(
        PointsKind.REGULAR, 2_500, NOON + timedelta(days=90), ExpiryCause.INACTIVITY
    )


def test_a_view_shows_what_the_server_has_not_shown_yet(desk: TillDesk) -> None:
    desk.store.write_now(lambda db: outbox.enqueue(db, an_earn(), moment=a_moment()))
    view = desk.view()
    assert (view.total, view.waiting) == (3_100, 1)


def test_a_view_neither_flickers_nor_counts_twice(desk: TillDesk) -> None:
    desk.store.write_now(lambda db: outbox.enqueue(db, an_earn(), moment=a_moment()))
    desk.delivery.decide = lambda row: booked(row, change=(300, 0), after=(2_800, 300), feed_seq=5)
    desk.delivery.answer()
    assert desk.view().total == 3_100, "booked, but the replica does not show it yet"
    desk.learn_guest(a_card(points=2_800, promo=300), a_profile())
    desk.learn_changes_up_to(5)
    assert (desk.view().total, desk.view().waiting) == (3_100, 0)


def test_a_refused_operation_leaves_the_view(desk: TillDesk) -> None:
    desk.store.write_now(lambda db: outbox.enqueue(db, an_earn(), moment=a_moment()))
    desk.delivery.decide = lambda row: refused(row, "quote_mismatch", claimed=300, computed=200)
    desk.delivery.answer()
    assert desk.view().total == 2_800


def test_a_redemption_that_another_till_forestalled_shows_no_negative_balance(
    desk: TillDesk,
) -> None:
    desk.store.write_now(lambda db: outbox.enqueue(db, a_redemption(400), moment=a_moment()))
    desk.learn_guest(a_card(points=150), a_profile())
    assert desk.view().total == 0
    desk.learn_guest(a_card(), a_profile())
    assert desk.view().total == 0


@pytest.mark.parametrize(
    "text",
    [
        qr_payload(a_card().token),
        str(a_card().display_code),
        "79991234567",
        "tel:+79991234567",
        "еудЖ+79991234567",
    ],
)
def test_a_scan_opens_the_guest(desk: TillDesk, text: str) -> None:
    view = desk.run(desk.till.guest_search.by_scan(text))
    assert view.guest.guest_id == GUEST


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (qr_payload("309999999999999999999999"), "card"),
        ("000001", "display_code"),
        ("+7 900 000-00-00", "phone"),
    ],
)
def test_a_code_of_nobody_is_told_by_its_kind(desk: TillDesk, text: str, kind: str) -> None:
    with pytest.raises(GuestNotFound) as missing:
        desk.run(desk.till.guest_search.by_scan(text))
    assert missing.value.kind == kind


@pytest.mark.parametrize("text", ["", "https://example.com/menu", "t=20261121T1200&s=200.00", "я"])
def test_a_foreign_code_is_not_understood(desk: TillDesk, text: str) -> None:
    with pytest.raises(ScanNotUnderstood):
        desk.run(desk.till.guest_search.by_scan(text))


def test_a_long_foreign_code_is_cut(desk: TillDesk) -> None:
    with pytest.raises(ScanNotUnderstood) as foreign:
        desk.run(desk.till.guest_search.by_scan("x" * 5_000))
    assert len(foreign.value.text) == 80


def test_an_unknown_guest_is_refused(desk: TillDesk) -> None:
    with pytest.raises(GuestUnknown):
        desk.view(GuestId(an_id("nobody")))


def test_a_till_that_was_never_told_the_programme_says_so(desk: TillDesk) -> None:
    desk.store.write_now(_forget_programme)
    with pytest.raises(TillNotReady):
        desk.view()


def test_twelve_thousand_guests_are_searched_at_once(desk: TillDesk) -> None:
    desk.store.write_now(_many_guests)
    for typed in ("4567", "+7 999 123-45-67", "гость 77", "петров"):
        started = time.perf_counter()
        assert desk.run(desk.till.guest_search.search(typed))
        assert time.perf_counter() - started < 0.5, typed


def _forget_programme(db: Database) -> None:
    db.execute("DELETE FROM programme")


def _many_guests(db: Database) -> None:
    for number in range(MANY):
        guest_id = GuestId(an_id(f"guest {number}"))
        profile = a_profile(f"7900{number:07d}", first_name="Гость", last_name=str(number))
        guests.put_guest(db, a_guest_payload(guest_id, profile=profile))
        cards.put_card(db, a_card_payload(a_card(guest_id, points=10)))
