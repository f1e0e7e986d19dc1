"""DISCOUNT programmes: a visit and its spending are booked, and never a point (LOY-01, LOY-03)."""

from dataclasses import replace
from typing import Any

import pytest

from server.guests.service import set_discount
from server.ledger.visits import last_visitors
from shared.domain.check import Bill
from shared.domain.discounts import quote_discount
from shared.domain.errors import FieldInvalid
from shared.domain.ids import GuestId, LevelId
from shared.domain.money import Money
from shared.domain.programme import ProgrammeKind
from shared.domain.visitors import Visitor
from shared.operations.bodies import DiscountBody
from shared.operations.encode import step_bodies
from shared.operations.inputs import visitor_body
from tests.builders import BRONZE, GOLD, SILVER, a_programme, an_id
from tests.server.shop import Shop, Till, open_shop, renumbered

PERCENTS = {BRONZE: 300, SILVER: 500, GOLD: 1_000}


@pytest.fixture
def discounts(shop: Shop) -> Shop:
    """Another tenant of the same server: 3, 5 and 10 % off."""
    programme = a_programme()
    settings = replace(programme.settings, kind=ProgrammeKind.DISCOUNT)
    levels = tuple(replace(x, discount_bp=PERCENTS[x.level_id]) for x in programme.levels)
    plain = replace(programme, settings=settings, levels=levels, rules=(), promos=())
    return open_shop(shop.database, shop.chance, programme=plain)


def discount(till: Till, guest_id: str, roubles: int = 2_000, **changed: Any) -> str:
    """A check of ``roubles``, with what the level has off."""
    bill = changed.pop("bill", Bill(Money(roubles * 100)))
    visitor = changed.pop("visitor", Visitor(LevelId(changed.get("level_id", BRONZE))))
    quote = quote_discount(bill, visitor, programme=till.shop.programme)
    facts: dict[str, Any] = {
        "guest_id": guest_id,
        "check": till.check(roubles),
        "level_id": visitor.level_id,
        "visitor": visitor_body(visitor),
        "discount_minor": quote.discount_minor,
        "steps": step_bodies(quote.steps),
    }
    return till.enqueue(DiscountBody, facts | changed)


def test_a_discount_is_a_visit_and_its_spending(discounts: Shop) -> None:
    """G-05: 3 % of 2,000.00 are 60.00; what counts is the whole check."""
    till = discounts.till()
    guest_id = till.register()
    discount(till, guest_id)
    outcome = till.outcome()
    assert (outcome.status, outcome.code, outcome.notes) == ("applied", None, ())
    assert outcome.effect is not None
    assert (outcome.effect.regular, outcome.effect.promo) == (0, 0)
    card = discounts.card(guest_id)
    assert (card.total_visits, card.lifetime_spent_minor, card.lots) == (1, 2_000_00, ())
    seen = discounts.read(
        lambda conn: last_visitors(conn, discounts.tenant_id, discounts.restaurant_id, limit=3)
    )
    assert seen == [card.card_id]
    assert discounts.verified().problems == ()


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"discount_minor": 60_01}, "quote_mismatch"),
        ({"discount_minor": 0}, "quote_mismatch"),
        ({"programme_version_id": an_id("x")}, "programme_unknown"),
        ({"staff_id": an_id("x")}, "field_invalid"),
    ],
)
def test_a_discount_the_rules_refuse_leaves_nothing(
    discounts: Shop, changed: dict[str, Any], code: str
) -> None:
    till = discounts.till()
    guest_id = till.register()
    discount(till, guest_id, **changed)
    outcome = till.outcome()
    assert (outcome.status, outcome.code) == ("rejected", code)
    assert discounts.card(guest_id).total_visits == 0
    assert discounts.verified().problems == ()


def test_a_check_has_one_discount(discounts: Shop) -> None:
    """LED-20."""
    till = discounts.till()
    guest_id = till.register()
    check = till.check(2_000)
    discount(till, guest_id, check=check)
    discount(till, guest_id, check=check)
    assert [each.code for each in till.outcomes()] == [None, None, "check_already_booked"]
    assert discounts.verified().problems == ()


def test_a_level_that_differs_is_noted(discounts: Shop) -> None:
    till = discounts.till()
    guest_id = till.register()
    discount(till, guest_id, level_id=GOLD)
    assert till.outcome().notes == ("level_differs",)


