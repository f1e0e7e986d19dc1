"""Earning: LOY-32, LOY-40…LOY-44, CSH-20, CSH-27, LOY-81, LOY-84, Appendix D 1."""

from datetime import timedelta

import pytest

from shared.domain.check import Bill
from shared.domain.earning import quote_earn
from shared.domain.money import Money
from shared.domain.programme import Level, ProgrammeSettings
from shared.domain.promos import promos_of_registration
from shared.domain.quotes import StepKind
from shared.domain.visitors import Visitor
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
)


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
