"""Earning: LOY-32, LOY-40…LOY-44, CSH-20, CSH-27, LOY-81, LOY-84, Appendix D 1."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.domain.bases import PART_RULES_MAX
from shared.domain.check import Bill, BillPart, CheckPayment, PaymentMethod
from shared.domain.conditions import Condition
from shared.domain.currency import Rate, RateProvider
from shared.domain.earning import quote_earn
from shared.domain.errors import WrongProgrammeKind
from shared.domain.ids import PromoId
from shared.domain.money import Money
from shared.domain.programme import Level, ProgrammeKind, ProgrammeSettings, PromoStrategy
from shared.domain.promos import PROMOS_AT_ONCE, promos_of_registration
from shared.domain.quotes import PromoGrant, QuoteStep, StepKind
from shared.domain.visitors import Birthday, Visitor
from tests.shared.domain.programmes import (
    BASE,
    BIG_CHECK,
    BRONZE,
    GOLD,
    NOON_MONDAY,
    NOON_SATURDAY,
    SILVER,
    WEEKEND,
    WELCOME,
    a_programme,
    a_rule,
    uuid_text,
)

GUEST = Visitor(BRONZE.level_id)


@pytest.mark.parametrize(
    ("amount_minor", "level", "points"),
    [
        (2_000_00, SILVER, 300),
        (2_000_00, BRONZE, 200),
        (2_000_00, GOLD, 400),
        (50_00, BRONZE, 5),
        (49_99, BRONZE, 0),
        (0, BRONZE, 0),
        (99_99, SILVER, 9 + 4),
        (119_99, SILVER, 11 + 5),
        (1_000_000_00, GOLD, 200_000),
    ],
)
def test_rule_and_level_are_rounded_down_apart(
    amount_minor: int, level: Level, points: int
) -> None:
    """LOY-32: two floors; 119.99 at 10 % + 5 % is 11 + 5, where one floor would give 17."""
    quote = quote_earn(
        Bill(Money(amount_minor)), Visitor(level.level_id), programme=a_programme(), at=NOON_MONDAY
    )
    assert quote.total == points


def test_the_sample_check_explains_its_300_points() -> None:
    """CSH-20: 2,000 at 10 % is 200, Silver adds 5 % = 100."""
    quote = quote_earn(
        Bill(Money(2_000_00)), Visitor(SILVER.level_id), programme=a_programme(), at=NOON_MONDAY
    )
    assert [(step.kind, step.points, step.basis_points) for step in quote.steps] == [
        (StepKind.RULE, 200, 1000),
        (StepKind.LEVEL, 100, 500),
    ]


def test_only_the_highest_priority_rule_that_matches_earns() -> None:
    """LOY-44: a Saturday check of 2,000 earns 12 %, not 12 % + 10 %."""
    programme = a_programme(rules=(BASE, WEEKEND))
    saturday = quote_earn(
        Bill(Money(2_000_00)), Visitor(BRONZE.level_id), programme=programme, at=NOON_SATURDAY
    )
    monday = quote_earn(
        Bill(Money(2_000_00)), Visitor(BRONZE.level_id), programme=programme, at=NOON_MONDAY
    )
    assert (saturday.total, monday.total) == (240, 200)


def test_the_weekday_is_the_restaurants_own() -> None:
    """LOY-42 in Moscow: Friday 21:30 UTC is already Saturday there."""
    programme = a_programme(rules=(BASE, WEEKEND))
    late_friday = NOON_SATURDAY - timedelta(hours=11, minutes=30)
    quote = quote_earn(
        Bill(Money(2_000_00)), Visitor(BRONZE.level_id), programme=programme, at=late_friday
    )
    assert quote.total == 240


def test_a_check_without_a_rule_earns_nothing_and_says_so() -> None:
    quote = quote_earn(
        Bill(Money(10_00)), Visitor(GOLD.level_id), programme=a_programme(), at=NOON_MONDAY
    )
    assert [step.kind for step in quote.steps] == [StepKind.NO_RULE]


def test_a_promo_adds_points_that_expire() -> None:
    """LOY-84: a promo's points have a term of their own."""
    programme = a_programme(promos=(BIG_CHECK, WELCOME))
    quote = quote_earn(
        Bill(Money(5_000_00)), Visitor(BRONZE.level_id), programme=programme, at=NOON_MONDAY
    )
    assert (quote.regular_points, quote.total) == (500, 550)
    assert quote.grants[0].expires_at == NOON_MONDAY + timedelta(days=7)


