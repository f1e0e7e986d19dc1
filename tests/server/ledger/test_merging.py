"""Merges by hand: two guests become one with all they have, and part again (GST-70, GST-71)."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from server.audit import Action, activities
from server.guests.refusals import NotMerged, PointsLeased
from server.ledger.statement import statement
from shared.domain.card import CardStatus
from shared.domain.errors import GuestUnknown, SameGuest
from shared.domain.ids import GuestId, card_id_of
from shared.domain.leases import OfflinePolicy
from shared.domain.ledger import EntryKind
from tests.builders import an_id
from tests.server.leases.pouch import Pouch, reclaim, set_policy
from tests.server.ledger.merges import merge, unmerge
from tests.server.shop import Shop, Till
from tests.server.shop_fixtures import SHOP_FILE

WELCOME = 100
EARNED = 200
"""For a check of 2,000 roubles."""
FIRST, SECOND, THIRD = "79991234567", "79997654321", "79990001122"
HOUR_MS = 3_600_000
TAMPERED = [
    ("UPDATE guest SET alias_of = NULL", "alias_of is not what"),
    ("UPDATE guest_merge SET record = replace(record, 'ACTIVE', 'BLOCKED')", "guest_merge"),
    ("DELETE FROM guest_merge", "nobody was merged by it"),
    ("UPDATE guest_merge SET survivor_id = source_id", "did not move the lots of these two"),
    ("UPDATE card SET total_visits = total_visits + 1", "visits"),
]


@pytest.fixture
def pair(till: Till) -> tuple[str, str]:
    """Two registered guests, each with a welcome and an earn."""
    first, second = till.register(FIRST), till.register(SECOND)
    till.earn(first)
    till.earn(second)
    till.push()
    return first, second


def test_the_survivor_has_all_that_both_had(shop: Shop, pair: tuple[str, str]) -> None:
    first, second = pair
    done = merge(shop, second, first)
    assert done.moved_points == WELCOME + EARNED
    assert shop.balance(second) == shop.balance(first) == (2 * EARNED, 2 * WELCOME)
    card = shop.card(first)
    assert (card.total_visits, card.lifetime_spent_minor) == (2, 400_000)
    assert done.source.status is CardStatus.MERGED
    assert (done.source.total_visits, done.source.lots) == (0, ())
    assert shop.verified().problems == ()


def test_what_was_posted_stays_where_it_was_posted(shop: Shop, pair: tuple[str, str]) -> None:
    first, second = pair
    merge(shop, second, first)
    card_id = card_id_of(GuestId(second))
    rows = shop.read(lambda conn: statement(conn, shop.tenant_id, card_id))
    moved = [(row.kind, row.points) for row in rows[-2:]]
    assert moved == [(EntryKind.MERGE, -EARNED), (EntryKind.MERGE, -WELCOME)]
    assert rows[-1].after == 0


def test_the_log_says_who_merged_whom_and_how_much(shop: Shop, pair: tuple[str, str]) -> None:
    first, second = pair
    done = merge(shop, second, first)
    last = shop.read(lambda conn: activities(conn, shop.tenant_id))[-1]
    assert (last.action, last.entity_id) == (Action.GUESTS_MERGED, second)
    assert last.details == {
        "merge_id": done.merge_id,
        "survivor_guest_id": first,
        "source_card_id": card_id_of(GuestId(second)),
        "moved_points": WELCOME + EARNED,
    }


def test_what_comes_late_for_the_loser_lands_on_the_survivor(
    shop: Shop, till: Till, pair: tuple[str, str]
) -> None:
    first, second = pair
    till.earn(second)
    till.redeem(second, 150, promo=150)
    merge(shop, second, first)
    assert [each.status for each in till.outcomes()] == ["applied", "applied"]
    assert shop.balance(first) == (3 * EARNED, 50)
    assert shop.card(first).total_visits == 3
    assert shop.verified().problems == ()


def test_what_the_loser_did_is_taken_back_on_the_survivor(
    shop: Shop, till: Till, pair: tuple[str, str]
) -> None:
    first, second = pair
    earned = till.earn(second)
    spent = till.redeem(second, WELCOME, promo=WELCOME)
    till.push()
    merge(shop, second, first)
    till.cancel(second, earned, -EARNED)
    till.cancel(first, spent, WELCOME)
    assert [each.status for each in till.outcomes()] == ["applied", "applied"]
    assert shop.balance(first) == (2 * EARNED, 2 * WELCOME)
    assert shop.card(first).total_visits == 2
    assert shop.verified().problems == ()


def test_the_other_half_of_a_check_is_booked_after_the_merge(
    shop: Shop, till: Till, pair: tuple[str, str]
) -> None:
    first, second = pair
    check = till.check(2_000)
    spent = till.redeem(second, 50, promo=50, check=check)
    till.push()
    merge(shop, second, first)
    till.earn(second, check=check, after=spent, redeemed_points=50)
    assert [each.status for each in till.outcomes()] == ["applied"]
    assert shop.verified().problems == ()


def test_the_phone_of_the_loser_leads_to_the_survivor(
    shop: Shop, till: Till, pair: tuple[str, str]
) -> None:
    first, second = pair
    merge(shop, second, first)
    again = till.register(SECOND)
    [outcome] = till.outcomes()
    assert (outcome.code, outcome.data["survivor_guest_id"]) == ("guest_merged", first)
    assert shop.balance(again) == (2 * EARNED, 2 * WELCOME)
    assert shop.verified().problems == ()


def test_a_till_goes_on_spending_what_it_holds_of_the_loser(shop: Shop) -> None:
    set_policy(shop, OfflinePolicy())
    pouch = Pouch.of(shop, "Касса 2")
    first, second = pouch.till.register(FIRST), pouch.till.register(SECOND)
    pouch.push()
    pouch.ask(second)
    merge(shop, second, first)
    pouch.spend(second, 60)
    assert [each.status for each in pouch.till.outcomes()] == ["applied"]
    assert shop.balance(first) == (0, 2 * WELCOME - 60)
    assert shop.verified().problems == ()


def test_what_a_silent_till_spent_before_the_merge_is_booked_however_late(shop: Shop) -> None:
    set_policy(shop, OfflinePolicy())
    pouch = Pouch.of(shop, "Касса 2")
    first, second = pouch.till.register(FIRST), pouch.till.register(SECOND)
    pouch.push()
    pouch.ask(second)
    pouch.spend(second, 60)
    shop.now_ms += 48 * HOUR_MS
    assert reclaim(shop)
    merge(shop, second, first)
    outcomes = pouch.till.outcomes()
    assert [each.status for each in outcomes] == ["applied"]
    assert shop.balance(first) == (0, 2 * WELCOME - 60)
    assert shop.verified().problems == ()


def test_an_unmerge_gives_back_what_each_one_had(shop: Shop, pair: tuple[str, str]) -> None:
    first, second = pair
    before = shop.card(first), shop.card(second)
    merge(shop, second, first)
    assert unmerge(shop, second).moved_points == WELCOME + EARNED
    assert (shop.card(first), shop.card(second)) == before
    assert shop.verified().problems == ()
    merge(shop, second, first)
    assert shop.balance(second) == (2 * EARNED, 2 * WELCOME)
    assert shop.verified().problems == ()


def test_an_unmerge_leaves_what_was_done_meanwhile_to_the_survivor(
    shop: Shop, till: Till, pair: tuple[str, str]
) -> None:
    first, second = pair
    merge(shop, second, first)
    shop.now_ms += HOUR_MS
    till.earn(second)
    till.redeem(first, 250, 5_000, promo=200)
    till.push()
    unmerge(shop, second)
    assert shop.balance(second)[1] == 0
    assert sum(shop.balance(first) + shop.balance(second)) == 2 * WELCOME + 3 * EARNED - 250
    assert (shop.card(first).total_visits, shop.card(second).total_visits) == (2, 1)
    assert shop.verified().problems == ()
    till.earn(second)
    till.push()
    assert shop.card(second).total_visits == 2
    assert shop.verified().problems == ()


def test_what_lies_on_the_other_card_now_is_taken_back_by_nobody(
    shop: Shop, till: Till, pair: tuple[str, str]
) -> None:
    first, second = pair
    merge(shop, second, first)
    earned = till.earn(second)
    spent = till.redeem(first, 200, promo=200)
    till.push()
    unmerge(shop, second)
    till.cancel(second, earned, -EARNED)
    till.cancel(first, spent, 200)
    reasons = [(each.code, each.data["reason"]) for each in till.outcomes()]
    assert reasons == [("not_cancellable", "other_guest")] * 2
    assert shop.verified().problems == ()


def test_refunds_of_the_loser_are_counted_for_whoever_has_his_checks(
    shop: Shop, till: Till, pair: tuple[str, str]
) -> None:
    first, second = pair
    earned = till.earn(second, 4_000)
    till.push()
    merge(shop, second, first)
    till.refund(second, earned, 1_000, points=-100)
    [outcome] = till.outcomes()
    assert outcome.status == "applied"
    assert shop.card(first).lifetime_spent_minor == 700_000
    unmerge(shop, second)
    assert shop.card(first).lifetime_spent_minor == 200_000
    assert shop.card(second).lifetime_spent_minor == 500_000
    assert shop.verified().problems == ()


def test_three_guests_become_one_and_part_in_any_order(
    shop: Shop, till: Till, pair: tuple[str, str]
) -> None:
    first, second = pair
    shop.now_ms += HOUR_MS
    third = till.register(THIRD)
    till.push()
    before = [shop.card(each) for each in (first, second, third)]
    merge(shop, third, second)
    merge(shop, second, first)
    assert shop.balance(third) == (2 * EARNED, 3 * WELCOME)
    unmerge(shop, third)
    assert shop.verified().problems == ()
    unmerge(shop, second)
    assert [shop.card(each) for each in (first, second, third)] == before
    assert shop.verified().problems == ()


def test_who_parted_first_leaves_nothing_of_his_on_the_one_between(
    shop: Shop, till: Till, pair: tuple[str, str]
) -> None:
    """Third into second, second into first; when each of them came last is told apart again."""
    first, second = pair
    shop.now_ms += HOUR_MS
    third = till.register(THIRD)
    till.earn(third)
    till.push()
    before = [shop.card(each) for each in (first, second, third)]
    merge(shop, third, second)
    merge(shop, second, first)
    unmerge(shop, third)
    unmerge(shop, second)
    assert [shop.card(each).last_activity_at for each in (first, second, third)] == [
        each.last_activity_at for each in before
    ]
    assert shop.verified().problems == ()


def test_who_was_led_along_goes_back_with_the_one_who_led(
    shop: Shop, till: Till, pair: tuple[str, str]
) -> None:
    first, second = pair
    third = till.register(THIRD)
    again = till.register(SECOND)
    till.push()
    merge(shop, third, second)
    merge(shop, second, first)
    unmerge(shop, second)
    assert shop.balance(third) == shop.balance(again) == (EARNED, 2 * WELCOME)
    assert shop.verified().problems == ()


def test_points_that_a_till_holds_are_not_parted(shop: Shop) -> None:
    set_policy(shop, OfflinePolicy())
    pouch = Pouch.of(shop, "Касса 2")
    first, second = pouch.till.register(FIRST), pouch.till.register(SECOND)
    pouch.push()
    merge(shop, second, first)
    pouch.ask(first)
    with pytest.raises(PointsLeased):
        unmerge(shop, second)
    for lease_id in list(pouch.held):
        pouch.release(first, lease_id)
    pouch.push()
    unmerge(shop, second)
    assert shop.balance(second) == (0, WELCOME)
    assert shop.verified().problems == ()


def test_a_lease_stays_with_the_points_it_still_holds(shop: Shop) -> None:
    """One lease on lots of both: what it had of the source's is spent, the rest is not parted."""
    set_policy(shop, OfflinePolicy())
    pouch = Pouch.of(shop, "Касса 2")
    second = pouch.till.register(SECOND)
    pouch.push()
    shop.now_ms += HOUR_MS
    first = pouch.till.register(FIRST)
    pouch.push()
    merge(shop, second, first)
    pouch.ask(first)
    pouch.spend(first, WELCOME + 30)
    pouch.push()
    unmerge(shop, second)
    assert shop.verified().problems == ()
    for lease_id in list(pouch.held):
        pouch.release(first, lease_id)
    assert pouch.push().outcomes[-1].status == "applied"
    assert shop.verified().problems == ()


