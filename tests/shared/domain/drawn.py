"""Programmes, cards, bills and visitors as Hypothesis draws them: small, lawful, full of edges.

Every programme drawn here passes ``check_programme``. Numbers are drawn near the bounds that tables
speak of; ids come from short lists, so that rules, promos and bills meet one another.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from shared.domain.bases import itemised
from shared.domain.card import Card, CardStatus
from shared.domain.check import Bill, CheckItem, CheckPayment, PaymentMethod
from shared.domain.conditions import ALWAYS, Condition
from shared.domain.currency import ManualRate, RateProvider
from shared.domain.ids import (
    CardId,
    GuestId,
    LevelId,
    LotId,
    ProgrammeVersionId,
    PromoId,
    RuleId,
)
from shared.domain.lots import Lot
from shared.domain.money import Money
from shared.domain.points import PointsKind
from shared.domain.programme import (
    Category,
    ConflictRule,
    Level,
    ProgrammeKind,
    ProgrammeSettings,
    ProgrammeVersion,
    Promo,
    PromoKind,
    PromoStrategy,
    Rule,
)
from shared.domain.visitors import Birthday, Births, Granted, Visitor
from tests.shared.domain.programmes import NOON_SATURDAY, uuid_text

CATEGORIES = ("alcohol", "rolls", "soups")
PRODUCTS = ("cola", "wine", "tomyam")
LEVEL_IDS = tuple(LevelId(uuid_text(number)) for number in range(1, 4))
RULE_IDS = tuple(RuleId(uuid_text(number)) for number in range(11, 15))
PROMO_IDS = tuple(PromoId(uuid_text(number)) for number in range(21, 26))
CHILD_IDS = (uuid_text(51), uuid_text(52))
WINDOWS = (0, 3, 7)
"""Days of birthdays."""

amounts = st.integers(0, 5_000_00) | st.sampled_from((0, 1, 49_99, 50_00, 2_000_00, 1_000_000_00))
percents = st.integers(0, 10_000) | st.sampled_from((0, 500, 1000, 1500, 10_000))
moments = st.builds(
    lambda minutes: NOON_SATURDAY + timedelta(minutes=minutes), st.integers(-20_000, 20_000)
)
"""Four weeks around Saturday, aware UTC."""
birth_dates = st.dates(date(1950, 1, 1), date(2020, 12, 31))


_SINGLE = (
    Condition(min_check_minor=50_00),
    Condition(min_check_minor=1_500_01),
    Condition(max_check_minor=2_000_00),
    Condition(weekdays=(6, 7)),
    Condition(weekdays=(1, 2, 3, 4, 5)),
    Condition(level_ids=LEVEL_IDS[:1]),
    Condition(level_ids=LEVEL_IDS[1:]),
    Condition(from_minute=9 * 60, until_minute=17 * 60),
    Condition(from_minute=22 * 60, until_minute=6 * 60),
    Condition(birthday_days=0),
    Condition(birthday_days=3),
    Condition(birthday_days=7),
)
_PARTS = (
    Condition(categories=("rolls",)),
    Condition(categories=("soups", "rolls")),
    Condition(payment_methods=(PaymentMethod.ONLINE, PaymentMethod.SBP)),
    Condition(payment_methods=(PaymentMethod.CARD,)),
    Condition(categories=("rolls",), payment_methods=(PaymentMethod.CARD,)),
)


def conditions(*, is_rule: bool) -> st.SearchStrategy[Condition]:
    """Lawful conditions; those of a rule name categories and payments on top alone."""
    single = st.sampled_from(_SINGLE if is_rule else (*_SINGLE, *_PARTS))
    pair = st.tuples(single, single)
    return st.one_of(
        st.just(ALWAYS),
        st.sampled_from((*_SINGLE, *_PARTS)),
        st.builds(replace, st.sampled_from((ALWAYS, *_PARTS)), any_of=pair),
        st.builds(replace, st.sampled_from((ALWAYS, *_PARTS)), all_of=pair),
    )


_seldom = st.integers(0, 9).map(lambda number: number == 9)
terms = st.sampled_from(
    (
        (None, None),
        (None, None),
        (NOON_SATURDAY - timedelta(days=9), NOON_SATURDAY + timedelta(days=9)),
        (NOON_SATURDAY - timedelta(days=90), NOON_SATURDAY),
    )
)


@st.composite
def rules(draw: st.DrawFn, *, count: int = 4) -> tuple[Rule, ...]:
    """At most ``count`` rules with ids of their own; priorities may be the same."""
    ids = draw(st.lists(st.sampled_from(RULE_IDS), unique=True, max_size=count))
    return tuple(draw(_rule(rule_id)) for rule_id in ids)


@st.composite
def _rule(draw: st.DrawFn, rule_id: RuleId) -> Rule:
    starts_at, ends_at = draw(terms)
    return Rule(
        rule_id=rule_id,
        name=f"Правило {rule_id[-2:]}",
        priority=draw(st.integers(1, 3)),
        earn_bp=draw(percents),
        condition=draw(conditions(is_rule=True)),
        valid_days=draw(st.none() | st.integers(1, 30)),
        starts_at=starts_at,
        ends_at=ends_at,
        is_draft=draw(_seldom),
    )


@st.composite
def promos(draw: st.DrawFn, *, count: int = 4) -> tuple[Promo, ...]:
    """At most ``count`` promos of every kind, with ids of their own."""
    ids = draw(st.lists(st.sampled_from(PROMO_IDS), unique=True, max_size=count))
    return tuple(draw(_promo(promo_id)) for promo_id in ids)


@st.composite
def _promo(draw: st.DrawFn, promo_id: PromoId) -> Promo:
    kind = draw(st.sampled_from(PromoKind))
    starts_at, ends_at = draw(terms)
    days = (1, 30) if kind is PromoKind.INACTIVITY else WINDOWS
    return Promo(
        promo_id=promo_id,
        name=f"Акция {promo_id[-2:]}",
        kind=kind,
        points=draw(st.sampled_from((1, 500, 1000))),
        valid_days=draw(st.integers(1, 60)),
        condition=draw(conditions(is_rule=False)),
        priority=draw(st.integers(1, 3)),
        days=draw(st.sampled_from(days)),
        starts_at=starts_at,
        ends_at=ends_at,
        is_draft=draw(_seldom),
    )


@st.composite
def levels(draw: st.DrawFn) -> tuple[Level, ...]:
    """Three levels in any order, the lowest at 0."""
    found = [
        Level(level_id, f"Уровень {level_id[-1]}", threshold, draw(percents), "🥉", "#B08D57")
        for level_id, threshold in zip(LEVEL_IDS, (0, 150_000_00, 400_000_00), strict=True)
    ]
    return tuple(replace(each, discount_bp=draw(percents)) for each in draw(st.permutations(found)))


@st.composite
def settings(
    draw: st.DrawFn,
    *,
    kind: ProgrammeKind = ProgrammeKind.POINTS,
    promo_ids: Sequence[PromoId] = (),
) -> ProgrammeSettings:
    """Lawful settings; strategies are overridden for pairs of ``promo_ids`` only."""
    strategy = st.sampled_from(PromoStrategy)
    pairs = [(a, b) for place, a in enumerate(promo_ids) for b in promo_ids[:place]]
    overridden = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=2)) if pairs else []
    return ProgrammeSettings(
        min_check_minor=draw(st.sampled_from((0, 50_00))),
        redeem_limit_percent=draw(st.integers(10, 100)),
        redeem_min_points=draw(st.sampled_from((1, 10))),
        inactivity_days=draw(st.sampled_from((1, 30, 90))),
        earn_on_net=draw(st.booleans()),
        kind=kind,
        promo_strategy=draw(strategy),
        conflict_rules=tuple(ConflictRule(a, b, draw(strategy)) for a, b in overridden),
        excluded_category_ids=draw(st.sampled_from(((), CATEGORIES[:1]))),
        excluded_product_ids=draw(st.sampled_from(((), PRODUCTS[:1]))),
        include_tips=draw(st.booleans()),
        timezone=draw(st.sampled_from(("Europe/Moscow", "Asia/Vladivostok", "UTC"))),
        rate_provider=RateProvider.MANUAL,
        rates=(ManualRate("AED", 25_200_000, date(2026, 2, 11)),),
        is_downgrade_on=draw(st.booleans()),
        is_upgrade_immediate=draw(st.booleans()),
    )


@st.composite
def programmes(draw: st.DrawFn, *, kind: ProgrammeKind = ProgrammeKind.POINTS) -> ProgrammeVersion:
    """Lawful programme versions of one kind."""
    given = draw(promos())
    return ProgrammeVersion(
        version_id=ProgrammeVersionId(uuid_text(31)),
        number=draw(st.integers(1, 9)),
        name="Сушилка",
        valid_from=datetime(2026, 1, 1, tzinfo=UTC),
        settings=draw(settings(kind=kind, promo_ids=[promo.promo_id for promo in given])),
        levels=draw(levels()),
        rules=draw(rules()),
        promos=given,
        categories=tuple(Category(each, each.title()) for each in CATEGORIES),
    )


items = st.lists(
    st.builds(
        CheckItem,
        product_id=st.sampled_from(PRODUCTS),
        category_id=st.sampled_from(("", *CATEGORIES)),
        price_minor=st.integers(0, 1_000_00),
        quantity_milli=st.sampled_from((1000, 2000, 350)),
    ),
    max_size=6,
).map(tuple)


@st.composite
def bills(
    draw: st.DrawFn, programme_settings: ProgrammeSettings, *, currency: str | None = None
) -> Bill:
    """Bills of an amount alone, or with items, payments and tips that need not add up to it."""
    sums = draw(items)
    parts, excluded = itemised(sums, programme_settings)
    amount = draw(amounts | st.just(sum(item.sum_minor for item in sums)))
    methods = draw(st.lists(st.sampled_from(PaymentMethod), unique=True, max_size=2))
    return Bill(
        amount=Money(amount, currency or programme_settings.currency),
        parts=parts,
        excluded_minor=excluded,
        payments=tuple(CheckPayment(x, draw(st.integers(0, amount))) for x in methods),
        tips_minor=draw(st.just(0) | st.integers(0, amount)),
    )


@st.composite
def visitors(draw: st.DrawFn) -> Visitor:
    """Guests as a check sees them, with whatever facts."""
    own = st.builds(Birthday, days=st.integers(0, 9), year=st.sampled_from((2026, 2027)))
    child = st.builds(
        Birthday,
        days=st.integers(0, 9),
        year=st.just(2026),
        of=st.sampled_from(CHILD_IDS),
    )
    return Visitor(
        level_id=draw(st.sampled_from((*LEVEL_IDS, LevelId("gone")))),
        birthdays=(
            *draw(st.lists(own, max_size=1)),
            *draw(st.lists(child, max_size=2, unique_by=lambda each: each.of)),
        ),
        is_first_visit=draw(st.booleans()),
        away_since=draw(st.none() | st.dates(date(2026, 9, 1), date(2026, 12, 1))),
        granted=draw(granted),
        discount_bp=draw(st.none() | percents),
    )


granted = st.frozensets(
    st.builds(
        Granted,
        promo_id=st.sampled_from(PROMO_IDS),
        occasion=st.sampled_from(("first", "2026", f"{CHILD_IDS[0]}:2026")),
    ),
    max_size=2,
)
births = st.builds(
    Births,
    own=st.none() | birth_dates,
    children=st.lists(
        st.tuples(st.sampled_from(CHILD_IDS), birth_dates), max_size=2, unique_by=lambda x: x[0]
    ).map(tuple),
)


@st.composite
def lots(draw: st.DrawFn, *, count: int = 5) -> tuple[Lot, ...]:
    """At most ``count`` lots of either kind; some empty, some expired by Saturday."""
    numbers = range(draw(st.integers(0, count)))
    return tuple(draw(_lot(LotId(f"{uuid_text(61)}:{number}"))) for number in numbers)


@st.composite
def _lot(draw: st.DrawFn, lot_id: LotId) -> Lot:
    kind = draw(st.sampled_from(PointsKind))
    born = NOON_SATURDAY - timedelta(days=draw(st.integers(0, 120)))
    term = timedelta(days=draw(st.integers(1, 150)))
    left = draw(st.sampled_from((0, 1, 300)) | st.integers(0, 3_000))
    return Lot(lot_id, kind, left, born, born + term if kind is PointsKind.PROMO else None)


@st.composite
def cards(draw: st.DrawFn, *, status: CardStatus = CardStatus.ACTIVE) -> Card:
    """Cards with lots of both kinds."""
    away = draw(st.none() | st.integers(0, 200))
    return Card(
        card_id=CardId(uuid_text(41)),
        guest_id=GuestId(uuid_text(42)),
        status=status,
        level_id=draw(st.sampled_from((*LEVEL_IDS, LevelId(uuid_text(9))))),
        token="1" * 24,
        lifetime_spent_minor=draw(st.sampled_from((0, 149_999_99, 150_000_00, 400_000_00))),
        total_visits=draw(st.sampled_from((0, 1, 7))),
        last_activity_at=None if away is None else NOON_SATURDAY - timedelta(days=away),
        lots=draw(lots()),
        discount_bp=draw(st.none() | percents),
        granted=draw(granted),
    )