def test_a_discount_of_his_own_goes_before_his_level_s(discounts: Shop) -> None:
    """LOY-03: 15 % of 2,000.00, as every till is told."""
    till = discounts.till()
    guest_id = GuestId(till.register())
    till.push()
    tenant_id = discounts.tenant_id
    discounts.write(lambda conn: set_discount(conn, tenant_id, guest_id, discount_bp=1_500))
    told = [each.data for each in till.pull().changes if each.kind == "card"]
    assert told[-1]["discount_bp"] == 1_500
    discount(till, guest_id, visitor=Visitor(BRONZE, discount_bp=1_500), discount_minor=300_00)
    discount(till, guest_id)  # a till that was told of no discount of his own
    outcomes = till.outcomes()
    assert [each.status for each in outcomes] == ["applied", "applied"]
    assert [each.notes for each in outcomes] == [(), ("guest_differs",)]
    with pytest.raises(FieldInvalid):
        discounts.write(lambda conn: set_discount(conn, tenant_id, guest_id, discount_bp=10_001))
    assert discounts.verified().problems == ()


def test_a_discount_by_mistake_is_taken_back(discounts: Shop) -> None:
    """The visit, its spending and the place on the check; there are no points to move."""
    till = discounts.till()
    guest_id = till.register()
    check = till.check(2_000)
    mistake = discount(till, guest_id, check=check)
    till.cancel(guest_id, mistake, 0, staff_id=discounts.cashier)
    till.cancel(guest_id, mistake, 0)
    discount(till, guest_id, check=check)
    outcomes = till.outcomes()[1:]
    assert [each.code for each in outcomes] == [None, None, "not_cancellable", None]
    card = discounts.card(guest_id)
    assert (card.total_visits, card.lifetime_spent_minor) == (1, 2_000_00)
    assert discounts.verified().problems == ()


def test_part_of_a_discounted_check_goes_back(discounts: Shop) -> None:
    """LOY-102: the spending falls with it, a visit there was; and never more than the check."""
    till = discounts.till()
    guest_id = till.register()
    given = discount(till, guest_id)
    for roubles in (500, 1_501, 1_500):
        till.refund(guest_id, given, roubles)
    assert [each.code for each in till.outcomes()[2:]] == [None, "refund_too_large", None]
    card = discounts.card(guest_id)
    assert (card.total_visits, card.lifetime_spent_minor, card.lots) == (1, 0, ())
    till.cancel(guest_id, given, 0)
    refused = till.outcome()
    assert (refused.code, refused.data["reason"]) == ("not_cancellable", "refunded")
    assert discounts.verified().problems == ()


def test_a_discounted_check_that_was_refunded_in_part_is_cancelled_whole(discounts: Shop) -> None:
    till = discounts.till()
    guest_id = till.register()
    given = discount(till, guest_id)
    till.refund(guest_id, given, 500)
    till.cancel(guest_id, given, 0)
    assert {each.code for each in till.outcomes()} == {None}
    card = discounts.card(guest_id)
    assert (card.total_visits, card.lifetime_spent_minor) == (0, 0)
    assert discounts.verified().problems == ()


def test_a_discount_before_its_guest_waits_for_him(discounts: Shop) -> None:
    till, other = discounts.till(), discounts.till("Касса 2")
    guest_id = till.register()
    discount(other, guest_id)
    assert other.outcome().status == "parked"
    till.push()
    assert discounts.card(guest_id).total_visits == 1
    assert discounts.verified().problems == ()


def test_no_points_where_percentages_are_given(discounts: Shop) -> None:
    """LOY-01: whatever a till asks for."""
    till = discounts.till()
    guest_id = till.register()
    version_id = discounts.programme.version_id
    discounts.programme = renumbered(a_programme())
    till.earn(guest_id, programme_version_id=version_id)
    till.redeem(guest_id, 100, programme_version_id=version_id)
    till.adjust(guest_id, 100, programme_version_id=version_id)
    assert [each.code for each in till.outcomes()[1:]] == ["wrong_programme_kind"] * 3
    assert discounts.card(guest_id).lots == ()


def test_no_percentages_where_points_are_given(till: Till) -> None:
    guest_id = till.register()
    facts = {"guest_id": guest_id, "check": till.check(100), "level_id": BRONZE}
    till.enqueue(DiscountBody, {**facts, "discount_minor": 3_00})
    outcome = till.outcome()
    assert (outcome.status, outcome.code) == ("rejected", "wrong_programme_kind")
    assert outcome.data == {"kind": "POINTS", "action": "discount"}


def test_a_discount_of_long_ago_is_noted_only(discounts: Shop) -> None:
    """The money is off the check already."""
    till = discounts.till()
    guest_id = till.register()
    till.push()
    old = discounts.programme
    discounts.publish(renumbered(old, name="Новая"))
    discounts.programme = old
    discounts.now_ms += 8 * 24 * 60 * 60 * 1000
    discount(till, guest_id)
    outcome = till.outcome()
    assert (outcome.status, outcome.notes) == (
        "applied",
        ("programme_differs", "programme_outdated"),
    )