def test_one_person_is_not_merged_with_himself(shop: Shop, pair: tuple[str, str]) -> None:
    first, second = pair
    merge(shop, second, first)
    for source, into in ((second, first), (first, second), (first, first)):
        with pytest.raises(SameGuest):
            merge(shop, source, into)
    with pytest.raises(GuestUnknown):
        merge(shop, an_id("nobody"), first)
    with pytest.raises(NotMerged):
        unmerge(shop, first)


def test_a_registration_of_the_same_phone_is_no_merge_to_undo(shop: Shop, till: Till) -> None:
    till.register(FIRST)
    again = till.register(FIRST)
    till.push()
    with pytest.raises(NotMerged):
        unmerge(shop, again)


@pytest.mark.parametrize(("deed", "named"), TAMPERED)
def test_a_merge_that_somebody_changed_is_found(
    sqlite_shop: Shop, tmp_path: Path, deed: str, named: str
) -> None:
    till = sqlite_shop.till()
    first, second = till.register(FIRST), till.register(SECOND)
    till.earn(second)
    till.push()
    merge(sqlite_shop, second, first)
    with closing(sqlite3.connect(tmp_path / SHOP_FILE)) as db, db:
        db.execute(deed)
    problems = sqlite_shop.verified().problems
    assert any(named in problem for problem in problems), problems
