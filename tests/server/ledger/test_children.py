"""Guests' children: kept with their names, told to tills by day and id only (GST-03, G-27)."""

import json
from datetime import date

import pytest

from server.books import Books
from server.guests.children import births_of, forget_children
from server.sync.crowd import write_crowd
from shared.domain.errors import FieldInvalid, GuestUnknown
from shared.domain.guest import CHILDREN_MAX, Child, checked_child
from shared.domain.ids import GuestId
from shared.domain.visitors import Births
from tests.builders import an_id
from tests.server.ledger.merges import BORN, give_child, merge, unmerge
from tests.server.shop import Shop, Till

TODAY = date(2026, 11, 21)


def test_a_child_is_known_by_name_to_the_server_and_by_day_to_the_tills(
    shop: Shop, till: Till
) -> None:
    guest_id = till.register()
    till.push()
    child = give_child(shop, guest_id, "Маша")
    assert _births(shop, guest_id) == Births(None, ((child.child_id, BORN),))
    [told] = [each.data for each in till.pull().changes if each.id == guest_id]
    assert told["children"] == [[child.child_id, "2018-03-08"]]
    assert "Маша" not in json.dumps(told, ensure_ascii=False)
    assert shop.verified().problems == ()


def test_a_snapshot_tells_of_children_beside_the_facts_an_older_till_counts(
    shop: Shop, till: Till
) -> None:
    guest_id, _ = till.register(), till.register("79997654321")
    till.push()
    child = give_child(shop, guest_id, "Маша")
    parts: list[bytes] = []
    shop.read(
        lambda conn: write_crowd(conn, shop.tenant_id, keep=lambda text, _: parts.append(text))
    )
    told = json.loads(parts[0])
    assert told["guest_extras"] == [
        {"guest_id": guest_id, "children": [[child.child_id, "2018-03-08"]]}
    ]
    assert [len(facts) for facts in told["guests"]] == [7, 7]


def test_children_of_both_are_the_survivors_until_they_part(shop: Shop, till: Till) -> None:
    first, second = till.register(), till.register("79997654321")
    till.push()
    mine, theirs = give_child(shop, first, "Маша"), give_child(shop, second, "Петя")
    merge(shop, second, first)
    both = {(each.child_id, BORN) for each in (mine, theirs)}
    assert set(_births(shop, first).children) == both
    told = {each.id: each.data for each in till.pull().changes if each.kind == "guest"}
    assert len(told[first]["children"]) == 2
    assert told[second]["children"] == []
    unmerge(shop, second)
    assert _births(shop, second).children == ((theirs.child_id, BORN),)
    assert shop.verified().problems == ()


def test_a_child_is_told_once_and_of_a_guest_there_is(shop: Shop, till: Till) -> None:
    guest_id = till.register()
    till.push()
    give_child(shop, guest_id, "Маша")
    with pytest.raises(FieldInvalid, match="twice"):
        give_child(shop, guest_id, "Маша")
    for number in range(1, CHILDREN_MAX):
        give_child(shop, guest_id, f"Маша {number}")
    with pytest.raises(FieldInvalid, match="too_many"):
        give_child(shop, guest_id, "Петя")
    with pytest.raises(GuestUnknown):
        give_child(shop, an_id("nobody"), "Маша")


def test_forgotten_children_leave_nothing(shop: Shop, till: Till) -> None:
    guest_id = till.register()
    till.push()
    give_child(shop, guest_id, "Маша")
    shop.write(lambda conn: forget_children(conn, shop.tenant_id, [GuestId(guest_id)]))
    assert _births(shop, guest_id) == Births()
    assert shop.verified().problems == ()


@pytest.mark.parametrize(
    ("name", "born", "reason"),
    [
        (" ", BORN, "empty"),
        ("М" * 61, BORN, "too_long"),
        ("Ма\nша\x00", BORN, "format"),
        ("Маша", date(2026, 11, 22), "future"),
        ("Маша", date(2007, 12, 31), "too_old"),
    ],
)
def test_what_is_no_child_is_refused(name: str, born: date, reason: str) -> None:
    with pytest.raises(FieldInvalid, match=reason):
        checked_child(Child(an_id("child"), name, born), today=TODAY)


def test_a_childs_name_is_trimmed() -> None:
    child = checked_child(Child(an_id("child"), "  Маша   Мария ", TODAY), today=TODAY)
    assert child == Child(an_id("child"), "Маша Мария", TODAY)


def _births(shop: Shop, guest_id: str) -> Births:
    return shop.read(lambda conn: births_of(Books(conn), shop.tenant_id, GuestId(guest_id)))
