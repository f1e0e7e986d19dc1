"""Refund: LOY-95…LOY-102, LOY-73, Appendix D 7 and 8."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from shared.domain.leases import OfflinePolicy
from shared.domain.ledger import EntryKind
from tests.builders import an_id
from tests.server.leases.pouch import Pouch, set_policy
from tests.server.shop import Shop, Till
from tests.server.shop_fixtures import SHOP_FILE

TAMPERED = [
    ("UPDATE refund SET refund_minor = refund_minor + 1", "is not what its operation says"),
    ("UPDATE refund SET shortfall = shortfall + 1", "its share is"),
    ("UPDATE refund SET target_operation_id = operation_id", "it is of no check"),
    ("DELETE FROM refund", "is not on record"),
]


@pytest.fixture
def guest_id(till: Till) -> str:
    """A guest with 500 regular and 100 promo points."""
    guest_id = till.register()
    till.adjust(guest_id, 500)
    till.push()
    return guest_id


def test_part_of_an_earning_goes_back_exactly(shop: Shop, till: Till, guest_id: str) -> None:
    """LOY-98: 1,500 of 2,850 takes 150 of 285; LOY-73: 210 more take 21, not 20."""
    earned = till.earn(guest_id, 2_850)
    till.refund(guest_id, earned, 1_500, points=-150)
    till.refund(guest_id, earned, 210, points=-21)
    assert [each.status for each in till.outcomes()] == ["applied"] * 3
    assert shop.balance(guest_id) == (500 + 285 - 171, 100)
    card = shop.card(guest_id)
    assert (card.lifetime_spent_minor, card.total_visits) == (1_140_00, 1)
    assert shop.verified().problems == ()


def test_refunds_in_parts_take_all_and_no_more(shop: Shop, till: Till, guest_id: str) -> None:
    """Appendix D 8, LOY-100: 1,000 + 1,000 + 850 of 2,850 take 100 + 100 + 85."""
    before = shop.card(guest_id)
    earned = till.earn(guest_id, 2_850)
    for roubles, points in ((1_000, -100), (1_000, -100), (850, -85)):
        till.refund(guest_id, earned, roubles, points=points)
    till.refund(guest_id, earned, 1)
    *booked, beyond = till.outcomes()
    assert [each.status for each in booked] == ["applied"] * 4
    assert (beyond.code, beyond.data) == (
        "refund_too_large",
        {"refund_minor": 100, "refundable_minor": 0},
    )
    after = shop.card(guest_id)
    assert after.lots == before.lots
    assert after.lifetime_spent_minor == before.lifetime_spent_minor
    assert shop.verified().problems == ()


def test_a_redeemed_and_earned_check_goes_back_by_halves(
    shop: Shop, till: Till, guest_id: str
) -> None:
    """Points return to the very lots they came from, promo points to promo points (LOY-97)."""
    check = till.check(2_000)
    redeemed = till.redeem(guest_id, 150, promo=100, check=check)
    earned = till.earn(guest_id, 2_000, check=check, redeemed_points=150, after=redeemed)
    first = till.refund(guest_id, redeemed, 500, points=37)
    till.refund(guest_id, earned, 500, points=-50, after=first)
    assert [each.status for each in till.outcomes()] == ["applied"] * 4
    assert shop.balance(guest_id) == (500 - 50 + 12 + 200 - 50, 25)
    assert shop.verified().problems == ()


def test_a_half_is_refunded_with_the_other_or_not_at_all(till: Till, guest_id: str) -> None:
    earned = till.earn(guest_id, 2_000)
    refused = till.refund(guest_id, an_id("x"), 500)
    till.refund(guest_id, earned, 500, after=refused)
    till.refund(guest_id, earned, 500, after=earned)
    assert [each.code for each in till.outcomes()[2:]] == ["dependency_refused"] * 2


def test_a_cancel_after_a_refund_takes_the_remainder(shop: Shop, till: Till, guest_id: str) -> None:
    """LOY-100: a full refund after partial ones reverses only what is left."""
    before = shop.card(guest_id)
    earned = till.earn(guest_id, 2_850)
    till.refund(guest_id, earned, 1_500, points=-150)
    till.cancel(guest_id, earned, -135)
    till.refund(guest_id, earned, 100)
    *booked, late = till.outcomes()
    assert [each.status for each in booked] == ["applied"] * 3
    assert late.data == {"operation_id": earned, "reason": "already_cancelled"}
    after = shop.card(guest_id)
    assert after.lots == before.lots
    assert (after.lifetime_spent_minor, after.total_visits) == (0, 0)
    assert shop.verified().problems == ()


def test_what_was_refunded_whole_is_not_cancelled_too(till: Till, guest_id: str) -> None:
    earned = till.earn(guest_id, 2_000)
    till.refund(guest_id, earned, 2_000, points=-200)
    till.cancel(guest_id, earned, 0)
    assert till.outcomes()[-1].data == {"operation_id": earned, "reason": "refunded"}


def test_points_spent_since_are_on_record_as_a_shortfall(shop: Shop, till: Till) -> None:
    """LOY-101: what is there is taken, of the other kind too; the rest is the manager's to see."""
    guest_id = till.register()
    earned = till.earn(guest_id, 2_000)
    till.redeem(guest_id, 250, promo=100)
    till.refund(guest_id, earned, 1_000, points=-100)
    outcome = till.outcomes()[-1]
    assert (outcome.status, outcome.code, outcome.data) == (
        "adjusted",
        "refund_shortfall",
        {"shortfall": 50},
    )
    assert shop.balance(guest_id) == (0, 0)
    assert shop.verified().problems == ()


