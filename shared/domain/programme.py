"""What the restaurant's admin configures: settings, levels, rules, promos, in immutable versions.

Every change makes a new version (LOY-45) and every entry keeps the one it was quoted by
(LOY-46), so a later change never rewrites history. Percentages are basis points. What values a
version may hold is ``shared.domain.programme_check``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from enum import StrEnum

from shared.domain.conditions import ALWAYS, Condition
from shared.domain.currency import Quotation, Rate, RateProvider, TableRate
from shared.domain.errors import RateMissing, WrongProgrammeKind
from shared.domain.ids import LevelId, ProgrammeVersionId, PromoId, RuleId
from shared.domain.money import DEFAULT_CURRENCY


class ProgrammeKind(StrEnum):
    """LOY-01: guests collect points, or have a percentage off."""

    POINTS = "POINTS"
    DISCOUNT = "DISCOUNT"


class CardMode(StrEnum):
    """LOY-04: one card for the whole chain, or one for each restaurant."""

    UNIFIED = "UNIFIED"
    SEPARATE = "SEPARATE"


class PromoStrategy(StrEnum):
    """What becomes of promos that apply at once (LOY-81)."""

    COMBINE_ALL = "COMBINE_ALL"
    MAX_ONLY = "MAX_ONLY"
    FIRST_ONLY = "FIRST_ONLY"


@dataclass(frozen=True, slots=True)
class ConflictRule:
    """The strategy for one pair of promos, whatever the programme's is (LOY-83, G-23)."""

    promo_a: PromoId
    promo_b: PromoId
    strategy: PromoStrategy


@dataclass(frozen=True, slots=True)
class ProgrammeSettings:
    """LOY-10, with the defaults of the specification."""

    min_check_minor: int = 50_00
    redeem_limit_percent: int = 20
    redeem_min_points: int = 10
    inactivity_days: int = 90
    earn_on_net: bool = False
    """G-04: earn on what is left to pay after redeeming instead of on the whole check."""
    adjustment_points_max: int = 10_000
    currency: str = DEFAULT_CURRENCY
    timezone: str = "Europe/Moscow"
    kind: ProgrammeKind = ProgrammeKind.POINTS
    mode: CardMode = CardMode.UNIFIED
    promo_strategy: PromoStrategy = PromoStrategy.COMBINE_ALL
    conflict_rules: tuple[ConflictRule, ...] = ()
    excluded_category_ids: tuple[str, ...] = ()
    excluded_product_ids: tuple[str, ...] = ()
    include_tips: bool = False
    """LOY-64, C-17."""
    rate_provider: RateProvider = RateProvider.CBR
    rates: tuple[TableRate, ...] = ()
    """The table that tills and the server quote by: the admin's own (POS-137), or the bank's."""
    currencies: tuple[str, ...] = ()
    """Other money that is taken, where a bank says what it is worth (POS-130)."""
    is_downgrade_on: bool = False
    """LOY-29: levels only go up unless the admin says otherwise."""
    downgrade_days: int = 180
    downgrade_percent: int = 80
    """LOY-30: down after so many idle days, or below so much of the level's threshold."""
    is_upgrade_immediate: bool = False
    """G-29: a level rises with the earn instead of waiting for the daily job."""
    expiry_warning_days: int = 7
    """LOY-20: how long before points expire their guest is warned."""
    version_grace_days: int = 7
    """How long a version replaced by a newer one may still have quoted an offline operation."""
    transfer_points_per_day: int = 10_000
    """G-09: the most one card may give away in a day."""


@dataclass(frozen=True, slots=True)
class Category:
    """A loyalty category, onto which a POS maps its own (LOY-71, LOY-72)."""

    category_id: str
    name: str
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """A step of the programme; ``bonus_bp`` is added to the rule's percentage (LOY-25, C-25)."""

    level_id: LevelId
    name: str
    threshold_minor: int
    bonus_bp: int
    icon: str = ""
    colour: str = ""
    discount_bp: int = 0
    """What the guests of this level have off in a DISCOUNT programme (LOY-03, G-05)."""


@dataclass(frozen=True, slots=True)
class Rule:
    """An earning rule; priority 1 is the highest (LOY-40)."""

    rule_id: RuleId
    name: str
    priority: int
    earn_bp: int
    condition: Condition = ALWAYS
    valid_days: int | None = None
    """None earns regular points; else promo points with this term (LOY-41)."""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    """A rule for a season has both ends, a rule for good has none."""
    is_draft: bool = False
    """Kept with the programme, never applied (LOY-52)."""


