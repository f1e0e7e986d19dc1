"""Programmes, cards, bills and visitors as Hypothesis draws them: small, lawful, full of edges.

Every programme drawn here passes ``check_programme``. Numbers are drawn near the bounds that tables
speak of; ids come from short lists, so that rules, promos and bills meet one another.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations, permutations
from typing import Any

from hypothesis import strategies as st

from shared.domain.bases import itemised
from shared.domain.card import Card, CardStatus
from shared.domain.check import Bill, CheckItem, CheckPayment, PaymentMethod
from shared.domain.conditions import ALWAYS, Condition
from shared.domain.currency import RateProvider, TableRate
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


def _combined(parts: tuple[Condition, ...], grouped: tuple[Condition, ...]) -> list[Condition]:
    pairs = list(combinations(grouped, 2))
    return [
        *((ALWAYS,) * 40),
        *(parts * 5),
        *(replace(each, all_of=pair) for each in (ALWAYS, *parts) for pair in pairs),
        *(replace(each, any_of=pair) for each in (ALWAYS, *parts) for pair in pairs),
    ]


RULE_CONDITIONS = _combined(_PARTS, _SINGLE)
"""Those of a rule name categories and payments on top alone."""
PROMO_CONDITIONS = [*RULE_CONDITIONS, *_combined(_PARTS, (*_SINGLE, *_PARTS))]
_TERMS = (
    (None, None),
    (None, None),
    (NOON_SATURDAY - timedelta(days=9), NOON_SATURDAY + timedelta(days=9)),
    (NOON_SATURDAY - timedelta(days=90), NOON_SATURDAY),
)
_PERCENTS = (0, 1, 500, 999, 1000, 1500, 10_000)
_SELDOM = (False,) * 9 + (True,)
_NUMBERS = st.integers(0, 2**24 - 1)
"""Hypothesis draws up to here evenly; every list of choices below has fewer combinations."""


def _chosen(number: int, *choices: Sequence[Any]) -> Iterator[Any]:
    """One of each of ``choices``: one number drawn is cheaper than ten."""
    for each in choices:
        number, place = divmod(number, len(each))
        yield each[place]


def rules(*, count: int = 4) -> st.SearchStrategy[tuple[Rule, ...]]:
    """At most ``count`` rules with ids of their own; priorities may be the same."""
    ids = st.lists(st.sampled_from(RULE_IDS), unique=True, max_size=count)
    numbers = st.lists(_NUMBERS, min_size=count, max_size=count)
    return st.builds(lambda ids, numbers: tuple(map(_rule, ids, numbers)), ids, numbers)


def _rule(rule_id: RuleId, number: int) -> Rule:
    condition, percent, priority, days, term, is_draft = _chosen(
        number, RULE_CONDITIONS, _PERCENTS, (1, 2, 3), (None, None, 1, 30), _TERMS, _SELDOM
    )
    return Rule(
        rule_id=rule_id,
        name=f"Правило {rule_id[-2:]}",
        priority=priority,
        earn_bp=percent,
        condition=condition,
        valid_days=days,
        starts_at=term[0],
        ends_at=term[1],
        is_draft=is_draft,
    )


def promos(*, count: int = 4) -> st.SearchStrategy[tuple[Promo, ...]]:
    """At most ``count`` promos of every kind, with ids of their own."""
    ids = st.lists(st.sampled_from(PROMO_IDS), unique=True, max_size=count)
    numbers = st.lists(_NUMBERS, min_size=count, max_size=count)
    return st.builds(lambda ids, numbers: tuple(map(_promo, ids, numbers)), ids, numbers)


def _promo(promo_id: PromoId, number: int) -> Promo:
    kind, points, valid_days, priority, place, term, is_draft, condition = _chosen(
        number,
        tuple(PromoKind),
        (1, 500, 1000),
        (30,),
        (1, 2, 3),
        (0, 1, 2),
        _TERMS,
        _SELDOM,
        PROMO_CONDITIONS,
    )
    return Promo(
        promo_id=promo_id,
        name=f"Акция {promo_id[-2:]}",
        kind=kind,
        points=points,
        valid_days=valid_days,
        condition=condition,
        priority=priority,
        days=((1, 30, 30) if kind is PromoKind.INACTIVITY else WINDOWS)[place],
        starts_at=term[0],
        ends_at=term[1],
        is_draft=is_draft,
    )


def _levels(number: int) -> tuple[Level, ...]:
    """Three levels in any order, the lowest at 0."""
    order = list(_chosen(number, tuple(permutations(range(3))), *(_PERCENTS,) * 6))
    found = [
        Level(
            level_id=level_id,
            name=f"Уровень {level_id[-1]}",
            threshold_minor=threshold,
            bonus_bp=order[1 + place],
            discount_bp=order[4 + place],
        )
        for place, (level_id, threshold) in enumerate(
            zip(LEVEL_IDS, (0, 150_000_00, 400_000_00), strict=True)
        )
    ]
    return tuple(found[place] for place in order[0])


levels = _NUMBERS.map(_levels)


def settings(
    *, kind: ProgrammeKind = ProgrammeKind.POINTS, promo_ids: Sequence[PromoId] = ()
) -> st.SearchStrategy[ProgrammeSettings]:
    """Lawful settings; the strategy is overridden for two pairs of ``promo_ids`` at most."""
    return _NUMBERS.map(lambda number: _settings(number, kind, promo_ids))


def _settings(number: int, kind: ProgrammeKind, promo_ids: Sequence[PromoId]) -> ProgrammeSettings:
    pairs = [(), *combinations(combinations(promo_ids, 2), 2)]
    strategy, overridden, how, least, percent, points, days, zone, *flags, categories, products = (
        _chosen(
            number,
            tuple(PromoStrategy),
            pairs,
            tuple(PromoStrategy),
            (0, 50_00),
            (10, 20, 33, 100),
            (1, 10),
            (1, 30, 90),
            ("Europe/Moscow", "Asia/Vladivostok", "UTC"),
            *((False, True),) * 4,
            ((), CATEGORIES[:1]),
            ((), PRODUCTS[:1]),
        )
    )
    return ProgrammeSettings(
        min_check_minor=least,
        redeem_limit_percent=percent,
        redeem_min_points=points,
        inactivity_days=days,
        earn_on_net=flags[0],
        kind=kind,
        promo_strategy=strategy,
        conflict_rules=tuple(ConflictRule(a, b, how) for a, b in overridden),
        excluded_category_ids=categories,
        excluded_product_ids=products,
        include_tips=flags[1],
        timezone=zone,
        rate_provider=RateProvider.MANUAL,
        rates=(TableRate("AED", 25_200_000, date(2026, 2, 11)),),
        is_downgrade_on=flags[2],
        is_upgrade_immediate=flags[3],
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
        levels=draw(levels),
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


def lots(*, count: int = 5) -> st.SearchStrategy[tuple[Lot, ...]]:
    """At most ``count`` lots of either kind; some empty, some expired by Saturday."""
    left = st.sampled_from((0, 1, 300)) | st.integers(0, 3_000)
    few = st.lists(st.tuples(left, _NUMBERS), max_size=count)
    return few.map(lambda few: tuple(_lot(place, *each) for place, each in enumerate(few)))


def _lot(place: int, left: int, number: int) -> Lot:
    kind, age, term = _chosen(number, tuple(PointsKind), range(121), range(1, 151))
    born = NOON_SATURDAY - timedelta(days=age)
    expires_at = born + timedelta(days=term) if kind is PointsKind.PROMO else None
    return Lot(LotId(f"{uuid_text(61)}:{place}"), kind, left, born, expires_at)


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
