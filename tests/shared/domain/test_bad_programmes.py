"""What a programme may not say: every bound, by the path and the reason of its refusal.

Source: LOY-10, LOY-25…LOY-30, LOY-40…LOY-48, LOY-51, LOY-62, LOY-71, LOY-81…LOY-84, LOY-92.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from string import ascii_uppercase

import pytest

from shared.domain.currency import MICRO_MAX, RateProvider, TableRate
from shared.domain.ids import LevelId, ProgrammeVersionId, PromoId, RuleId
from shared.domain.money import CHECK_AMOUNT_MAX_MINOR
from shared.domain.points import BASIS_POINTS_PER_ONE
from shared.domain.programme import (
    Category,
    ConflictRule,
    ProgrammeVersion,
    PromoStrategy,
)
from shared.domain.programme_check import (
    CATEGORIES_MAX,
    DAYS_MAX,
    LEVELS_MAX,
    MINOR_MAX,
    POINTS_MAX,
    PRIORITY_MAX,
    PRODUCTS_MAX,
    PROMOS_MAX,
    RATES_MAX,
    RULES_MAX,
    WARNING_DAYS_MAX,
    check_programme,
)
from tests.shared.domain.changed import (
    absence,
    category,
    level,
    many,
    promo,
    promo_if,
    refused,
    rule,
    rule_if,
    settings,
)
from tests.shared.domain.programmes import (
    BASE,
    BIG_CHECK,
    BRONZE,
    GOLD,
    NOON_SATURDAY,
    SILVER,
    WELCOME,
)

NAIVE = NOON_SATURDAY.replace(tzinfo=None)
OTHER = ConflictRule(BIG_CHECK.promo_id, WELCOME.promo_id, PromoStrategy.MAX_ONLY)
AED = TableRate("AED", 25_200_000, date(2026, 2, 11))
BY_HAND = partial(settings, rate_provider=RateProvider.MANUAL)
CURRENCIES = tuple(f"{x}{y}X" for x in ascii_uppercase for y in ascii_uppercase)[:RATES_MAX]

NUMBERS = [
    (settings, "redeem_limit_percent", "settings", 10, 100),
    (settings, "redeem_min_points", "settings", 1, POINTS_MAX),
    (settings, "min_check_minor", "settings", 0, CHECK_AMOUNT_MAX_MINOR),
    (settings, "adjustment_points_max", "settings", 1, POINTS_MAX),
    (settings, "transfer_points_per_day", "settings", 1, POINTS_MAX),
    (settings, "inactivity_days", "settings", 1, DAYS_MAX),
    (settings, "downgrade_days", "settings", 1, DAYS_MAX),
    (settings, "downgrade_percent", "settings", 1, 100),
    (settings, "expiry_warning_days", "settings", 0, WARNING_DAYS_MAX),
    (settings, "version_grace_days", "settings", 0, DAYS_MAX),
    (level, "threshold_minor", "levels.1", 1, MINOR_MAX),
    (level, "bonus_bp", "levels.1", 0, BASIS_POINTS_PER_ONE),
    (level, "discount_bp", "levels.1", 0, BASIS_POINTS_PER_ONE),
    (rule, "priority", "rules.1", 1, PRIORITY_MAX),
    (rule, "earn_bp", "rules.1", 0, BASIS_POINTS_PER_ONE),
    (rule, "valid_days", "rules.1", 1, DAYS_MAX),
    (promo, "priority", "promos.1", 1, PRIORITY_MAX),
    (promo, "points", "promos.1", 1, POINTS_MAX),
    (promo, "valid_days", "promos.1", 1, DAYS_MAX),
    (promo, "days", "promos.1", 0, 60),
    (rule_if, "min_check_minor", "rules.1.condition", 0, CHECK_AMOUNT_MAX_MINOR),
    (rule_if, "max_check_minor", "rules.1.condition", 0, CHECK_AMOUNT_MAX_MINOR),
    (promo_if, "min_check_minor", "promos.1.condition", 0, CHECK_AMOUNT_MAX_MINOR),
    (promo_if, "birthday_days", "promos.1.condition", 0, 60),
]
"""Each accepts its least and its most, and nothing beyond."""
BOUNDS = [pytest.param(*each, id=f"{each[2]}.{each[1]}") for each in NUMBERS]


@pytest.mark.parametrize(("make", "name", "path", "least", "most"), BOUNDS)
def test_a_number_stays_within_its_bounds(
    make: Callable[..., ProgrammeVersion], name: str, path: str, least: int, most: int
) -> None:
    check_programme(make(**{name: least}))
    check_programme(make(**{name: most}))
    beyond = {refused(make(**{name: number})) for number in (least - 1, most + 1)}
    first = "overlaps" if name == "threshold_minor" else "out_of_range"
    assert beyond == {(f"{path}.{name}", first), (f"{path}.{name}", "out_of_range")}


@pytest.mark.parametrize(
    ("make", "name", "path"),
    [
        (level, "name", "levels.1.name"),
        (rule, "name", "rules.1.name"),
        (promo, "name", "promos.1.name"),
        (category, "name", "categories.4.name"),
        (lambda name: replace(settings(), name=name), "name", "name"),
    ],
)
def test_a_name_is_one_that_fits_a_slip(
    make: Callable[..., ProgrammeVersion], name: str, path: str
) -> None:
    check_programme(make(**{name: "Ж" * 60}))
    check_programme(make(**{name: " Ж "}))
    assert refused(make(**{name: "Ж" * 61})) == (path, "too_long")
    assert refused(make(**{name: ""})) == (path, "empty")
    assert refused(make(**{name: "  "})) == (path, "empty")
    assert refused(make(**{name: "a\x00b"})) == (path, "format")


@pytest.mark.parametrize(
    ("programme", "field", "reason"),
    [
        (level(threshold_minor=0), "levels.1.threshold_minor", "overlaps"),
        (rule(earn_bp=101_00), "rules.1.earn_bp", "out_of_range"),
        (rule(starts_at=NOON_SATURDAY), "rules.1.ends_at", "missing"),
        (
            promo(starts_at=NOON_SATURDAY, ends_at=NOON_SATURDAY - timedelta(days=1)),
            "promos.1.ends_at",
            "before_start",
        ),
    ],
)
def test_the_mistakes_an_admin_makes_are_named(
    programme: ProgrammeVersion, field: str, reason: str
) -> None:
    """Overlapping levels, 101 %, a rule without an end, a promo that ends before it starts."""
    assert refused(programme) == (field, reason)


REFUSED = [
    (replace(settings(), version_id=ProgrammeVersionId("1")), "version_id", "format"),
    (replace(settings(), number=0), "number", "out_of_range"),
    (replace(settings(), valid_from=NAIVE), "valid_from", "no_zone"),
    (settings(currency="rub"), "settings.currency", "format"),
    (settings(currency="RUBL"), "settings.currency", "format"),
    (settings(timezone="Moon/Crater"), "settings.timezone", "unknown"),
    (settings(timezone="Europe"), "settings.timezone", "unknown"),
    (settings(timezone=""), "settings.timezone", "unknown"),
    (
        settings(rate_provider=RateProvider.SAME_CURRENCY),
        "settings.rate_provider",
        "out_of_range",
    ),
    (settings(rates=(replace(AED, currency="?"),)), "settings.rates.0.currency", "format"),
    (settings(rates=(replace(AED, currency="RUB"),)), "settings.rates.0.currency", "same"),
    (settings(rates=(AED, AED)), "settings.rates.1.currency", "twice"),
    (settings(rates=(replace(AED, micro=0),)), "settings.rates.0.micro", "out_of_range"),
    (
        settings(rates=(replace(AED, micro=MICRO_MAX + 1),)),
        "settings.rates.0.micro",
        "out_of_range",
    ),
    (settings(rates=(AED,) * (RATES_MAX + 1)), "settings.rates", "too_many"),
    (settings(rates=(AED,)), "settings.rates.0.currency", "unknown"),
    (settings(currencies=("USD", "GEL")), "settings.currencies.1", "unknown"),
    (settings(currencies=("RUB",)), "settings.currencies.0", "same"),
    (settings(currencies=("USD", "USD")), "settings.currencies.1", "twice"),
    (settings(currency="GEL", currencies=("USD",)), "settings.currency", "unknown"),
    (settings(excluded_category_ids=("fish",)), "settings.excluded_category_ids.0", "unknown"),
    (settings(excluded_product_ids=("cola", "")), "settings.excluded_product_ids.1", "empty"),
    (
        settings(excluded_product_ids=("c" * 65,)),
        "settings.excluded_product_ids.0",
        "too_long",
    ),
    (
        settings(excluded_product_ids=("cola",) * (PRODUCTS_MAX + 1)),
        "settings.excluded_product_ids",
        "too_many",
    ),
    (
        settings(conflict_rules=(replace(OTHER, promo_a=PromoId("x")),)),
        "settings.conflict_rules.0.promo_a",
        "unknown",
    ),
    (
        settings(conflict_rules=(OTHER, replace(OTHER, promo_b=PromoId("x")))),
        "settings.conflict_rules.1.promo_b",
        "unknown",
    ),
    (
        settings(conflict_rules=(replace(OTHER, promo_b=OTHER.promo_a),)),
        "settings.conflict_rules.0.promo_b",
        "same",
    ),
    (
        settings(
            conflict_rules=(OTHER, ConflictRule(OTHER.promo_b, OTHER.promo_a, OTHER.strategy))
        ),
        "settings.conflict_rules.1",
        "twice",
    ),
    (replace(settings(), levels=()), "levels", "missing"),
    (
        replace(settings(), levels=many(BRONZE, "level_id", LEVELS_MAX + 1)),
        "levels",
        "too_many",
    ),
    (replace(settings(), levels=(SILVER, GOLD)), "levels.0.threshold_minor", "no_lowest"),
    (level(level_id=BRONZE.level_id), "levels.1.level_id", "twice"),
    (level(level_id=LevelId("silver")), "levels.1.level_id", "format"),
    (level(icon="i" * 17), "levels.1.icon", "too_long"),
    (level(colour="red"), "levels.1.colour", "format"),
    (level(colour="#B08D5"), "levels.1.colour", "format"),
    (rule(rule_id=BASE.rule_id), "rules.1.rule_id", "twice"),
    (rule(rule_id=RuleId("weekend")), "rules.1.rule_id", "format"),
    (replace(settings(), rules=many(BASE, "rule_id", RULES_MAX + 1)), "rules", "too_many"),
    (rule(ends_at=NOON_SATURDAY), "rules.1.starts_at", "missing"),
    (rule(starts_at=NAIVE, ends_at=NOON_SATURDAY), "rules.1.starts_at", "no_zone"),
    (rule(starts_at=NOON_SATURDAY, ends_at=NAIVE), "rules.1.ends_at", "no_zone"),
    (rule(starts_at=NOON_SATURDAY, ends_at=NOON_SATURDAY), "rules.1.ends_at", "before_start"),
    (promo(promo_id=WELCOME.promo_id), "promos.1.promo_id", "twice"),
    (promo(promo_id=PromoId("big")), "promos.1.promo_id", "format"),
    (
        replace(settings(), promos=many(BIG_CHECK, "promo_id", PROMOS_MAX + 1)),
        "promos",
        "too_many",
    ),
    (promo(starts_at=NOON_SATURDAY), "promos.1.ends_at", "missing"),
    (absence(0), "promos.1.days", "out_of_range"),
    (absence(DAYS_MAX + 1), "promos.1.days", "out_of_range"),
    (category(category_id=""), "categories.4.category_id", "empty"),
    (category(category_id="w" * 41), "categories.4.category_id", "too_long"),
    (category(category_id="rolls"), "categories.4.category_id", "twice"),
    (category(icon="i" * 17), "categories.4.icon", "too_long"),
    (
        replace(
            settings(), categories=many(Category("", "Вино"), "category_id", CATEGORIES_MAX + 1)
        ),
        "categories",
        "too_many",
    ),
]


@pytest.mark.parametrize(("programme", "field", "reason"), REFUSED)
def test_what_a_programme_may_not_say_is_named_by_its_path(
    programme: ProgrammeVersion, field: str, reason: str
) -> None:
    assert refused(programme) == (field, reason)


@pytest.mark.parametrize(
    "programme",
    [
        BY_HAND(rates=(AED, TableRate("USD", MICRO_MAX, AED.updated_on))),
        BY_HAND(rates=(replace(AED, micro=1),)),
        BY_HAND(rates=tuple(replace(AED, currency=each) for each in CURRENCIES)),
        settings(rates=(AED,), currencies=("USD", "AED")),
        settings(currency="USD", currencies=("RUB", "EUR", "KZT", "AED", "THB")),
        settings(currency="GEL"),
        settings(excluded_category_ids=("alcohol", "rolls"), excluded_product_ids=("c" * 64,)),
        settings(excluded_product_ids=("cola",) * PRODUCTS_MAX),
        settings(conflict_rules=(OTHER,)),
        settings(timezone="Asia/Vladivostok"),
        level(icon="i" * 16, colour="#b08D57"),
        replace(
            settings(),
            levels=tuple(
                replace(each, threshold_minor=place)
                for place, each in enumerate(many(BRONZE, "level_id", LEVELS_MAX))
            ),
        ),
        replace(settings(), rules=many(BASE, "rule_id", RULES_MAX)),
        replace(settings(), promos=many(BIG_CHECK, "promo_id", PROMOS_MAX)),
        replace(settings(), categories=many(Category("", "Вино"), "category_id", CATEGORIES_MAX)),
        rule(starts_at=NOON_SATURDAY, ends_at=NOON_SATURDAY + timedelta(seconds=1)),
        rule(valid_days=None),
        absence(1),
        absence(DAYS_MAX),
        category(category_id="w" * 40, icon="i" * 16),
    ],
)
def test_what_a_programme_may_say_is_accepted(programme: ProgrammeVersion) -> None:
    check_programme(programme)
