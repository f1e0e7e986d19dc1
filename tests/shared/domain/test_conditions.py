"""When rules and promos apply: LOY-41…LOY-50."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from shared.domain.check import PaymentMethod
from shared.domain.conditions import ALWAYS, Condition, Situation
from shared.domain.ids import LevelId
from shared.domain.programme import is_in_force
from shared.domain.visitors import Birthday, Visitor
from tests.shared.domain.programmes import BASE, BRONZE, GOLD, NOON_SATURDAY, SILVER

SATURDAY = datetime(2026, 11, 21, 12, 0, tzinfo=ZoneInfo("Europe/Moscow"))
SITUATION = Situation(
    amount_minor=2_000_00,
    local=SATURDAY,
    visitor=Visitor(SILVER.level_id, (Birthday(3, 2026), Birthday(0, 2026, "child"))),
    categories=frozenset({"rolls", "soups"}),
    methods=frozenset({PaymentMethod.CARD}),
)
NO = Condition(min_check_minor=2_000_01)
YES = Condition(min_check_minor=2_000_00)


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (ALWAYS, True),
        (YES, True),
        (NO, False),
        (Condition(from_minute=0), True),
        (Condition(until_minute=0), True),
        (Condition(max_check_minor=2_000_00), True),
        (Condition(max_check_minor=1_999_99), False),
        (Condition(weekdays=(5, 6)), True),
        (Condition(weekdays=(7,)), False),
        (Condition(level_ids=(GOLD.level_id, SILVER.level_id)), True),
        (Condition(level_ids=(BRONZE.level_id, LevelId("gone"))), False),
        (Condition(birthday_days=3), True),
        (Condition(birthday_days=2), False),
        (Condition(categories=("rolls",)), True),
        (Condition(categories=("pizza", "soups")), True),
        (Condition(categories=("pizza",)), False),
        (Condition(payment_methods=(PaymentMethod.SBP, PaymentMethod.CARD)), True),
        (Condition(payment_methods=(PaymentMethod.CASH,)), False),
        (Condition(all_of=(YES, ALWAYS)), True),
        (Condition(all_of=(YES, NO)), False),
        (Condition(any_of=(NO, YES)), True),
        (Condition(any_of=(NO, NO)), False),
        (replace(NO, any_of=(YES,)), False),
        (Condition(weekdays=(6,), any_of=(NO, Condition(all_of=(YES, ALWAYS)))), True),
        (Condition(weekdays=(6,), categories=("pizza",)), False),
        (Condition(categories=("rolls",), payment_methods=(PaymentMethod.CASH,)), False),
        (Condition(level_ids=(GOLD.level_id,), birthday_days=3), False),
    ],
)
def test_a_condition_holds_where_all_it_says_does(condition: Condition, holds: bool) -> None:
    assert condition.holds(SITUATION) is holds


@pytest.mark.parametrize(
    ("from_minute", "until_minute", "minute", "holds"),
    [
        (12 * 60, 12 * 60 + 1, 12 * 60, True),
        (12 * 60, 12 * 60 + 1, 12 * 60 + 1, False),
        (12 * 60, 15 * 60, 11 * 60 + 59, False),
        (22 * 60, 6 * 60, 23 * 60, True),
        (22 * 60, 6 * 60, 22 * 60, True),
        (22 * 60, 6 * 60, 5 * 60 + 59, True),
        (22 * 60, 6 * 60, 6 * 60, False),
        (22 * 60, 6 * 60, 12 * 60, False),
        (600, 600, 600, False),
        (12 * 60 + 15, 12 * 60 + 45, 12 * 60 + 30, True),
    ],
)
def test_hours_may_go_over_midnight(
    from_minute: int, until_minute: int, minute: int, holds: bool
) -> None:
    """Happy hours end when they say; those of a night begin on the evening before."""
    hours = Condition(from_minute=from_minute, until_minute=until_minute)
    local = SATURDAY.replace(hour=minute // 60, minute=minute % 60)
    assert hours.holds(replace(SITUATION, local=local)) is holds


def test_a_childs_birthday_is_not_the_guests() -> None:
    child_alone = Visitor(SILVER.level_id, (Birthday(0, 2026, "child"),))
    assert not Condition(birthday_days=60).holds(replace(SITUATION, visitor=child_alone))


@pytest.mark.parametrize(
    ("starts", "ends", "is_draft", "expected"),
    [
        (None, None, False, True),
        (None, None, True, False),
        (0, 1, False, True),
        (1, 2, False, False),
        (-1, 0, False, False),
        (-1, 1, True, False),
    ],
)
def test_a_term_begins_with_its_start_and_ends_before_its_end(
    starts: int | None, ends: int | None, is_draft: bool, expected: bool
) -> None:
    """LOY-52: a draft never applies."""
    rule = replace(
        BASE,
        starts_at=None if starts is None else NOON_SATURDAY + timedelta(days=starts),
        ends_at=None if ends is None else NOON_SATURDAY + timedelta(days=ends),
        is_draft=is_draft,
    )
    assert is_in_force(rule, NOON_SATURDAY) is expected
