"""Transfers: LED-40, LED-41, G-09."""

import pytest
from sqlalchemy import text

from shared.domain.card import CardStatus
from shared.domain.leases import OfflinePolicy
from shared.domain.ledger import EntryKind
from shared.domain.points import PointsKind
from tests.builders import an_id
from tests.server.leases.pouch import Pouch, set_policy
from tests.server.nightly.night import listen, told
from tests.server.shop import Shop, Till

DAY_MS = 86_400_000


@pytest.fixture
def friends(till: Till) -> tuple[str, str]:
    """Two guests with 100 promo points each; the first earned 285 on top."""
    first, second = till.register("79991111111"), till.register("79992222222")
    till.earn(first, 2_850)
    till.push()
    return first, second


def test_points_go_from_one_guest_to_another(
    shop: Shop, till: Till, friends: tuple[str, str]
) -> None:
    """LED-40: of the 285 points of a shared check 142 are the friend's; promo points go first."""
    first, second = friends
    before = shop.card(first)
    till.transfer(first, second, 242)
    assert till.outcome().status == "applied"
    assert (shop.balance(first), shop.balance(second)) == ((143, 0), (142, 200))
    sent = till.sent[-1].operation_id
    given = [lot for lot in shop.card(second).lots if lot.lot_id.startswith(sent)]
    welcome = next(lot for lot in before.lots if lot.kind is PointsKind.PROMO)
    assert [(lot.kind, lot.left, lot.expires_at) for lot in given] == [
        (PointsKind.PROMO, 100, welcome.expires_at),
        (PointsKind.REGULAR, 142, None),
    ]
    assert shop.card(first).last_activity_at == before.last_activity_at
    assert shop.verified().problems == ()


def test_a_transfer_is_two_linked_rows_of_one_transaction(
    shop: Shop, till: Till, friends: tuple[str, str]
) -> None:
    """LED-41."""
    first, second = friends
    till.transfer(first, second, 120)
    till.push()
    out, into = shop.statement(first)[-2:], shop.statement(second)[-2:]
    assert [(row.kind, row.points) for row in out] == [
        (EntryKind.TRANSFER_OUT, -20),
        (EntryKind.TRANSFER_OUT, -100),
    ]
    assert [(row.kind, row.points) for row in into] == [
        (EntryKind.TRANSFER_IN, 20),
        (EntryKind.TRANSFER_IN, 100),
    ]
    assert len({row.transaction_seq for row in (*out, *into)}) == 1
    assert all(row.reason == "gift" for row in (*out, *into))


def test_a_transfer_never_makes_the_sender_negative(
    shop: Shop, till: Till, friends: tuple[str, str]
) -> None:
    """LED-41."""
    first, second = friends
    till.transfer(first, second, 386)
    outcome = till.outcome()
    assert (outcome.code, outcome.data) == ("points_shortfall", {"asked": 386, "available": 385})
    assert shop.verified().problems == ()


def test_what_a_till_holds_is_not_given_away(shop: Shop) -> None:
    set_policy(shop, OfflinePolicy())
    pouch = Pouch.of(shop, "Касса 1")
    first, second = pouch.till.register("79991111111"), pouch.till.register("79992222222")
    pouch.push()
    pouch.ask(first)
    other = shop.till("Касса 2")
    other.transfer(first, second, 50)
    assert other.outcome().code == "leased_elsewhere"
    assert shop.verified().problems == ()


def test_a_guest_gives_away_only_so_much_a_day(shop: Shop, till: Till) -> None:
    """G-09: by the day of the programme's own zone."""
    first, second = till.register("79991111111"), till.register("79992222222")
    till.adjust(first, 10_000)
    till.adjust(first, 10_000)
    till.transfer(first, second, 9_999)
    till.transfer(first, second, 2)
    till.transfer(first, second, 1)
    *_, most, beyond, last = till.outcomes()
    assert (most.status, last.status) == ("applied", "applied")
    assert (beyond.code, beyond.data) == (
        "transfer_too_large",
        {"points": 2, "limit": 10_000, "given_today": 9_999},
    )
    shop.now_ms += DAY_MS
    till.transfer(first, second, 2)
    assert till.outcome().status == "applied"
    assert shop.verified().problems == ()


