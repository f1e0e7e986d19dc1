"""Changes: each till learns what concerns it, as it is now, along a cursor (LED-31, LED-53, S7)."""

import json

from server import commands
from server.guests.service import set_status
from server.restaurants.service import NewRestaurant, create_restaurant
from server.tenants.service import limit_guests
from shared.domain.card import CardStatus
from shared.domain.ids import GuestId, card_id_of
from shared.domain.staff import Role
from shared.sync.messages import Change
from shared.sync.payloads import CardPayload, GuestPayload, card_of
from tests.server.shop import Shop, Till


def test_a_new_till_learns_the_whole_house(shop: Shop, till: Till) -> None:
    guest_id = till.register()
    till.earn(guest_id)
    till.push()
    newcomer = shop.till("Касса 2")
    page = newcomer.pull()
    kinds = {change.kind for change in page.changes}
    assert kinds == {
        "guest",
        "card",
        "programme",
        "staff",
        "restaurant",
        "tenant",
        "codes",
        "device",
    }
    assert not page.more
    assert not any(change.gone for change in page.changes)
    names = {each.data["name"] for each in page.changes if each.kind == "staff"}
    assert names == {"Анна", "Марина"}
    card = _card(page.changes, guest_id)
    assert (card_of(card).lots, card.total_visits) == (shop.card(guest_id).lots, 1)


def test_only_what_changed_after_the_cursor_comes(till: Till) -> None:
    guest_id = till.register()
    till.push()
    cursor = till.pull().cursor
    assert till.pull(cursor.seq).changes == ()
    till.earn(guest_id)
    outcome = till.outcome()
    page = till.pull(cursor.seq)
    assert [(change.kind, change.id) for change in page.changes] == [
        ("card", card_id_of(GuestId(guest_id)))
    ]
    assert page.changes[0].seq == outcome.feed_seq == page.cursor.seq


def test_pages_meet_without_a_gap(till: Till) -> None:
    for number in range(7):
        till.register(f"7999000000{number}")
    till.push()
    whole = [(change.kind, change.id) for change in till.pull().changes]
    seq, walked, pages = 0, list[tuple[str, str]](), 0
    while True:
        page = till.pull(seq, limit=3)
        walked += [(change.kind, change.id) for change in page.changes]
        pages += 1
        seq = page.cursor.seq
        if not page.more:
            break
    assert walked == whole
    assert pages > 3
    assert page.cursor == till.pull().cursor


def test_another_life_of_the_server_starts_from_the_beginning(till: Till) -> None:
    head = till.pull().cursor
    again = till.pull(head.seq, server_epoch=(head.server_epoch + 1) % 2**32)
    assert again.changes == till.pull().changes
    assert again.cursor == head


def test_a_till_learns_nothing_of_another_restaurant(shop: Shop, till: Till) -> None:
    """LED-53: neither its staff, nor its name, nor the codes of its tills."""
    branch = shop.write(
        lambda conn: create_restaurant(
            conn,
            shop.tenant_id,
            new=NewRestaurant("Сушилка на Арбате"),
            now_ms=shop.now_ms,
            chance=shop.chance,
        )
    )
    hired = shop.hire("Глеб", Role.CASHIER, pin="1111", restaurant_id=branch.restaurant_id)
    far = shop.till("Касса Арбат", restaurant_id=branch.restaurant_id)
    page = far.pull()
    assert [each.id for each in page.changes if each.kind == "staff"] == [hired]
    assert [each.id for each in page.changes if each.kind == "restaurant"] == [branch.restaurant_id]
    codes = [change.data["codes"] for change in page.changes if change.kind == "codes"]
    assert [tuple(each) for each in codes] == [far.codes()]
    assert set(far.codes()).isdisjoint(till.codes())
    assert hired not in {change.id for change in till.pull().changes}
    guest_id = far.register(staff_id=hired)
    far.push()
    assert guest_id in {change.id for change in till.pull().changes}


def test_an_alias_and_its_merged_card_are_told(shop: Shop, till: Till) -> None:
    other = shop.till("Касса 2")
    first, second = till.register(), other.register()
    till.push()
    other.push()
    page = till.pull()
    told = next(each.data for each in page.changes if each.id == second)
    alias = GuestPayload.model_validate_json(json.dumps(told))
    assert alias.alias_of == first
    assert _card(page.changes, second).status == "MERGED"
    assert _card(page.changes, first).status == "ACTIVE"


def test_a_blocked_card_is_told(shop: Shop, till: Till) -> None:
    guest_id = till.register()
    till.push()
    cursor = till.pull().cursor
    shop.write(
        lambda conn: set_status(conn, shop.tenant_id, GuestId(guest_id), status=CardStatus.BLOCKED)
    )
    assert _card(till.pull(cursor.seq).changes, guest_id).status == "BLOCKED"


def test_how_many_guests_are_left_is_told(shop: Shop, till: Till) -> None:
    """CSH-51."""
    shop.write(lambda conn: limit_guests(conn, shop.tenant_id, guests_max=10))
    cursor = till.pull().cursor
    till.register()
    till.push()
    told = [each for each in till.pull(cursor.seq).changes if each.kind == "tenant"]
    assert [each.data["guests_left"] for each in told] == [9]


def test_a_tariff_that_grew_is_told_to_tills_that_are_full(shop: Shop, till: Till) -> None:
    """CSH-51: a full till registers nobody, so nothing else would ever tell it."""
    commands.limit_guests(shop.database, tenant=shop.tenant_id, guests_max=0)
    cursor = till.pull().cursor
    commands.limit_guests(shop.database, tenant=shop.tenant_id, guests_max=5)
    told = [each for each in till.pull(cursor.seq).changes if each.kind == "tenant"]
    assert [each.data["guests_left"] for each in told] == [5]


def _card(found: tuple[Change, ...], guest_id: str) -> CardPayload:
    card_id = card_id_of(GuestId(guest_id))
    (card,) = [each for each in found if each.id == card_id]
    return CardPayload.model_validate_json(json.dumps(card.data))
