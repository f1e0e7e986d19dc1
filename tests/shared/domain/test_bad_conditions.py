"""What a condition may not say, by path and reason (LOY-42…LOY-50)."""

import pytest

from shared.domain.check import PaymentMethod
from shared.domain.condition_check import CONDITION_DEPTH_MAX, GROUP_MAX
from shared.domain.conditions import Condition
from shared.domain.ids import LevelId
from shared.domain.programme import ProgrammeVersion
from shared.domain.programme_check import check_programme
from tests.shared.domain.changed import promo_if, refused, rule, rule_if
from tests.shared.domain.programmes import BRONZE, GOLD

GROUPED = "part_in_group"


def nested(depth: int) -> Condition:
    """A condition of so many levels."""
    return Condition() if depth == 1 else Condition(all_of=(nested(depth - 1),))


REFUSED = [
    (
        rule_if(min_check_minor=2, max_check_minor=1),
        "rules.1.condition.max_check_minor",
        "out_of_range",
    ),
    (rule_if(weekdays=(1, 0)), "rules.1.condition.weekdays", "out_of_range"),
    (rule_if(weekdays=(8,)), "rules.1.condition.weekdays", "out_of_range"),
    (rule_if(weekdays=(6, 7, 6)), "rules.1.condition.weekdays.2", "twice"),
    (rule_if(from_minute=5), "rules.1.condition.until_minute", "missing"),
    (rule_if(from_minute=5, until_minute=5), "rules.1.condition.until_minute", "same"),
    (rule_if(until_minute=5), "rules.1.condition.until_minute", "missing"),
    (
        rule_if(from_minute=-1, until_minute=5),
        "rules.1.condition.from_minute",
        "out_of_range",
    ),
    (
        rule_if(from_minute=5, until_minute=1440),
        "rules.1.condition.until_minute",
        "out_of_range",
    ),
    (rule_if(level_ids=(LevelId("gone"),)), "rules.1.condition.level_ids.0", "unknown"),
    (
        rule_if(level_ids=(GOLD.level_id, GOLD.level_id)),
        "rules.1.condition.level_ids.1",
        "twice",
    ),
    (rule_if(categories=("fish",)), "rules.1.condition.categories.0", "unknown"),
    (rule_if(categories=("rolls", "rolls")), "rules.1.condition.categories.1", "twice"),
    (
        rule_if(payment_methods=(PaymentMethod.CARD, PaymentMethod.SBP, PaymentMethod.CARD)),
        "rules.1.condition.payment_methods.2",
        "twice",
    ),
    (rule_if(any_of=(Condition(categories=("rolls",)),)), "rules.1.condition.any_of.0", GROUPED),
    (
        rule_if(all_of=(Condition(), Condition(payment_methods=(PaymentMethod.CARD,)))),
        "rules.1.condition.all_of.1",
        GROUPED,
    ),
    (
        promo_if(any_of=(Condition(any_of=(Condition(weekdays=(9,)),)),)),
        "promos.1.condition.any_of.0.any_of.0.weekdays",
        "out_of_range",
    ),
    (
        rule_if(all_of=(Condition(),) * (GROUP_MAX + 1)),
        "rules.1.condition.all_of",
        "too_many",
    ),
    (
        promo_if(any_of=(Condition(),) * (GROUP_MAX + 1)),
        "promos.1.condition.any_of",
        "too_many",
    ),
    (
        rule(condition=nested(CONDITION_DEPTH_MAX + 1)),
        "rules.1.condition" + ".all_of.0" * CONDITION_DEPTH_MAX,
        "too_deep",
    ),
]


@pytest.mark.parametrize(("programme", "field", "reason"), REFUSED)
def test_what_a_condition_may_not_say_is_named_by_its_path(
    programme: ProgrammeVersion, field: str, reason: str
) -> None:
    assert refused(programme) == (field, reason)


@pytest.mark.parametrize(
    "programme",
    [
        rule_if(min_check_minor=5, max_check_minor=5),
        rule_if(weekdays=(1, 2, 3, 4, 5, 6, 7)),
        rule_if(from_minute=0, until_minute=1439),
        rule_if(level_ids=(BRONZE.level_id, GOLD.level_id), categories=("rolls", "soups")),
        rule_if(payment_methods=tuple(PaymentMethod)),
        rule_if(any_of=(Condition(weekdays=(1,)),) * GROUP_MAX),
        promo_if(any_of=(Condition(categories=("rolls",)),)),
        promo_if(all_of=(Condition(payment_methods=(PaymentMethod.CARD,)),)),
        rule(condition=nested(CONDITION_DEPTH_MAX)),
    ],
)
def test_what_a_condition_may_say_is_accepted(programme: ProgrammeVersion) -> None:
    check_programme(programme)