def test_earning_on_the_net_sum_leaves_the_redeemed_part_out() -> None:
    """G-04: the whole check by default, the rest to pay where the tenant says so."""
    net = a_programme(settings=ProgrammeSettings(earn_on_net=True))
    for programme, points in ((a_programme(), 300), (net, 240)):
        quote = quote_earn(
            Bill(Money(2_000_00)),
            Visitor(SILVER.level_id),
            programme=programme,
            at=NOON_MONDAY,
            redeemed_points=400,
        )
        assert quote.total == points


def test_a_registration_grants_every_welcome_promo() -> None:
    """CSH-45, LOY-88."""
    welcome = promos_of_registration(
        programme=a_programme(promos=(BIG_CHECK, WELCOME)), at=NOON_MONDAY
    )
    assert [(each.promo_id, each.points) for each in welcome.grants] == [(WELCOME.promo_id, 100)]
    assert [each.name for each in welcome.steps] == ["Добро пожаловать"]


def test_rules_for_parts_leave_each_rouble_to_one() -> None:
    """LOY-44, LOY-68, C-24: rolls for 1,000 at 15 %, what is paid online at 12 %, the rest at 5 %.

    1,500 were paid online, of which 1,000 may have been for the rolls that earned already: the
    rules for parts take from one pool, so together they take no more than the check.
    """
    rolls = a_rule(1, 15_00, Condition(categories=("rolls",)))
    online = a_rule(2, 12_00, Condition(payment_methods=(PaymentMethod.ONLINE, PaymentMethod.SBP)))
    programme = a_programme(rules=(a_rule(3, 5_00), online, rolls))
    bill = Bill(
        Money(2_000_00),
        parts=(BillPart("rolls", 1_000_00), BillPart("soups", 500_00)),
        payments=(CheckPayment(PaymentMethod.ONLINE, 900_00), CheckPayment(PaymentMethod.SBP, 1)),
    )
    quote = quote_earn(bill, GUEST, programme=programme, at=NOON_MONDAY)
    assert [(step.base_minor, step.points) for step in quote.steps] == [
        (1_000_00, 150),
        (900_01, 108),
        (99_99, 4),
    ]


def test_two_rules_for_one_category_take_it_once() -> None:
    both = a_rule(1, 10_00, Condition(categories=("rolls", "soups")))
    soups = a_rule(2, 20_00, Condition(categories=("soups",)))
    bill = Bill(Money(400_00), parts=(BillPart("rolls", 100_00), BillPart("soups", 100_00)))
    quote = quote_earn(bill, GUEST, programme=a_programme(rules=(both, soups)), at=NOON_MONDAY)
    assert [(step.base_minor, step.points) for step in quote.steps] == [(200_00, 20)]


def test_a_rule_for_items_and_payments_takes_the_less_of_both() -> None:
    of_both = Condition(categories=("rolls",), payment_methods=(PaymentMethod.CARD,))
    rules = (a_rule(1, 10_00, of_both), a_rule(2, 20_00, Condition(categories=("rolls",))))
    bill = Bill(
        Money(400_00),
        parts=(BillPart("rolls", 300_00),),
        payments=(CheckPayment(PaymentMethod.CARD, 100_00),),
    )
    quote = quote_earn(bill, GUEST, programme=a_programme(rules=rules), at=NOON_MONDAY)
    assert [(step.base_minor, step.points) for step in quote.steps] == [
        (100_00, 10),
        (200_00, 40),
    ]


def test_a_part_is_no_more_than_what_earns() -> None:
    """LOY-70: a category cannot bring back what the tips took."""
    rolls = a_rule(1, 10_00, Condition(categories=("rolls",)))
    bill = Bill(Money(400_00), parts=(BillPart("rolls", 400_00),), tips_minor=100_00)
    quote = quote_earn(bill, GUEST, programme=a_programme(rules=(rolls,)), at=NOON_MONDAY)
    assert [(step.kind, step.base_minor) for step in quote.steps] == [
        (StepKind.TIPS, 100_00),
        (StepKind.RULE, 300_00),
    ]