class PromoKind(StrEnum):
    """LOY-80."""

    BIRTHDAY = "BIRTHDAY"
    CHILD_BIRTHDAY = "CHILD_BIRTHDAY"
    FIRST_VISIT = "FIRST_VISIT"
    INACTIVITY = "INACTIVITY"
    CUSTOM = "CUSTOM"


@dataclass(frozen=True, slots=True)
class Promo:
    """Extra points with a term of their own (LOY-84)."""

    promo_id: PromoId
    name: str
    kind: PromoKind
    points: int
    valid_days: int
    condition: Condition = ALWAYS
    priority: int = 1
    """1 is the highest: what FIRST_ONLY goes by (LOY-81)."""
    days: int = 0
    """Of a birthday: so many days before and after it. Of INACTIVITY: absence of at least these
    (G-06)."""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    is_draft: bool = False


@dataclass(frozen=True, slots=True)
class ProgrammeVersion:
    """One immutable version of a tenant's programme."""

    version_id: ProgrammeVersionId
    number: int
    name: str
    valid_from: datetime
    settings: ProgrammeSettings
    levels: tuple[Level, ...]
    rules: tuple[Rule, ...]
    promos: tuple[Promo, ...] = ()
    categories: tuple[Category, ...] = ()
    """What conditions and exclusions may name."""

    def level(self, level_id: LevelId) -> Level:
        """The level with that id; a card whose level died falls back to the lowest (LOY-33)."""
        return next((x for x in self.levels if x.level_id == level_id), self.lowest_level())

    def lowest_level(self) -> Level:
        """The level of a new card (LOY-33)."""
        return min(self.levels, key=lambda level: level.threshold_minor)

    def level_for(self, lifetime_spent_minor: int) -> Level:
        """The highest level whose threshold the guest's spending reaches (LOY-25, LOY-26)."""
        reached = [x for x in self.levels if x.threshold_minor <= lifetime_spent_minor]
        return max(reached, key=lambda level: level.threshold_minor, default=self.lowest_level())


def require_kind(programme: ProgrammeVersion, kind: ProgrammeKind, *, action: str) -> None:
    """Raises ``WrongProgrammeKind`` unless the programme is of that kind (LOY-01)."""
    actual = programme.settings.kind
    if actual is not kind:
        raise WrongProgrammeKind(kind=actual, action=action)


def is_in_force(term: Rule | Promo, at: datetime) -> bool:
    """Whether a rule or promo is no draft and ``at`` (aware) is within its term."""
    if term.is_draft or (term.starts_at is not None and at < term.starts_at):
        return False
    return term.ends_at is None or at < term.ends_at


def strategies(settings: ProgrammeSettings) -> Mapping[frozenset[PromoId], PromoStrategy]:
    """The overridden pairs of promos (LOY-83)."""
    return {
        frozenset({each.promo_a, each.promo_b}): each.strategy for each in settings.conflict_rules
    }


def table_rate(currency: str, settings: ProgrammeSettings) -> Rate:
    """What the programme's own table says of ``currency``. Raises ``RateMissing``."""
    found = next((each for each in settings.rates if each.currency == currency), None)
    if found is None:
        raise RateMissing(source=currency, target=settings.currency)
    updated = datetime.combine(found.updated_on, time(), UTC)
    return Rate(currency, settings.currency, found.micro, settings.rate_provider, updated)


def is_banked(settings: ProgrammeSettings) -> bool:
    """Whether a bank says what other money is worth, and some is taken."""
    return settings.rate_provider is not RateProvider.MANUAL and bool(settings.currencies)


def with_quotation(settings: ProgrammeSettings, quotation: Quotation) -> ProgrammeSettings:
    """``settings`` with the table that ``quotation`` gives (POS-134, POS-135).

    What the bank does not say keeps its last rate, and so does what it said for a later day. Raises
    ``FieldInvalid`` for a rate that no table holds.
    """
    assert quotation.provider is settings.rate_provider
    return replace(settings, rates=tuple(_newer_rates(settings, quotation)))


def _newer_rates(settings: ProgrammeSettings, quotation: Quotation) -> Iterator[TableRate]:
    known = {each.currency: each for each in settings.rates}
    for currency in settings.currencies:
        said = (known.get(currency), quotation.rate(currency, settings.currency))
        rates = [each for each in said if each is not None]
        if rates:
            yield max(reversed(rates), key=lambda each: each.updated_on)