def test_what_a_till_holds_of_it_is_not_taken_behind_its_back(shop: Shop) -> None:
    set_policy(shop, OfflinePolicy())
    pouch = Pouch.of(shop, "Касса 1")
    guest_id = pouch.till.register()
    earned = pouch.till.earn(guest_id, 2_000)
    pouch.push()
    pouch.ask(guest_id)
    shop.till("Касса 2").refund(guest_id, earned, 1_000)
    other = shop.till("Касса 3")
    other.refund(guest_id, earned, 1_000, points=-100)
    assert other.outcome().data == {"shortfall": 100}
    pouch.spend(guest_id, 300)
    assert pouch.outcome().status == "applied"
    assert shop.verified().problems == ()


def test_what_is_not_there_to_refund_is_refused(shop: Shop, till: Till, guest_id: str) -> None:
    """LOY-99: an original nobody knows."""
    other = till.register("79990000002")
    earned = till.earn(guest_id, 2_000)
    refused, given = till.redeem(guest_id, 5), till.adjust(guest_id, 10)
    till.refund(guest_id, an_id("x"), 100)
    till.refund(guest_id, refused, 100)
    till.refund(guest_id, given, 100)
    till.refund(other, earned, 100)
    till.refund(an_id("x"), earned, 100)
    till.refund(guest_id, earned, 100, reason="because")
    till.refund(guest_id, earned, 100, staff_id=shop.cashier)
    outcomes = till.outcomes()[4:]
    assert [outcome.data.get("reason", outcome.code) for outcome in outcomes] == [
        "unknown",
        "refused",
        "kind",
        "other_guest",
        "guest_unknown",
        "adjustment_reason_missing",
        "permission_missing",
    ]
    assert shop.verified().problems == ()


def test_a_refund_is_rows_of_its_own(shop: Shop, till: Till, guest_id: str) -> None:
    """LED-44, LOY-97: nothing is edited."""
    redeemed = till.redeem(guest_id, 150, promo=100)
    till.refund(guest_id, redeemed, 1_000, points=75)
    till.push()
    rows = shop.statement(guest_id)[-2:]
    assert [(row.kind, row.points) for row in rows] == [
        (EntryKind.REFUND_REDEEM, 25),
        (EntryKind.REFUND_REDEEM, 50),
    ]


@pytest.mark.parametrize(("deed", "named"), TAMPERED)
def test_a_refund_that_somebody_changed_is_found(
    sqlite_shop: Shop, tmp_path: Path, deed: str, named: str
) -> None:
    till = sqlite_shop.till()
    guest_id = till.register()
    earned = till.earn(guest_id, 2_000)
    till.refund(guest_id, earned, 1_000, points=-100)
    till.push()
    assert sqlite_shop.verified().problems == ()
    with closing(sqlite3.connect(tmp_path / SHOP_FILE)) as db, db:
        db.execute(deed)
    problems = sqlite_shop.verified().problems
    assert any(named in problem for problem in problems), problems
