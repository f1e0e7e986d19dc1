"""Promos: which apply, which stand together, and who beat the rest (LOY-80…LOY-84, LOY-88)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from shared.domain.check import Bill, BillPart
from shared.domain.conditions import Condition
from shared.domain.earning import quote_earn
from shared.domain.ids import PromoId
from shared.domain.money import Money
from shared.domain.programme import (
    ConflictRule,
    ProgrammeKind,
    ProgrammeSettings,
    Promo,
    PromoKind,
    PromoStrategy,
)
from shared.domain.promos import (
    PromoChoice,
    promos_of_day,
    promos_of_registration,
    standing,
)
from shared.domain.quotes import QuoteStep, StepKind
from shared.domain.visitors import Birthday, Granted, Visitor
from tests.shared.domain.programmes import (
    BIG_CHECK,
    BRONZE,
    NOON_MONDAY,
    NOON_SATURDAY,
    WELCOME,
    a_programme,
    uuid_text,
)

ALL, MAX, FIRST = PromoStrategy.COMBINE_ALL, PromoStrategy.MAX_ONLY, PromoStrategy.FIRST_ONLY
GUEST = Visitor(BRONZE.level_id)
CHILD = uuid_text(51)


def a_promo(
    number: int, points: int, *, kind: PromoKind = PromoKind.CUSTOM, days: int = 0
) -> Promo:
    """A promo of priority ``number`` that gives points for ten days."""
    promo_id = PromoId(uuid_text(number))
    return Promo(promo_id, f"P{number}", kind, points, 10, priority=number, days=days)


def kept(promos: tuple[Promo, ...], settings: ProgrammeSettings) -> str:
    """The numbers of the promos that stand, and ``loser<winner`` of the rest."""
    found = standing(promos, a_programme(promos=promos, settings=settings))
    beaten = sorted((loser[-1], by.promo_id[-1]) for loser, by in found.beaten_by.items())
    return " ".join([each.promo_id[-1] for each in found.kept] + [f"{a}<{b}" for a, b in beaten])


ONE, TWO, THREE = a_promo(1, 500), a_promo(2, 1000), a_promo(3, 1000)


@pytest.mark.parametrize(
    ("default", "pairs", "expected"),
    [
        (ALL, {}, "1 2 3"),
        (MAX, {}, "2 1<2 3<2"),
        (FIRST, {}, "1 2<1 3<1"),
        (ALL, {(1, 2): MAX}, "2 3 1<2"),
        (ALL, {(2, 1): FIRST}, "1 3 2<1"),
        (MAX, {(2, 3): ALL}, "2 3 1<2"),
        (MAX, {(1, 2): ALL, (1, 3): ALL}, "1 2 3<2"),
        (FIRST, {(1, 2): ALL, (1, 3): ALL, (2, 3): ALL}, "1 2 3"),
        (ALL, {(1, 2): MAX, (2, 3): FIRST}, "2 1<2 3<2"),
    ],
)
def test_a_pair_goes_before_the_programmes_strategy(
    default: PromoStrategy, pairs: dict[tuple[int, int], PromoStrategy], expected: str
) -> None:
    """LOY-81, LOY-83: one gives 500 points, two and three 1,000 each; the first of equals stays."""
    overridden = tuple(
        ConflictRule(PromoId(uuid_text(a)), PromoId(uuid_text(b)), how)
        for (a, b), how in pairs.items()
    )
    settings = ProgrammeSettings(promo_strategy=default, conflict_rules=overridden)
    assert kept((THREE, ONE, TWO), settings) == expected


def test_promos_of_one_priority_stand_by_their_ids() -> None:
    twin = replace(ONE, priority=3)
    settings = ProgrammeSettings(promo_strategy=FIRST)
    assert kept((THREE, twin), settings) == "1 3<1"


def test_who_was_beaten_names_who_stands_in_the_end() -> None:
    """One gives way to two, and two to three: the cashier is told of three."""
    promos = (ONE, replace(TWO, points=700), THREE)
    programme = a_programme(promos=promos, settings=ProgrammeSettings(promo_strategy=MAX))
    quote = quote_earn(Bill(Money(100_00)), GUEST, programme=programme, at=NOON_MONDAY)
    told = [
        (step.kind, step.points, step.source_id, step.name, step.beaten_by)
        for step in quote.steps[1:]
    ]
    assert told == [
        (StepKind.PROMO_BEATEN, 0, uuid_text(1), "P1", "P3"),
        (StepKind.PROMO_BEATEN, 0, uuid_text(2), "P2", "P3"),
        (StepKind.PROMO, 1000, uuid_text(3), "P3", ""),
    ]


def test_a_granted_promo_says_until_when() -> None:
    """LOY-84: whole seconds."""
    programme = a_programme(promos=(ONE,))
    at = NOON_MONDAY + timedelta(microseconds=5)
    quote = quote_earn(Bill(Money(0)), GUEST, programme=programme, at=at)
    until = NOON_MONDAY + timedelta(days=10)
    assert quote.steps[-1] == QuoteStep(
        StepKind.PROMO, 500, source_id=ONE.promo_id, name="P1", expires_at=until
    )
    assert [(each.promo_id, each.points, each.expires_at) for each in quote.grants] == [
        (ONE.promo_id, 500, until)
    ]


def occasions(promo: Promo, visitor: Visitor, *, amount: int = 100_00) -> list[str]:
    """For what ``promo`` is granted to ``visitor`` by a check on Saturday."""
    programme = a_programme(promos=(promo,))
    bill = Bill(Money(amount), parts=(BillPart("rolls", 1),))
    quote = quote_earn(bill, visitor, programme=programme, at=NOON_SATURDAY)
    return [each.occasion for each in quote.grants]


BIRTHDAY = a_promo(1, 1000, kind=PromoKind.BIRTHDAY, days=3)
CHILDS = a_promo(2, 500, kind=PromoKind.CHILD_BIRTHDAY, days=3)
RETURN = a_promo(3, 300, kind=PromoKind.INACTIVITY, days=30)
SATURDAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("promo", "visitor", "expected"),
    [
        (a_promo(4, 1), GUEST, [""]),
        (a_promo(4, 1), replace(GUEST, granted=frozenset({Granted(PromoId(""), "")})), [""]),
        (WELCOME, GUEST, []),
        (WELCOME, replace(GUEST, is_first_visit=True), ["first"]),
        (
            WELCOME,
            replace(
                GUEST, is_first_visit=True, granted=frozenset({Granted(ONE.promo_id, "first")})
            ),
            [],
        ),
        (
            WELCOME,
            replace(
                GUEST, is_first_visit=True, granted=frozenset({Granted(WELCOME.promo_id, "2026")})
            ),
            ["first"],
        ),
        (BIRTHDAY, replace(GUEST, birthdays=(Birthday(3, 2026),)), ["2026"]),
        (BIRTHDAY, replace(GUEST, birthdays=(Birthday(4, 2026),)), []),
        (BIRTHDAY, replace(GUEST, birthdays=(Birthday(0, 2026, CHILD),)), []),
        (
            BIRTHDAY,
            replace(
                GUEST,
                birthdays=(Birthday(3, 2026),),
                granted=frozenset({Granted(BIRTHDAY.promo_id, "2026")}),
            ),
            [],
        ),
        (
            BIRTHDAY,
            replace(
                GUEST,
                birthdays=(Birthday(3, 2026),),
                granted=frozenset(
                    {Granted(BIRTHDAY.promo_id, "2025"), Granted(CHILDS.promo_id, "2026")}
                ),
            ),
            ["2026"],
        ),
        (CHILDS, replace(GUEST, birthdays=(Birthday(0, 2026),)), []),
        (
            CHILDS,
            replace(GUEST, birthdays=(Birthday(3, 2026, CHILD), Birthday(4, 2026, "later"))),
            [f"{CHILD}:2026"],
        ),
        (
            CHILDS,
            replace(GUEST, birthdays=(Birthday(0, 2026, CHILD), Birthday(0, 2026, "twin"))),
            [f"{CHILD}:2026", "twin:2026"],
        ),
        (
            CHILDS,
            replace(
                GUEST,
                birthdays=(Birthday(0, 2026, CHILD), Birthday(0, 2026, "twin")),
                granted=frozenset({Granted(CHILDS.promo_id, f"{CHILD}:2026")}),
            ),
            ["twin:2026"],
        ),
        (RETURN, GUEST, []),
        (RETURN, replace(GUEST, away_since=SATURDAY - timedelta(days=30)), ["2026-10-22"]),
        (RETURN, replace(GUEST, away_since=SATURDAY - timedelta(days=29)), []),
        (
            RETURN,
            replace(
                GUEST,
                away_since=SATURDAY - timedelta(days=30),
                granted=frozenset({Granted(RETURN.promo_id, "2026-10-22")}),
            ),
            [],
        ),
    ],
)
def test_what_comes_once_is_granted_once(
    promo: Promo, visitor: Visitor, expected: list[str]
) -> None:
    """LOY-80, LOY-89, G-06: a year's birthday, a child's, an absence, a first visit."""
    assert occasions(promo, visitor) == expected


def test_a_promo_asks_for_a_check_like_a_rule() -> None:
    asks = replace(ONE, condition=Condition(min_check_minor=100_01))
    assert occasions(asks, GUEST) == []
    assert occasions(asks, GUEST, amount=100_01) == [""]
    ended = replace(ONE, starts_at=NOON_SATURDAY - timedelta(days=2), ends_at=NOON_SATURDAY)
    assert occasions(ended, GUEST) == []
    assert occasions(replace(ONE, is_draft=True), GUEST) == []


def test_the_day_alone_gives_birthdays_and_nothing_else() -> None:
    """For the daily job: what asks for a check waits for one; strategies hold all the same."""
    costly = replace(BIRTHDAY, promo_id=PromoId(uuid_text(7)), condition=Condition(1))
    promos = (ONE, WELCOME, RETURN, CHILDS, BIRTHDAY, costly)
    visitor = Visitor(
        BRONZE.level_id,
        (Birthday(2, 2026), Birthday(1, 2026, CHILD)),
        is_first_visit=True,
        away_since=SATURDAY - timedelta(days=90),
    )
    given = promos_of_day(visitor, programme=a_programme(promos=promos), at=NOON_SATURDAY)
    assert [(each.promo_id, each.occasion) for each in given.grants] == [
        (BIRTHDAY.promo_id, "2026"),
        (CHILDS.promo_id, f"{CHILD}:2026"),
    ]
    first = ProgrammeSettings(promo_strategy=FIRST)
    strict = a_programme(promos=promos, settings=first)
    given = promos_of_day(visitor, programme=strict, at=NOON_SATURDAY)
    assert [each.promo_id for each in given.grants] == [BIRTHDAY.promo_id]
    assert [step.kind for step in given.steps] == [StepKind.PROMO, StepKind.PROMO_BEATEN]


def test_promos_of_a_season_are_granted_in_it_alone() -> None:
    ends = NOON_SATURDAY + timedelta(days=1)
    welcome = replace(WELCOME, starts_at=NOON_SATURDAY, ends_at=ends)
    birthday = replace(BIRTHDAY, starts_at=NOON_SATURDAY, ends_at=ends)
    programme = a_programme(promos=(welcome, birthday))
    visitor = replace(GUEST, birthdays=(Birthday(0, 2026),))
    for at, count in ((NOON_SATURDAY, 1), (ends, 0)):
        assert len(promos_of_registration(programme=programme, at=at).grants) == count
        assert len(promos_of_day(visitor, programme=programme, at=at).grants) == count


def test_the_day_is_the_restaurants_own() -> None:
    """At 23:00 UTC on Saturday it is Sunday in Vladivostok."""
    sunday = replace(BIRTHDAY, condition=Condition(weekdays=(7,)))
    settings = ProgrammeSettings(timezone="Asia/Vladivostok")
    programme = a_programme(promos=(sunday,), settings=settings)
    visitor = replace(GUEST, birthdays=(Birthday(0, 2026),))
    late = NOON_SATURDAY.replace(hour=23)
    assert promos_of_day(visitor, programme=programme, at=late).grants
    assert not promos_of_day(visitor, programme=programme, at=NOON_SATURDAY).grants


def test_a_registration_grants_the_welcomes_in_force() -> None:
    """CSH-45, LOY-88: conflicts between welcomes are decided as always."""
    better = replace(WELCOME, promo_id=PromoId(uuid_text(8)), name="Лучше", points=200)
    draft = replace(WELCOME, promo_id=PromoId(uuid_text(9)), is_draft=True)
    settings = ProgrammeSettings(promo_strategy=MAX)
    promos = (BIG_CHECK, BIRTHDAY, WELCOME, better, draft)
    given = promos_of_registration(
        programme=a_programme(promos=promos, settings=settings), at=NOON_MONDAY
    )
    assert [(each.promo_id, each.occasion) for each in given.grants] == [(better.promo_id, "first")]
    assert {(step.name, step.beaten_by) for step in given.steps} == {
        ("Лучше", ""),
        ("Добро пожаловать", "Лучше"),
    }


@pytest.mark.parametrize(
    ("condition", "is_given"),
    [
        (Condition(weekdays=(1,)), True),
        (Condition(weekdays=(6,)), False),
        (Condition(level_ids=(BRONZE.level_id,)), True),
        (Condition(min_check_minor=5_000_00), False),
        (Condition(categories=("rolls",)), False),
        (Condition(birthday_days=7), False),
    ],
)
def test_a_welcome_that_asks_for_more_waits_for_the_first_visit(
    condition: Condition, is_given: bool
) -> None:
    """LOY-88: nobody has 500 points for a large check that he did not pay."""
    programme = a_programme(promos=(replace(WELCOME, condition=condition),))
    given = promos_of_registration(programme=programme, at=NOON_MONDAY)
    assert bool(given.grants) is bool(given.steps) is is_given


def test_a_discount_programme_gives_no_points() -> None:
    """LOY-01."""
    settings = ProgrammeSettings(kind=ProgrammeKind.DISCOUNT)
    programme = a_programme(promos=(WELCOME, BIRTHDAY), settings=settings)
    nothing = PromoChoice((), ())
    visitor = replace(GUEST, birthdays=(Birthday(0, 2026),))
    assert promos_of_registration(programme=programme, at=NOON_MONDAY) == nothing
    assert promos_of_day(visitor, programme=programme, at=NOON_MONDAY) == nothing