def test_of_very_many_rules_for_parts_the_last_leave_theirs_to_the_general_one() -> None:
    names = [f"c{place:02}" for place in range(PART_RULES_MAX + 2)]
    rules = tuple(
        a_rule(place, 10_00, Condition(categories=(name,)))
        for place, name in enumerate(names, start=1)
    )
    bill = Bill(Money(len(names) * 10_00), parts=tuple(BillPart(name, 10_00) for name in names))
    programme = a_programme(rules=(*rules, a_rule(99, 1_00)))
    quote = quote_earn(bill, GUEST, programme=programme, at=NOON_MONDAY)
    assert [step.base_minor for step in quote.steps] == [10_00] * PART_RULES_MAX + [20_00]


def test_of_very_many_promos_the_highest_priorities_are_granted() -> None:
    promos = tuple(
        replace(BIG_CHECK, promo_id=PromoId(uuid_text(200 - place)), priority=place)
        for place in range(1, PROMOS_AT_ONCE + 2)
    )
    quote = quote_earn(
        Bill(Money(5_000_00)), GUEST, programme=a_programme(promos=promos), at=NOON_MONDAY
    )
    assert [each.promo_id for each in quote.grants] == [
        promo.promo_id for promo in promos[:PROMOS_AT_ONCE]
    ]


def test_the_largest_of_very_many_promos_is_granted() -> None:
    """LOY-81: the last in priority is the largest; of those it beat, there is room for some."""
    promos = tuple(
        replace(BIG_CHECK, promo_id=PromoId(uuid_text(100 + place)), priority=place, points=place)
        for place in range(1, PROMOS_AT_ONCE + 3)
    )
    settings = ProgrammeSettings(promo_strategy=PromoStrategy.MAX_ONLY)
    programme = a_programme(promos=promos, settings=settings)
    quote = quote_earn(Bill(Money(5_000_00)), GUEST, programme=programme, at=NOON_MONDAY)
    assert [each.promo_id for each in quote.grants] == [promos[-1].promo_id]
    told = [step.source_id for step in quote.steps[1:]]
    assert told == [each.promo_id for each in (*promos[: PROMOS_AT_ONCE - 1], promos[-1])]


def test_a_rule_with_a_term_earns_promo_points() -> None:
    """LOY-41: 15 % around the birthday, for seven days; the level's bonus stays regular."""
    birthday = replace(
        BASE, earn_bp=15_00, condition=Condition(birthday_days=3), valid_days=7, priority=1
    )
    visitor = Visitor(SILVER.level_id, (Birthday(3, 2026),))
    programme = a_programme(rules=(BASE, replace(birthday, rule_id=WEEKEND.rule_id)))
    quote = quote_earn(Bill(Money(2_000_00)), visitor, programme=programme, at=NOON_MONDAY)
    until = NOON_MONDAY + timedelta(days=7)
    assert quote.grants == (PromoGrant(PromoId(WEEKEND.rule_id), 300, until),)
    assert (quote.regular_points, quote.total) == (100, 400)
    assert quote.steps[0] == QuoteStep(
        StepKind.RULE, 300, 2_000_00, 15_00, WEEKEND.rule_id, BASE.name, until
    )


def test_a_rule_with_a_term_that_earns_nothing_grants_nothing() -> None:
    tiny = replace(BASE, condition=Condition(), valid_days=7)
    quote = quote_earn(
        Bill(Money(9_99)), GUEST, programme=a_programme(rules=(tiny,)), at=NOON_MONDAY
    )
    assert (quote.grants, quote.total) == ((), 0)
    assert [step.kind for step in quote.steps] == [StepKind.RULE]


def test_the_level_adds_to_roubles_that_earn_only() -> None:
    """LOY-32: its floor is over all of them at once; LOY-62, LOY-65: the others give no bonus."""
    rolls = a_rule(1, 15_00, Condition(categories=("rolls",)))
    bill = Bill(Money(2_000_00), parts=(BillPart("rolls", 119_99),))
    programme = a_programme(rules=(rolls,))
    visitor = Visitor(SILVER.level_id)
    quote = quote_earn(bill, visitor, programme=programme, at=NOON_MONDAY)
    assert quote.steps == (
        QuoteStep(StepKind.RULE, 17, 119_99, 15_00, rolls.rule_id, rolls.name),
        QuoteStep(StepKind.LEVEL, 5, 119_99, 5_00, SILVER.level_id, SILVER.name),
    )