def test_who_may_not_give_or_get_is_refused(
    shop: Shop, till: Till, friends: tuple[str, str]
) -> None:
    first, second = friends
    blocked = till.register("79993333333")
    till.push()
    shop.set_status(blocked, CardStatus.BLOCKED)
    till.transfer(first, first, 10)
    till.transfer(first, blocked, 10)
    till.transfer(blocked, first, 10)
    till.transfer(first, an_id("x"), 10)
    till.transfer(first, second, 10, reason="because")
    till.transfer(first, second, 10, staff_id=shop.cashier)
    assert [each.code for each in till.outcomes()] == [
        "same_guest",
        "card_not_usable",
        "card_not_usable",
        "guest_unknown",
        "adjustment_reason_missing",
        "permission_missing",
    ]
    assert shop.verified().problems == ()


def test_two_names_of_one_guest_are_no_two_guests(till: Till) -> None:
    first, again = till.register("79991111111"), till.register("8 999 111-11-11")
    till.transfer(again, first, 10)
    assert till.outcomes()[-1].code == "same_guest"


def test_the_company_is_told_of_both_sides(
    shop: Shop, till: Till, friends: tuple[str, str]
) -> None:
    """LED-41, S16: the sender as of every operation, and the receiver beside him."""
    listen(shop)
    first, second = friends
    sent = till.transfer(first, second, 120)
    till.push()
    (gave,), (got,) = told(shop, "points"), told(shop, "points_received")
    assert (gave["guest_id"], gave["regular"], gave["promo"]) == (first, -20, -100)
    assert (got["guest_id"], got["regular"], got["promo"]) == (second, 20, 100)
    assert (got["key"], got["card_id"]) == (f"{sent}:points_received", shop.card(second).card_id)
    assert got["transaction_seq"] == gave["transaction_seq"]
    assert shop.verified().problems == ()


def test_a_receiver_named_by_an_alias_is_told_of_as_who_he_is(
    shop: Shop, till: Till, friends: tuple[str, str]
) -> None:
    """CSH-50."""
    listen(shop)
    first, second = friends
    alias = till.register("8 999 222-22-22")
    till.transfer(first, alias, 120)
    till.push()
    (got,) = told(shop, "points_received")
    assert (got["guest_id"], got["card_id"]) == (second, shop.card(second).card_id)
    assert shop.verified().problems == ()


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ("DELETE FROM effect WHERE kind = 'points_received'", "nobody is told who got its points"),
        (
            "UPDATE effect SET told = replace(told, '100', '200') WHERE kind = 'points_received'",
            "who got its points is told something else",
        ),
        (
            "UPDATE effect SET operation_id = tenant_id WHERE kind = 'points_received'",
            "no transfer owes it",
        ),
    ],
)
def test_what_the_company_is_told_of_a_receiver_is_computed_again(
    shop: Shop, till: Till, friends: tuple[str, str], change: str, problem: str
) -> None:
    """P6."""
    listen(shop)
    till.transfer(*friends, 120)
    till.push()
    shop.write(lambda conn: conn.execute(text(change)))
    assert problem in " ".join(shop.verified().problems)


def test_both_cards_reach_the_tills(shop: Shop, till: Till, friends: tuple[str, str]) -> None:
    first, second = friends
    cursor = till.pull(0).cursor.seq
    till.transfer(first, second, 50)
    till.push()
    told = {change.id for change in till.pull(cursor).changes if change.kind == "card"}
    assert {shop.card(first).card_id, shop.card(second).card_id} <= told
