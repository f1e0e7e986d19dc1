"""What a quote may ask of a guest, and no more (LOY-41, LOY-80, LOY-89, P6)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from shared.domain.card import Card
from shared.domain.conditions import Condition
from shared.domain.ids import PromoId
from shared.domain.programme import ProgrammeSettings, ProgrammeVersion, Promo, PromoKind
from shared.domain.visiting import Asked, asked_of, visitor_of
from shared.domain.visitors import Birthday, Births, Granted, Visitor, nearest_birthday
from tests.shared.domain.programmes import (
    BASE,
    NOON_SATURDAY,
    WEEKEND,
    WELCOME,
    a_card,
    a_programme,
    uuid_text,
)

SATURDAY = date(2026, 11, 21)
BORN = date(1990, 11, 24)
"""Three days after Saturday."""


def a_promo(kind: PromoKind, days: int, *, number: int = 1, is_draft: bool = False) -> Promo:
    """A promo of that kind."""
    promo_id = PromoId(uuid_text(number))
    return Promo(promo_id, "P", kind, 1, 1, days=days, is_draft=is_draft)


def visitor(
    card: Card | None = None, births: Births | None = None, *, programme: ProgrammeVersion
) -> Visitor:
    """The guest on Saturday noon, Moscow time."""
    return visitor_of(card or a_card(), births or Births(), programme=programme, at=NOON_SATURDAY)


@pytest.mark.parametrize(
    ("born", "today", "days", "year"),
    [
        (date(1990, 11, 21), SATURDAY, 0, 2026),
        (date(1990, 11, 24), SATURDAY, 3, 2026),
        (date(1990, 11, 18), SATURDAY, 3, 2026),
        (date(1990, 1, 2), date(2026, 12, 30), 3, 2027),
        (date(1990, 12, 30), date(2027, 1, 2), 3, 2026),
        (date(1992, 2, 29), date(2027, 2, 27), 1, 2027),
        (date(1992, 2, 29), date(2028, 2, 28), 1, 2028),
        (date(1990, 7, 2), date(2026, 1, 1), 182, 2026),
        (date(1990, 7, 3), date(2027, 1, 1), 182, 2026),
        (date(2026, 11, 21), SATURDAY, 0, 2026),
    ],
)
def test_the_nearest_birthday_may_be_of_another_year(
    born: date, today: date, days: int, year: int
) -> None:
    """G-06; who was born on 29 February has it on the 28th in common years."""
    assert nearest_birthday(born, today, of="child") == Birthday(days, year, "child")


def test_a_birthday_is_the_guests_own_unless_said_otherwise() -> None:
    assert nearest_birthday(BORN, SATURDAY) == Birthday(3, 2026, "")


def test_a_programme_asks_for_what_it_gives_something_for() -> None:
    programme = a_programme(
        rules=(
            replace(BASE, condition=Condition(any_of=(Condition(birthday_days=9),))),
            replace(WEEKEND, condition=Condition(all_of=(Condition(birthday_days=1),))),
        ),
        promos=(
            a_promo(PromoKind.BIRTHDAY, 5),
            a_promo(PromoKind.CHILD_BIRTHDAY, 7),
            a_promo(PromoKind.CHILD_BIRTHDAY, 3),
            a_promo(PromoKind.INACTIVITY, 60),
            a_promo(PromoKind.INACTIVITY, 30),
            replace(a_promo(PromoKind.CUSTOM, 0), condition=Condition(birthday_days=2)),
            WELCOME,
        ),
    )
    assert asked_of(programme, NOON_SATURDAY) == Asked((1, 2, 5, 9), (3, 7), 30, is_welcome=True)


def test_drafts_and_what_is_over_ask_nothing() -> None:
    before = NOON_SATURDAY - timedelta(days=2)
    over = replace(a_promo(PromoKind.BIRTHDAY, 5), starts_at=before, ends_at=NOON_SATURDAY)
    programme = a_programme(
        rules=(replace(BASE, condition=Condition(birthday_days=9), is_draft=True),),
        promos=(
            over,
            a_promo(PromoKind.INACTIVITY, 5, is_draft=True),
            replace(WELCOME, is_draft=True),
        ),
    )
    assert asked_of(programme, NOON_SATURDAY) == Asked((), (), None, is_welcome=False)


def test_a_programme_that_asks_nothing_learns_the_level_and_the_discount() -> None:
    given = frozenset({Granted(PromoId("p"), "2026")})
    card = replace(
        a_card(), discount_bp=700, granted=given, last_activity_at=NOON_SATURDAY, total_visits=0
    )
    births = Births(BORN, (("child", BORN),))
    assert visitor(card, births, programme=a_programme()) == Visitor(
        card.level_id, granted=given, discount_bp=700
    )


@pytest.mark.parametrize(
    ("born", "birthdays"),
    [
        (date(1990, 11, 21), (Birthday(2, 2026),)),
        (date(1990, 11, 23), (Birthday(2, 2026),)),
        (date(1990, 11, 24), (Birthday(5, 2026),)),
        (date(1990, 11, 26), (Birthday(5, 2026),)),
        (date(1990, 11, 16), (Birthday(5, 2026),)),
        (date(1990, 11, 27), ()),
        (None, ()),
    ],
)
def test_a_birthday_is_told_as_the_narrowest_window_that_holds_it(
    born: date | None, birthdays: tuple[Birthday, ...]
) -> None:
    promos = (a_promo(PromoKind.BIRTHDAY, 5), a_promo(PromoKind.BIRTHDAY, 2, number=2))
    programme = a_programme(promos=promos)
    assert visitor(births=Births(born), programme=programme).birthdays == birthdays


def test_children_are_told_by_their_own_windows_in_the_order_of_their_ids() -> None:
    programme = a_programme(promos=(a_promo(PromoKind.CHILD_BIRTHDAY, 7),))
    births = Births(BORN, (("b", BORN), ("a", BORN), ("c", date(2015, 5, 5))))
    assert visitor(births=births, programme=programme).birthdays == (
        Birthday(7, 2026, "a"),
        Birthday(7, 2026, "b"),
    )


def test_the_day_begins_in_the_restaurants_own_time() -> None:
    """At 22:00 UTC on Saturday it is the 22nd in Moscow."""
    programme = a_programme(promos=(a_promo(PromoKind.BIRTHDAY, 0),))
    late = NOON_SATURDAY.replace(hour=22)
    born = Births(date(1990, 11, 22))
    assert visitor_of(a_card(), born, programme=programme, at=late).birthdays
    assert not visitor_of(a_card(), born, programme=programme, at=NOON_SATURDAY).birthdays


@pytest.mark.parametrize(("visits", "is_first"), [(0, True), (1, False)])
def test_a_first_visit_is_one_without_any_before(visits: int, is_first: bool) -> None:
    card = replace(a_card(), total_visits=visits)
    assert visitor(card, programme=a_programme(promos=(WELCOME,))).is_first_visit is is_first
    assert not visitor(card, programme=a_programme()).is_first_visit


@pytest.mark.parametrize(
    ("hours", "away_since"),
    [
        (None, None),
        (0, None),
        (29 * 24, None),
        (29 * 24 + 11, None),
        (29 * 24 + 13, date(2026, 10, 22)),
        (30 * 24, date(2026, 10, 22)),
        (90 * 24, date(2026, 8, 23)),
    ],
)
def test_an_absence_is_told_where_it_earns_a_return(
    hours: int | None, away_since: date | None
) -> None:
    """G-06: days of the restaurant's calendar, not spans of 24 hours."""
    programme = a_programme(
        promos=(a_promo(PromoKind.INACTIVITY, 30), a_promo(PromoKind.INACTIVITY, 60, number=2))
    )
    last = None if hours is None else NOON_SATURDAY - timedelta(hours=hours)
    card = replace(a_card(), last_activity_at=last)
    assert visitor(card, programme=programme).away_since == away_since


def test_an_absence_counts_from_the_local_day_of_the_last_visit() -> None:
    """At 23:30 UTC it was the next day in Moscow."""
    programme = a_programme(
        promos=(a_promo(PromoKind.INACTIVITY, 30),),
        settings=ProgrammeSettings(timezone="Europe/Moscow"),
    )
    last = NOON_SATURDAY.replace(month=10, day=21, hour=23, minute=30)
    card = replace(a_card(), last_activity_at=last)
    assert visitor(card, programme=programme).away_since == date(2026, 10, 22)