def test_where_no_rule_matches_the_base_is_told() -> None:
    quote = quote_earn(
        Bill(Money(10_00)), Visitor(GOLD.level_id), programme=a_programme(), at=NOON_MONDAY
    )
    assert quote.steps == (QuoteStep(StepKind.NO_RULE, 0, base_minor=10_00),)


def test_a_foreign_check_is_judged_by_what_it_is_worth() -> None:
    """LOY-69: 2.00 dirhams are 50.40 roubles, over the rule's 50."""
    rate = Rate("AED", "RUB", 25_200_000, RateProvider.CBR, NOON_MONDAY)
    quote = quote_earn(
        Bill(Money(2_00, "AED"), rate=rate), GUEST, programme=a_programme(), at=NOON_MONDAY
    )
    assert [(step.kind, step.base_minor, step.name) for step in quote.steps] == [
        (StepKind.RATE, 50_40, "AED"),
        (StepKind.RULE, 50_40, BASE.name),
    ]


def test_a_discount_programme_earns_nothing() -> None:
    """LOY-01."""
    programme = a_programme(settings=ProgrammeSettings(kind=ProgrammeKind.DISCOUNT))
    with pytest.raises(WrongProgrammeKind) as refused:
        quote_earn(Bill(Money(100_00)), GUEST, programme=programme, at=NOON_MONDAY)
    assert refused.value.data() == {"kind": "DISCOUNT", "action": "earn"}


def test_a_category_or_method_the_check_has_not_adds_nothing() -> None:
    rules = (
        a_rule(1, 10_00, Condition(categories=("pizza", "rolls"))),
        a_rule(2, 10_00, Condition(payment_methods=(PaymentMethod.SBP, PaymentMethod.CARD))),
    )
    bill = Bill(
        Money(400_00),
        parts=(BillPart("rolls", 100_00),),
        payments=(CheckPayment(PaymentMethod.CARD, 200_00),),
    )
    quote = quote_earn(bill, GUEST, programme=a_programme(rules=rules), at=NOON_MONDAY)
    assert [step.base_minor for step in quote.steps] == [100_00, 200_00]


def test_what_one_rule_took_of_two_categories_is_gone_from_the_first_alone() -> None:
    """150.00 by card are the rolls', so all of the soups still earn by the next rule."""
    by_card = Condition(categories=("rolls", "soups"), payment_methods=(PaymentMethod.CARD,))
    rules = (a_rule(1, 10_00, by_card), a_rule(2, 20_00, Condition(categories=("soups",))))
    bill = Bill(
        Money(400_00),
        parts=(BillPart("rolls", 200_00), BillPart("soups", 200_00)),
        payments=(CheckPayment(PaymentMethod.CARD, 150_00),),
    )
    quote = quote_earn(bill, GUEST, programme=a_programme(rules=rules), at=NOON_MONDAY)
    assert [step.base_minor for step in quote.steps] == [150_00, 200_00]


def test_the_last_kopeck_is_the_general_rules() -> None:
    rules = (a_rule(1, 10_00, Condition(categories=("rolls",))), a_rule(2, 5_00))
    bill = Bill(Money(100_01), parts=(BillPart("rolls", 100_00),))
    quote = quote_earn(bill, GUEST, programme=a_programme(rules=rules), at=NOON_MONDAY)
    assert [(step.base_minor, step.points) for step in quote.steps] == [(100_00, 10), (1, 0)]


def test_where_nothing_is_redeemed_the_net_sum_is_the_whole() -> None:
    """G-04."""
    programme = a_programme(settings=ProgrammeSettings(earn_on_net=True))
    quote = quote_earn(Bill(Money(100_00)), GUEST, programme=programme, at=NOON_MONDAY)
    assert [(step.kind, step.base_minor) for step in quote.steps] == [(StepKind.RULE, 100_00)]
