"""Which values a programme version may hold; the first one out of bounds is named by its path.

Source: LOY-10, LOY-28, LOY-30, LOY-92, LOY-105; the words for each reason are made at the edge.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shared.domain.conditions import check_condition
from shared.domain.errors import FieldInvalid
from shared.domain.points import BASIS_POINTS_PER_ONE
from shared.domain.programme import (
    Level,
    ProgrammeSettings,
    ProgrammeVersion,
    Promo,
    PromoKind,
    Rule,
)

REDEEM_LIMIT_PERCENT_RANGE = range(10, 101)
PERCENT_MAX = 100
DAYS_MAX = 3_660
POINTS_MAX = 1_000_000
MINOR_MAX = 10**13
_CURRENCY = re.compile(r"[A-Z]{3}")
LEVELS_MAX = 50
RULES_MAX = 500
PROMOS_MAX = 200


def check_programme(programme: ProgrammeVersion) -> None:
    """Raises ``FieldInvalid`` with the path of the first value outside its bounds."""
    _check_settings(programme.settings)
    _check_levels(programme.levels)
    _require(len(programme.rules) <= RULES_MAX, "rules", "too_many")
    _require_own_ids([rule.rule_id for rule in programme.rules], "rules", "rule_id")
    for place, rule in enumerate(programme.rules):
        _check_rule(rule, f"rules.{place}")
    _require(len(programme.promos) <= PROMOS_MAX, "promos", "too_many")
    _require_own_ids([promo.promo_id for promo in programme.promos], "promos", "promo_id")
    for place, promo in enumerate(programme.promos):
        _check_promo(promo, f"promos.{place}")
    _check_conflicts(programme)


def _check_settings(settings: ProgrammeSettings) -> None:
    _require(
        settings.redeem_limit_percent in REDEEM_LIMIT_PERCENT_RANGE, "settings.redeem_limit_percent"
    )
    _require(0 <= settings.min_check_minor <= MINOR_MAX, "settings.min_check_minor")
    for name in ("redeem_min_points", "adjustment_points_max", "transfer_points_per_day"):
        _require(1 <= getattr(settings, name) <= POINTS_MAX, f"settings.{name}")
    for name in ("inactivity_days", "downgrade_days"):
        _require(1 <= getattr(settings, name) <= DAYS_MAX, f"settings.{name}")
    for name in ("expiry_warning_days", "version_grace_days"):
        _require(0 <= getattr(settings, name) <= DAYS_MAX, f"settings.{name}")
    _require(1 <= settings.downgrade_percent <= PERCENT_MAX, "settings.downgrade_percent")
    _require(_is_currency(settings.currency), "settings.currency", "format")
    _require(_is_timezone(settings.timezone), "settings.timezone", "unknown")


def _check_levels(levels: Sequence[Level]) -> None:
    _require(0 < len(levels) <= LEVELS_MAX, "levels", "missing" if not levels else "too_many")
    _require_own_ids([level.level_id for level in levels], "levels", "level_id")
    known: set[int] = set()
    for place, level in enumerate(levels):
        path = f"levels.{place}"
        _require(0 <= level.threshold_minor <= MINOR_MAX, f"{path}.threshold_minor")
        _require(level.threshold_minor not in known, f"{path}.threshold_minor", "overlaps")
        known.add(level.threshold_minor)
        _require(0 <= level.bonus_bp <= BASIS_POINTS_PER_ONE, f"{path}.bonus_bp")
        _require(0 <= level.discount_bp <= BASIS_POINTS_PER_ONE, f"{path}.discount_bp")
    _require(0 in known, "levels.0.threshold_minor", "no_lowest")


def _check_rule(rule: Rule, path: str) -> None:
    _require(rule.priority >= 1, f"{path}.priority")
    _require(0 <= rule.earn_bp <= BASIS_POINTS_PER_ONE, f"{path}.earn_bp")
    _require(rule.valid_days is None or 1 <= rule.valid_days <= DAYS_MAX, f"{path}.valid_days")
    _check_term(rule.starts_at, rule.ends_at, path)
    check_condition(rule.condition, f"{path}.condition")


def _check_promo(promo: Promo, path: str) -> None:
    _require(promo.priority >= 1, f"{path}.priority")
    _require(1 <= promo.points <= POINTS_MAX, f"{path}.points")
    _require(1 <= promo.valid_days <= DAYS_MAX, f"{path}.valid_days")
    least = 1 if promo.kind is PromoKind.INACTIVITY else 0
    _require(least <= promo.days <= DAYS_MAX, f"{path}.days")
    _check_term(promo.starts_at, promo.ends_at, path)
    check_condition(promo.condition, f"{path}.condition")


def _check_term(starts_at: datetime | None, ends_at: datetime | None, path: str) -> None:
    """A term has both ends or none: one that never ends by oversight is the dearest mistake."""
    _require(starts_at is None or starts_at.tzinfo is not None, f"{path}.starts_at", "no_zone")
    _require(ends_at is None or ends_at.tzinfo is not None, f"{path}.ends_at", "no_zone")
    _require((starts_at is None) <= (ends_at is None), f"{path}.starts_at", "missing")
    _require((ends_at is None) <= (starts_at is None), f"{path}.ends_at", "missing")
    if starts_at is not None and ends_at is not None:
        _require(starts_at < ends_at, f"{path}.ends_at", "before_start")


def _check_conflicts(programme: ProgrammeVersion) -> None:
    known = {promo.promo_id for promo in programme.promos}
    for place, each in enumerate(programme.settings.conflict_rules):
        path = f"settings.conflict_rules.{place}"
        _require(each.promo_a in known, f"{path}.promo_a", "unknown")
        _require(each.promo_b in known, f"{path}.promo_b", "unknown")
        _require(each.promo_a != each.promo_b, f"{path}.promo_b", "same")


def _require_own_ids(ids: Sequence[str], path: str, name: str) -> None:
    for place, each in enumerate(ids):
        _require(each not in ids[:place], f"{path}.{place}.{name}", "twice")


def _is_currency(code: str) -> bool:
    return _CURRENCY.fullmatch(code) is not None


def _is_timezone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return False
    return True


def _require(holds: bool, field: str, reason: str = "out_of_range") -> None:
    if not holds:
        raise FieldInvalid(field=field, reason=reason)
