"""Bills that tell more than an amount: quoted again from what the body says of them."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text

from shared.domain.check import Bill, BillPart, CheckPayment, PaymentMethod
from shared.domain.conditions import Condition
from shared.domain.currency import Rate, RateProvider, TableRate
from shared.domain.ids import RuleId
from shared.domain.money import Money
from shared.domain.programme import Category, Rule
from shared.operations.bodies import RefundBody
from tests.builders import an_id
from tests.server.shop import Shop, Till, renumbered

WHOLE = Money(2_000_00)
DIRHAMS = Money(250_00, "AED")
CASH_TWICE = (CheckPayment(PaymentMethod.CASH, 1), CheckPayment(PaymentMethod.CASH, 2))


@pytest.fixture
def abroad(shop: Shop) -> Shop:
    """A programme whose admin keeps a table of rates (POS-137)."""
    table = (TableRate("AED", 25_200_000, date(2026, 11, 20)),)
    by_hand = replace(shop.programme.settings, rate_provider=RateProvider.MANUAL, rates=table)
    shop.publish(renumbered(shop.programme, settings=by_hand))
    return shop


def test_what_earns_nothing_is_in_the_body(shop: Shop, till: Till) -> None:
    """LOY-62, LOY-64: 15 % of rolls, 10 % of the rest but for tips and excluded items."""
    rolls = Rule(RuleId(an_id("rolls")), "Роллы", 1, 1500, Condition(categories=("rolls",)))
    rules = (rolls, *shop.programme.rules)
    categories = (Category("rolls", "Роллы"),)
    shop.publish(renumbered(shop.programme, rules=rules, categories=categories))
    guest_id = till.register()
    parts = (BillPart("rolls", 1_000_00),)
    till.earn(guest_id, bill=Bill(WHOLE, parts=parts, excluded_minor=300_00, tips_minor=200_00))
    assert till.outcome().status == "applied"
    assert shop.balance(guest_id)[0] == 150 + 50
    assert shop.verified().problems == ()


@pytest.mark.parametrize(
    ("bill", "field"),
    [
        (Bill(WHOLE, tips_minor=2_000_01), "tips_minor"),
        (Bill(WHOLE, payments=CASH_TWICE), "payments.1.method"),
    ],
)
def test_a_bill_that_cannot_be_is_refused_by_its_path(till: Till, bill: Bill, field: str) -> None:
    guest_id = till.register()
    till.earn(guest_id, bill=bill, regular_points=1)
    outcome = till.outcome()
    assert (outcome.status, outcome.data.get("field")) == ("rejected", field)


def test_other_money_earns_by_the_rate_of_the_programme(abroad: Shop) -> None:
    """POS-138: 250.00 AED at 25.2 earn 630, and are 6,300 roubles of spending."""
    till = abroad.till()
    guest_id = till.register()
    check = till.check(250).model_copy(update={"currency": "AED"})
    till.earn(guest_id, bill=Bill(DIRHAMS), check=check)
    assert till.outcome().status == "applied"
    assert abroad.balance(guest_id)[0] == 630
    assert abroad.card(guest_id).lifetime_spent_minor == 6_300_00
    assert abroad.verified().problems == ()


def test_part_of_a_check_in_other_money_goes_back_by_its_rate(abroad: Shop) -> None:
    """LOY-98, LOY-102: 100.00 of 250.00 AED are 252 of 630 points, and 2,520 of 6,300 roubles."""
    till = abroad.till()
    guest_id, earned = earn_dirhams(till)
    refund_dirhams(till, guest_id, earned, minor=100_00, points=-252)
    assert till.outcome().status == "applied"
    assert abroad.balance(guest_id)[0] == 630 - 252
    card = abroad.card(guest_id)
    assert (card.lifetime_spent_minor, card.total_visits) == (3_780_00, 1)
    assert abroad.verified().problems == ()


@pytest.mark.parametrize(
    "parts",
    [
        [(250_00, -630)],
        [(100_01, -252), (49_99, -126), (100_00, -252)],
        [(1, 0), (1, 0), (1, 0), (249_97, -630)],
        [(83_33, -209), (83_33, -210), (83_34, -211)],
    ],
    ids=str,
)
def test_parts_in_other_money_take_what_the_whole_takes(
    abroad: Shop, parts: list[tuple[int, int]]
) -> None:
    """LOY-100, POS-131: also where the rate changed since."""
    till = abroad.till()
    guest_id, earned = earn_dirhams(till)
    dearer = (TableRate("AED", 99_000_000, date(2026, 11, 21)),)
    settings = replace(abroad.programme.settings, rates=dearer)
    abroad.publish(renumbered(abroad.programme, settings=settings))
    for minor, points in parts:
        refund_dirhams(till, guest_id, earned, minor=minor, points=points)
    refund_dirhams(till, guest_id, earned, minor=1, points=0)
    *booked, beyond = till.outcomes()[2:]
    assert [each.status for each in booked] == ["applied"] * len(parts)
    assert beyond.code == "refund_too_large"
    card = abroad.card(guest_id)
    assert (abroad.balance(guest_id)[0], card.lifetime_spent_minor) == (0, 0)
    assert abroad.verified().problems == ()


def test_a_check_in_other_money_is_cancelled_after_a_refund(abroad: Shop) -> None:
    till = abroad.till()
    guest_id, earned = earn_dirhams(till)
    refund_dirhams(till, guest_id, earned, minor=100_00, points=-252)
    till.cancel(guest_id, earned, -378)
    assert [each.status for each in till.outcomes()[2:]] == ["applied"] * 2
    card = abroad.card(guest_id)
    assert (abroad.balance(guest_id)[0], card.lifetime_spent_minor, card.total_visits) == (0, 0, 0)
    assert abroad.verified().problems == ()


def test_what_a_refund_took_off_the_spending_is_computed_again(abroad: Shop) -> None:
    """P6."""
    till = abroad.till()
    guest_id, earned = earn_dirhams(till)
    refund_dirhams(till, guest_id, earned, minor=100_00, points=-252)
    till.push()
    abroad.write(lambda conn: conn.execute(text("UPDATE refund SET worth_minor = 10000")))
    problems = " ".join(abroad.verified().problems)
    assert "it took 10000 off the spending, its share is 252000 (LOY-102)" in problems


def earn_dirhams(till: Till) -> tuple[str, str]:
    """A guest, and the operation by which 250.00 AED earned 630 points."""
    guest_id = till.register()
    check = till.check(250).model_copy(update={"currency": "AED"})
    return guest_id, till.earn(guest_id, bill=Bill(DIRHAMS), check=check)


def refund_dirhams(till: Till, guest_id: str, earned: str, *, minor: int, points: int) -> None:
    part = {"target_operation_id": earned, "refund_minor": minor, "points": points}
    facts = {"guest_id": guest_id, "reason": "mistake", "staff_id": till.shop.manager}
    till.enqueue(RefundBody, facts | part)


def test_nobody_makes_up_a_rate(abroad: Shop) -> None:
    """No rate is never a rate of 1 (G-17), and only the admin's own counts."""
    till = abroad.till()
    guest_id = till.register()
    dear = Rate("AED", "RUB", 99_000_000, RateProvider.MANUAL, datetime(2026, 11, 20, tzinfo=UTC))
    for bill in (Bill(DIRHAMS, rate=dear), Bill(Money(250_00))):
        check = till.check(250).model_copy(update={"currency": "AED"})
        till.earn(guest_id, bill=bill, check=check)
    refused = [outcome.data for outcome in till.outcomes()[1:]]
    assert refused == [{"field": "bill.rate", "reason": "foreign"}] * 2
