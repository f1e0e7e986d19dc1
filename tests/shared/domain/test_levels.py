"""Levels by spending, the way down where the admin allows one, and progress (LOY-25…35, D14)."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st

from shared.domain.card import Card
from shared.domain.ids import LevelId
from shared.domain.levels import Progress, effective_bp, level_after, progress
from shared.domain.programme import Level, ProgrammeKind, ProgrammeSettings, ProgrammeVersion
from tests.shared.domain.drawn import cards, moments, programmes
from tests.shared.domain.programmes import (
    BASE,
    BRONZE,
    GOLD,
    NOON_SATURDAY,
    SILVER,
    WEEKEND,
    a_card,
    a_programme,
)

ONE_WAY = a_programme()
BOTH_WAYS = a_programme(settings=ProgrammeSettings(is_downgrade_on=True))


def a_guest(spent_minor: int, *, level: Level = BRONZE, idle: timedelta | None = None) -> Card:
    """A card of ``level`` that was active ``idle`` before Saturday noon."""
    return replace(
        a_card(),
        level_id=level.level_id,
        lifetime_spent_minor=spent_minor,
        last_activity_at=None if idle is None else NOON_SATURDAY - idle,
    )


def after(card: Card, programme: ProgrammeVersion = ONE_WAY) -> Level:
    return level_after(card, programme=programme, at=NOON_SATURDAY)


@pytest.mark.parametrize(
    ("spent_minor", "level"),
    [
        (0, BRONZE),
        (149_999_99, BRONZE),
        (150_000_00, SILVER),
        (399_999_99, SILVER),
        (400_000_00, GOLD),
    ],
)
def test_a_level_is_reached_by_spending(spent_minor: int, level: Level) -> None:
    assert after(a_guest(spent_minor)) == level  # LOY-26, D13


def test_levels_go_one_way_up_unless_the_admin_says_otherwise() -> None:
    fallen = a_guest(0, level=GOLD, idle=timedelta(days=3_000))
    assert after(fallen) == GOLD  # LOY-29
    assert after(fallen, BOTH_WAYS) == BRONZE


@pytest.mark.parametrize(
    ("spent_minor", "level"),
    [(120_000_00, SILVER), (119_999_99, BRONZE), (150_000_00, SILVER), (400_000_00, GOLD)],
)
def test_a_level_is_kept_down_to_four_fifths_of_its_threshold(
    spent_minor: int, level: Level
) -> None:
    assert after(a_guest(spent_minor, level=SILVER), BOTH_WAYS) == level  # LOY-30, LOY-102


@pytest.mark.parametrize(
    ("idle", "level"),
    [(timedelta(days=180), SILVER), (timedelta(days=180) - timedelta(seconds=1), GOLD)],
)
def test_half_a_year_without_a_visit_costs_one_level(idle: timedelta, level: Level) -> None:
    assert after(a_guest(400_000_00, level=GOLD, idle=idle), BOTH_WAYS) == level  # LOY-30


def test_who_comes_back_has_his_level_again() -> None:
    fallen = a_guest(400_000_00, level=SILVER, idle=timedelta(days=200))
    assert after(fallen, BOTH_WAYS) == SILVER
    back = replace(fallen, last_activity_at=NOON_SATURDAY)
    assert after(back, BOTH_WAYS) == GOLD


def test_nobody_falls_below_the_lowest_level() -> None:
    idle = a_guest(10_000_00, idle=timedelta(days=999))
    assert after(idle, BOTH_WAYS) == BRONZE


def test_a_card_whose_level_is_no_more_belongs_where_it_has_spent_to() -> None:
    orphan = replace(a_guest(150_000_00), level_id=LevelId("gone"))
    assert after(orphan) == SILVER


def test_a_card_that_was_never_active_is_not_idle() -> None:
    assert after(a_guest(400_000_00, level=GOLD), BOTH_WAYS) == GOLD


@tried(max_examples=40)
@given(card=cards(), programme=programmes(), at=moments)
def test_the_job_that_asks_twice_gives_the_same_level(
    card: Card, programme: ProgrammeVersion, at: datetime
) -> None:
    once = level_after(card, programme=programme, at=at)
    again = replace(card, level_id=once.level_id)
    assert level_after(again, programme=programme, at=at) == once


@tried(max_examples=40)
@given(card=cards(), programme=programmes(), more=st.integers(0, 500_000_00))
def test_spending_more_never_costs_a_level(
    card: Card, programme: ProgrammeVersion, more: int
) -> None:
    richer = replace(card, lifetime_spent_minor=card.lifetime_spent_minor + more)
    before, then = (level_after(x, programme=programme, at=NOON_SATURDAY) for x in (card, richer))
    assert before.threshold_minor <= then.threshold_minor


@pytest.mark.parametrize(
    ("spent_minor", "level", "expected"),
    [
        (152_000_00, SILVER, Progress(GOLD, 38, 248_000_00)),  # D14, LOY-35
        (0, BRONZE, Progress(SILVER, 0, 150_000_00)),
        (149_999_99, BRONZE, Progress(SILVER, 99, 1)),
        (150_000_00, BRONZE, Progress(GOLD, 37, 250_000_00)),
        (100_000_00, SILVER, Progress(GOLD, 25, 300_000_00)),
        (400_000_00, SILVER, Progress(None, 100, 0)),
        (0, GOLD, Progress(None, 100, 0)),
    ],
)
def test_progress_is_the_share_of_the_next_threshold(
    spent_minor: int, level: Level, expected: Progress
) -> None:
    assert progress(a_guest(spent_minor, level=level), programme=ONE_WAY) == expected


def test_a_guest_is_told_what_the_base_rule_and_his_level_give() -> None:
    programme = a_programme(rules=(BASE, WEEKEND, replace(BASE, priority=9, is_draft=True)))
    told = [effective_bp(x, programme=programme, at=NOON_SATURDAY) for x in (BRONZE, GOLD)]
    assert told == [1000, 2000]  # C-25, LOY-34
    bare = a_programme(rules=())
    assert effective_bp(SILVER, programme=bare, at=NOON_SATURDAY) == 500
    ends = NOON_SATURDAY + timedelta(days=1)
    season = a_programme(rules=(replace(BASE, starts_at=NOON_SATURDAY, ends_at=ends),))
    told = [effective_bp(BRONZE, programme=season, at=at) for at in (NOON_SATURDAY, ends)]
    assert told == [1000, 0]


def test_in_a_discount_programme_he_is_told_his_discount() -> None:
    programme = a_programme(settings=ProgrammeSettings(kind=ProgrammeKind.DISCOUNT))
    level = replace(GOLD, discount_bp=700)
    assert effective_bp(level, programme=programme, at=NOON_SATURDAY) == 700  # G-05
