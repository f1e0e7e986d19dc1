"""Expiry: terms, idle cards, three days of grace, warnings, and what comes back (LOY-17…LOY-22)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st

from shared.domain.card import Card
from shared.domain.expiring import (
    Due,
    Expired,
    ExpiryCause,
    due_at,
    expired,
    next_due,
    reinstate,
    warnings,
)
from shared.domain.ids import LotId
from shared.domain.lots import Lot, LotUse, use_lots
from shared.domain.points import PointsKind
from shared.domain.programme import ProgrammeSettings
from tests.shared.domain.drawn import cards, moments
from tests.shared.domain.drawn import settings as drawn_settings
from tests.shared.domain.programmes import NOON_SATURDAY, a_card, a_lot

SETTINGS = ProgrammeSettings()
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
GRACE = timedelta(hours=72)
TERM, INACTIVITY = ExpiryCause.TERM, ExpiryCause.INACTIVITY
PROMO, REGULAR = PointsKind.PROMO, PointsKind.REGULAR
later = st.timedeltas(timedelta(), timedelta(days=300))


def a_guest(*lots: Lot, active: datetime | None = NOON_SATURDAY) -> Card:
    return replace(a_card(), lots=lots, last_activity_at=active)


def promo(name: str, left: int, expires_at: datetime) -> Lot:
    return replace(a_lot(name, PROMO, left), expires_at=expires_at)


def gone(card: Card, at: datetime, settings: ProgrammeSettings = SETTINGS) -> list[LotUse]:
    return [each.use for each in expired(card, settings=settings, at=at)]


def test_promo_points_are_due_at_their_own_term() -> None:
    lot = promo("p", 10, NOON_SATURDAY + 5 * DAY)
    assert due_at(lot, a_guest(lot), SETTINGS) == NOON_SATURDAY + 5 * DAY  # LOY-18


@pytest.mark.parametrize(
    ("active", "days_old", "due"),
    [
        (NOON_SATURDAY, 30, 90 * DAY),
        (NOON_SATURDAY - 80 * DAY, 85, 10 * DAY),
        (NOON_SATURDAY - 91 * DAY, 1, 89 * DAY),
        (None, 1, 89 * DAY),
    ],
    ids=["active today", "active long ago", "adjusted in yesterday", "never active"],
)
def test_regular_points_are_due_when_the_guest_stays_away(
    active: datetime | None, days_old: int, due: timedelta
) -> None:
    lot = a_lot("r", REGULAR, 10, days_old=days_old)
    assert due_at(lot, a_guest(lot, active=active), SETTINGS) == NOON_SATURDAY + due  # LOY-17


def test_promo_points_without_a_term_are_never_due() -> None:
    lot = a_lot("p", PROMO, 10)
    card = a_guest(lot)
    assert due_at(lot, card, SETTINGS) is None
    assert gone(card, NOON_SATURDAY + 9_999 * DAY) == []
    assert next_due(card, settings=SETTINGS, at=NOON_SATURDAY) is None


def test_three_days_after_the_term_promo_points_are_gone() -> None:
    card = a_guest(promo("p", 10, NOON_SATURDAY))
    assert gone(card, NOON_SATURDAY + GRACE - SECOND) == []
    assert gone(card, NOON_SATURDAY + GRACE) == [LotUse(LotId("p"), PROMO, -10)]


def test_an_idle_card_loses_its_regular_points_at_once_first_in_first_out() -> None:
    card = a_guest(
        a_lot("new", REGULAR, 5, days_old=1),
        a_lot("old", REGULAR, 7, days_old=9),
        a_lot("empty", REGULAR, 0, days_old=10),
    )
    lost = expired(card, settings=SETTINGS, at=NOON_SATURDAY + 90 * DAY + GRACE)
    assert [(each.lot.lot_id, each.use.points, each.cause) for each in lost] == [
        ("old", -7, INACTIVITY),
        ("new", -5, INACTIVITY),
    ]  # LOY-19
    assert {each.due_at for each in lost} == {NOON_SATURDAY + 90 * DAY}


def test_each_lot_says_why_it_is_gone() -> None:
    card = a_guest(a_lot("r", REGULAR, 5), promo("p", 10, NOON_SATURDAY))
    lost = expired(card, settings=SETTINGS, at=NOON_SATURDAY + 100 * DAY)
    assert [(each.lot.lot_id, each.cause) for each in lost] == [("p", TERM), ("r", INACTIVITY)]


def test_the_admin_says_how_long_a_guest_may_stay_away() -> None:
    card, month = a_guest(a_lot("r", REGULAR, 5)), ProgrammeSettings(inactivity_days=30)
    at = NOON_SATURDAY + 30 * DAY + GRACE
    assert (gone(card, at), len(gone(card, at, month))) == ([], 1)


def test_a_guest_is_warned_a_week_before() -> None:
    card = a_guest(
        promo("soon", 10, NOON_SATURDAY + 7 * DAY),
        promo("late", 20, NOON_SATURDAY + 8 * DAY),
        promo("gone", 30, NOON_SATURDAY - SECOND),
        active=NOON_SATURDAY,
    )
    assert warnings(card, settings=SETTINGS, at=NOON_SATURDAY) == (
        Due(PROMO, 10, NOON_SATURDAY + 7 * DAY, TERM),
    )  # LOY-20
    longer = replace(SETTINGS, expiry_warning_days=8)
    both = warnings(card, settings=longer, at=NOON_SATURDAY)
    assert [due.points for due in both] == [10, 20]
    assert warnings(card, settings=SETTINGS, at=NOON_SATURDAY - SECOND) == ()


def test_points_of_a_day_are_told_together_and_the_soonest_first() -> None:
    card = a_guest(
        a_lot("r1", REGULAR, 4, days_old=3),
        a_lot("r2", REGULAR, 5, days_old=2),
        promo("evening", 2, NOON_SATURDAY + 90 * DAY + timedelta(hours=8)),
        promo("morning", 1, NOON_SATURDAY + 90 * DAY - timedelta(hours=8)),
        promo("before", 3, NOON_SATURDAY + 30 * DAY),
    )
    patient = replace(SETTINGS, expiry_warning_days=365)
    assert warnings(card, settings=patient, at=NOON_SATURDAY) == (
        Due(PROMO, 3, NOON_SATURDAY + 30 * DAY, TERM),
        Due(PROMO, 3, NOON_SATURDAY + 90 * DAY - timedelta(hours=8), TERM),
        Due(REGULAR, 9, NOON_SATURDAY + 90 * DAY, INACTIVITY),
    )


def test_a_day_is_a_day_of_the_programme() -> None:
    midnight = datetime(2026, 12, 1, tzinfo=ZoneInfo("Asia/Vladivostok"))
    card = a_guest(promo("a", 1, midnight - SECOND), promo("b", 2, midnight))
    near, far = replace(SETTINGS, timezone="Asia/Vladivostok"), SETTINGS
    soonest = [next_due(card, settings=each, at=NOON_SATURDAY) for each in (near, far)]
    assert [due.points for due in soonest if due] == [1, 3]


def test_what_should_have_gone_already_is_no_news_of_the_future() -> None:
    idle = a_guest(a_lot("r", REGULAR, 5), active=NOON_SATURDAY - 99 * DAY)
    settings = replace(SETTINGS, inactivity_days=1)
    assert next_due(idle, settings=settings, at=NOON_SATURDAY) is None
    assert next_due(idle, settings=settings, at=NOON_SATURDAY - SECOND) == Due(
        REGULAR, 5, NOON_SATURDAY, INACTIVITY
    )


def test_a_late_redemption_made_in_time_has_its_points_back() -> None:
    lost = a_guest(
        a_lot("r", REGULAR, 5, days_old=95),
        promo("b", 3, NOON_SATURDAY),
        promo("a", 2, NOON_SATURDAY - DAY),
        active=NOON_SATURDAY - 90 * DAY,
    )

    def back(points: int, effective_at: datetime) -> tuple[LotUse, ...]:
        return reinstate(lost, points, settings=SETTINGS, effective_at=effective_at)

    p, r = LotUse(LotId("b"), PROMO, 3), LotUse(LotId("r"), REGULAR, 4)
    assert back(7, NOON_SATURDAY - SECOND) == (p, r)
    assert back(99, NOON_SATURDAY) == ()
    assert back(4, NOON_SATURDAY - 2 * DAY) == (
        LotUse(LotId("a"), PROMO, 2),
        LotUse(LotId("b"), PROMO, 2),
    )


def after(card: Card, settings: ProgrammeSettings, at: datetime) -> Card:
    lost = expired(card, settings=settings, at=at)
    return replace(card, lots=use_lots(card.lots, (each.use for each in lost)))


@tried(max_examples=40)
@given(card=cards(), settings=drawn_settings(), first=moments, more=st.lists(later, max_size=4))
def test_expiry_in_any_slices_of_time_is_expiry_at_once(
    card: Card, settings: ProgrammeSettings, first: datetime, more: list[timedelta]
) -> None:
    sliced, at = after(card, settings, first), first
    for step in more:
        at += step
        sliced = after(sliced, settings, at)
    assert sliced == after(card, settings, at)


@tried(max_examples=40)
@given(card=cards(), settings=drawn_settings(), at=moments, choice=st.integers(0, 31))
def test_expiry_of_lots_in_any_slices_is_expiry_at_once(
    card: Card, settings: ProgrammeSettings, at: datetime, choice: int
) -> None:
    def of(lots: Iterable[Lot]) -> set[Expired]:
        return set(expired(replace(card, lots=tuple(lots)), settings=settings, at=at))

    some = [lot for place, lot in enumerate(card.lots) if choice >> place & 1]
    rest = [lot for place, lot in enumerate(card.lots) if not choice >> place & 1]
    assert of(some) | of(rest) == of(card.lots)


@tried(max_examples=40)
@given(card=cards(), settings=drawn_settings(), at=moments)
def test_what_is_gone_could_not_be_spent_and_what_is_coming_can(
    card: Card, settings: ProgrammeSettings, at: datetime
) -> None:
    lost = expired(card, settings=settings, at=at)
    assert not any(each.lot.is_spendable(at) for each in lost if each.cause is TERM)
    assert all(each.lot.left > 0 for each in lost)
    coming = warnings(card, settings=settings, at=at)
    assert sum(due.points for due in coming) <= card.total(at)
    assert list(coming) == sorted(coming, key=lambda due: due.at)
    assert not coming or next_due(card, settings=settings, at=at) == coming[0]
