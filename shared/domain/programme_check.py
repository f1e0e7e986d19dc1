"""Which values a programme version may hold; the first one out of bounds is named by its path.

Source: LOY-10, LOY-28, LOY-30, LOY-92, LOY-105; the words for each reason are made at the edge.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shared.domain.check import CATEGORY_ID_MAX_LENGTH, PRODUCT_ID_MAX_LENGTH
from shared.domain.condition_check import BIRTHDAY_WINDOW_MAX, Known, check_condition
from shared.domain.currency import BANKED_CURRENCIES, MICRO_MAX, RateProvider
from shared.domain.errors import FieldInvalid
from shared.domain.ids import is_uuid_text
from shared.domain.money import CHECK_AMOUNT_MAX_MINOR
from shared.domain.points import BASIS_POINTS_PER_ONE
from shared.domain.programme import (
    Category,
    Level,
    ProgrammeSettings,
    ProgrammeVersion,
    Promo,
    PromoKind,
    Rule,
    is_banked,
)

REDEEM_LIMIT_PERCENT_RANGE = range(10, 101)
PERCENT_MAX = 100
DAYS_MAX = 3_660
WARNING_DAYS_MAX = 30
"""A guest is warned once: nobody remembers for longer that he was."""
POINTS_MAX = 1_000_000
MINOR_MAX = 10**13
PRIORITY_MAX = 10_000
NAME_MAX_LENGTH = 60
ICON_MAX_LENGTH = 16
LEVELS_MAX = 50
RULES_MAX = 500
PROMOS_MAX = 200
CATEGORIES_MAX = 500
PRODUCTS_MAX = 5_000
RATES_MAX = 200
_CURRENCY = re.compile(r"[A-Z]{3}")
_COLOUR = re.compile(r"(#[0-9A-Fa-f]{6})?")


def check_programme(programme: ProgrammeVersion) -> None:
    """Raises ``FieldInvalid`` with the path of the first value outside its bounds."""
    _check_head(programme)
    _check_categories(programme.categories)
    _check_settings(programme.settings)
    _check_levels(programme.levels)
    _check_lists(programme)
    for place, rule in enumerate(programme.rules):
        _check_rule(rule, f"rules.{place}", _known(programme, is_part_in_groups=False))
    for place, promo in enumerate(programme.promos):
        _check_promo(promo, f"promos.{place}", _known(programme, is_part_in_groups=True))
    _check_conflicts(programme)
    _check_exclusions(programme)


def _check_head(programme: ProgrammeVersion) -> None:
    _check_id(programme.version_id, "version_id")
    _require(programme.number >= 1, "number")
    _check_name(programme.name, "name")
    _require(programme.valid_from.tzinfo is not None, "valid_from", "no_zone")


def _check_categories(categories: Sequence[Category]) -> None:
    _require(len(categories) <= CATEGORIES_MAX, "categories", "too_many")
    _require_own_ids([each.category_id for each in categories], "categories", "category_id")
    for place, each in enumerate(categories):
        path = f"categories.{place}"
        _check_length(each.category_id, f"{path}.category_id", CATEGORY_ID_MAX_LENGTH)
        _check_name(each.name, f"{path}.name")
        _require(len(each.icon) <= ICON_MAX_LENGTH, f"{path}.icon", "too_long")


def _check_settings(settings: ProgrammeSettings) -> None:
    _require(
        settings.redeem_limit_percent in REDEEM_LIMIT_PERCENT_RANGE, "settings.redeem_limit_percent"
    )
    _require(0 <= settings.min_check_minor <= CHECK_AMOUNT_MAX_MINOR, "settings.min_check_minor")
    for name in ("redeem_min_points", "adjustment_points_max", "transfer_points_per_day"):
        _require(1 <= getattr(settings, name) <= POINTS_MAX, f"settings.{name}")
    for name in ("inactivity_days", "downgrade_days"):
        _require(1 <= getattr(settings, name) <= DAYS_MAX, f"settings.{name}")
    _require(0 <= settings.expiry_warning_days <= WARNING_DAYS_MAX, "settings.expiry_warning_days")
    _require(0 <= settings.version_grace_days <= DAYS_MAX, "settings.version_grace_days")
    _require(1 <= settings.downgrade_percent <= PERCENT_MAX, "settings.downgrade_percent")
    _require(_is_currency(settings.currency), "settings.currency", "format")
    _require(_is_timezone(settings.timezone), "settings.timezone", "unknown")
    _check_currencies(settings)
    _check_rates(settings)


def _check_rates(settings: ProgrammeSettings) -> None:
    provider, path = settings.rate_provider, "settings.rates"
    _require(provider is not RateProvider.SAME_CURRENCY, "settings.rate_provider")
    _require(len(settings.rates) <= RATES_MAX, path, "too_many")
    _require_own_ids([rate.currency for rate in settings.rates], path, "currency")
    for place, rate in enumerate(settings.rates):
        _require(_is_currency(rate.currency), f"{path}.{place}.currency", "format")
        _require(rate.currency != settings.currency, f"{path}.{place}.currency", "same")
        _require(1 <= rate.micro <= MICRO_MAX, f"{path}.{place}.micro")
        is_taken = provider is RateProvider.MANUAL or rate.currency in settings.currencies
        _require(is_taken, f"{path}.{place}.currency", "unknown")


def _check_currencies(settings: ProgrammeSettings) -> None:
    """A bank is asked for money that is counted as ours is (POS-130)."""
    path = "settings.currencies"
    for place, currency in enumerate(settings.currencies):
        _require(currency in BANKED_CURRENCIES, f"{path}.{place}", "unknown")
        _require(currency != settings.currency, f"{path}.{place}", "same")
        _require(currency not in settings.currencies[:place], f"{path}.{place}", "twice")
    is_known = settings.currency in BANKED_CURRENCIES
    _require(is_known or not is_banked(settings), "settings.currency", "unknown")


def _check_levels(levels: Sequence[Level]) -> None:
    _require(0 < len(levels) <= LEVELS_MAX, "levels", "missing" if not levels else "too_many")
    _require_own_ids([level.level_id for level in levels], "levels", "level_id")
    known: set[int] = set()
    for place, level in enumerate(levels):
        path = f"levels.{place}"
        _check_looks(level, path)
        _require(0 <= level.threshold_minor <= MINOR_MAX, f"{path}.threshold_minor")
        _require(level.threshold_minor not in known, f"{path}.threshold_minor", "overlaps")
        known.add(level.threshold_minor)
        _require(0 <= level.bonus_bp <= BASIS_POINTS_PER_ONE, f"{path}.bonus_bp")
        _require(0 <= level.discount_bp <= BASIS_POINTS_PER_ONE, f"{path}.discount_bp")
    _require(0 in known, "levels.0.threshold_minor", "no_lowest")


def _check_looks(level: Level, path: str) -> None:
    _check_id(level.level_id, f"{path}.level_id")
    _check_name(level.name, f"{path}.name")
    _require(len(level.icon) <= ICON_MAX_LENGTH, f"{path}.icon", "too_long")
    _require(_COLOUR.fullmatch(level.colour) is not None, f"{path}.colour", "format")


def _check_lists(programme: ProgrammeVersion) -> None:
    _require(len(programme.rules) <= RULES_MAX, "rules", "too_many")
    _require_own_ids([rule.rule_id for rule in programme.rules], "rules", "rule_id")
    _require(len(programme.promos) <= PROMOS_MAX, "promos", "too_many")
    _require_own_ids([promo.promo_id for promo in programme.promos], "promos", "promo_id")


def _known(programme: ProgrammeVersion, *, is_part_in_groups: bool) -> Known:
    return Known(
        level_ids=frozenset(level.level_id for level in programme.levels),
        categories=frozenset(each.category_id for each in programme.categories),
        is_part_in_groups=is_part_in_groups,
    )


def _check_rule(rule: Rule, path: str, known: Known) -> None:
    _check_id(rule.rule_id, f"{path}.rule_id")
    _check_name(rule.name, f"{path}.name")
    _require(1 <= rule.priority <= PRIORITY_MAX, f"{path}.priority")
    _require(0 <= rule.earn_bp <= BASIS_POINTS_PER_ONE, f"{path}.earn_bp")
    _require(rule.valid_days is None or 1 <= rule.valid_days <= DAYS_MAX, f"{path}.valid_days")
    _check_term(rule.starts_at, rule.ends_at, path)
    check_condition(rule.condition, f"{path}.condition", known=known)


def _check_promo(promo: Promo, path: str, known: Known) -> None:
    _check_id(promo.promo_id, f"{path}.promo_id")
    _check_name(promo.name, f"{path}.name")
    _require(1 <= promo.priority <= PRIORITY_MAX, f"{path}.priority")
    _require(1 <= promo.points <= POINTS_MAX, f"{path}.points")
    _require(1 <= promo.valid_days <= DAYS_MAX, f"{path}.valid_days")
    least = 1 if promo.kind is PromoKind.INACTIVITY else 0
    most = DAYS_MAX if promo.kind is PromoKind.INACTIVITY else BIRTHDAY_WINDOW_MAX
    _require(least <= promo.days <= most, f"{path}.days")
    _check_term(promo.starts_at, promo.ends_at, path)
    check_condition(promo.condition, f"{path}.condition", known=known)


def _check_term(starts_at: datetime | None, ends_at: datetime | None, path: str) -> None:
    """A term has both ends or none: one that never ends by oversight is the dearest mistake."""
    _require(starts_at is None or starts_at.tzinfo is not None, f"{path}.starts_at", "no_zone")
    _require(ends_at is None or ends_at.tzinfo is not None, f"{path}.ends_at", "no_zone")
    _require(starts_at is not None or ends_at is None, f"{path}.starts_at", "missing")
    _require(ends_at is not None or starts_at is None, f"{path}.ends_at", "missing")
    if starts_at is not None and ends_at is not None:
        _require(starts_at < ends_at, f"{path}.ends_at", "before_start")


def _check_conflicts(programme: ProgrammeVersion) -> None:
    known = {promo.promo_id for promo in programme.promos}
    pairs: set[frozenset[str]] = set()
    for place, each in enumerate(programme.settings.conflict_rules):
        path = f"settings.conflict_rules.{place}"
        _require(each.promo_a in known, f"{path}.promo_a", "unknown")
        _require(each.promo_b in known, f"{path}.promo_b", "unknown")
        _require(each.promo_a != each.promo_b, f"{path}.promo_b", "same")
        pair = frozenset({each.promo_a, each.promo_b})
        _require(pair not in pairs, path, "twice")
        pairs.add(pair)


def _check_exclusions(programme: ProgrammeVersion) -> None:
    settings = programme.settings
    known = {each.category_id for each in programme.categories}
    for place, category_id in enumerate(settings.excluded_category_ids):
        _require(category_id in known, f"settings.excluded_category_ids.{place}", "unknown")
    products = "settings.excluded_product_ids"
    _require(len(settings.excluded_product_ids) <= PRODUCTS_MAX, products, "too_many")
    for place, product_id in enumerate(settings.excluded_product_ids):
        _check_length(product_id, f"{products}.{place}", PRODUCT_ID_MAX_LENGTH)


def _check_id(text: str, path: str) -> None:
    _require(is_uuid_text(text), path, "format")


def _check_name(name: str, path: str) -> None:
    _check_length(name.strip(), path, NAME_MAX_LENGTH)
    _require(name.isprintable(), path, "format")


def _check_length(text: str, path: str, longest: int) -> None:
    _require(len(text) > 0, path, "empty")
    _require(len(text) <= longest, path, "too_long")


def _require_own_ids(ids: Sequence[str], path: str, name: str) -> None:
    for place, each in enumerate(ids):
        _require(each not in ids[:place], f"{path}.{place}.{name}", "twice")


def _is_currency(code: str) -> bool:
    return _CURRENCY.fullmatch(code) is not None


def _is_timezone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _require(holds: bool, field: str, reason: str = "out_of_range") -> None:
    if not holds:
        raise FieldInvalid(field=field, reason=reason)
