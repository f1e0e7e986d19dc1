"""Birthdays by the calendar: on the first day of the window, once (LOY-80, LOY-89, S15)."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Connection

from server.books import writing
from server.guests.children import add_child
from server.guests.decision import Decision
from server.guests.service import set_status
from server.ledger.statement import statement
from server.nightly.birthdays import BIRTHDAYS, first_days
from server.nightly.rounds import Round
from server.tenants.service import lock_tenant
from shared.domain.card import CardStatus
from shared.domain.conditions import Condition
from shared.domain.guest import Child, Profile
from shared.domain.ids import GuestId, PromoId, TenantId, card_id_of
from shared.domain.ledger import EntryKind
from shared.domain.programme import ProgrammeVersion, Promo, PromoKind, PromoStrategy
from shared.operations.encode import to_millis
from tests.builders import a_programme, an_id
from tests.server.nightly.night import listen, night, stopped_night, told, wait, wait_until
from tests.server.shop import Shop, Till, renumbered

WELCOME = 100
GIFT = Promo(
    PromoId(an_id("birthday")), "День рождения", PromoKind.BIRTHDAY, 500, valid_days=14, days=7
)
CAKE = Promo(PromoId(an_id("cake")), "Торт", PromoKind.CHILD_BIRTHDAY, 300, valid_days=14, days=3)
BORN = date(1990, 12, 10)


def at_three(day: date) -> datetime:
    """An hour in which the night's work is done."""
    return datetime(day.year, day.month, day.day, 3, tzinfo=UTC)


def a_guest(till: Till, *, phone: str = "79990000000", born: date = BORN) -> str:
    guest_id = till.register(phone, profile=Profile(phone, "Иван", "Петров", born))
    assert {each.status for each in till.outcomes()} == {"applied"}
    return guest_id


@pytest.fixture
def giving(shop: Shop) -> Shop:
    """A shop that gives 500 points for a birthday, a week before."""
    shop.publish(renumbered(shop.programme, promos=(*shop.programme.promos, GIFT)))
    return shop


def test_a_birthday_is_granted_on_the_first_day_of_its_window(giving: Shop) -> None:
    listen(giving)
    guest_id = a_guest(giving.till())
    wait_until(giving, at_three(date(2026, 12, 2)))
    assert night(giving, BIRTHDAYS) == 0
    wait(giving, days=1)
    assert night(giving, BIRTHDAYS) == 500
    assert giving.balance(guest_id) == (0, WELCOME + 500)
    card_id = card_id_of(GuestId(guest_id))
    row = giving.read(lambda conn: statement(conn, giving.tenant_id, card_id))[-1]
    assert (row.kind, row.points) == (EntryKind.PROMO_GRANT, 500)
    assert row.snapshot["steps"][0]["name"] == "День рождения"
    assert [fact["promo"] for fact in told(giving, "points_granted")] == [500]
    assert giving.verified().problems == ()


def test_it_comes_once_a_year(giving: Shop) -> None:
    guest_id = a_guest(giving.till())
    wait_until(giving, at_three(date(2026, 12, 3)))
    assert [night(giving, BIRTHDAYS) for _ in range(2)] == [500, 0]
    for _ in range(10):
        wait(giving, days=1)
        assert night(giving, BIRTHDAYS) == 0
    wait_until(giving, at_three(date(2027, 12, 3)))
    assert night(giving, BIRTHDAYS) == 500
    assert giving.balance(guest_id) == (0, 500), "the first has expired meanwhile"
    assert giving.verified().problems == ()


def test_days_without_a_server_are_made_up_for(giving: Shop) -> None:
    till = giving.till()
    guests = [
        a_guest(till, phone=f"7999000000{day}", born=date(1990, 12, 10 + day)) for day in range(3)
    ]
    wait_until(giving, at_three(date(2026, 12, 2)))
    night(giving, BIRTHDAYS)
    wait_until(giving, at_three(date(2026, 12, 5)))
    assert night(giving, BIRTHDAYS) == 1_500
    assert {giving.balance(each) for each in guests} == {(0, WELCOME + 500)}


def test_a_run_that_died_congratulates_nobody_twice(giving: Shop) -> None:
    till = giving.till()
    guests = [a_guest(till, phone=f"7999000000{number}") for number in range(4)]
    wait_until(giving, at_three(date(2026, 12, 3)))
    stopped_night(giving, BIRTHDAYS, slices=2)
    assert night(giving, BIRTHDAYS, limit=1) == 1_000
    assert {giving.balance(each) for each in guests} == {(0, WELCOME + 500)}
    assert giving.verified().problems == ()


@pytest.mark.parametrize("status", [CardStatus.BLOCKED, CardStatus.DELETED])
def test_a_card_that_may_not_earn_gets_nothing(giving: Shop, status: CardStatus) -> None:
    guest_id = GuestId(a_guest(giving.till()))
    giving.write(lambda conn: set_status(conn, giving.tenant_id, guest_id, status=status))
    wait_until(giving, at_three(date(2026, 12, 3)))
    assert night(giving, BIRTHDAYS) == 0


def test_the_birthday_of_a_child_is_the_parents_to_enjoy(shop: Shop) -> None:
    shop.publish(renumbered(shop.programme, promos=(CAKE,)))
    guest_id = a_guest(shop.till())
    twins = [Child(an_id(name), name, date(2020, 12, 10)) for name in ("Аня", "Боря")]
    for child in twins:
        bear(shop, guest_id, child)
    wait_until(shop, at_three(date(2026, 12, 7)))
    assert night(shop, BIRTHDAYS) == 600  # LOY-89
    assert shop.balance(guest_id) == (0, 600)
    assert shop.verified().problems == ()


def test_a_promo_that_asks_for_a_check_waits_for_one(shop: Shop) -> None:
    dear = replace(GIFT, condition=Condition(min_check_minor=1_000_00))
    shop.publish(renumbered(shop.programme, promos=(dear,)))
    a_guest(shop.till())
    wait_until(shop, at_three(date(2026, 12, 3)))
    assert night(shop, BIRTHDAYS) == 0


def test_of_two_for_one_day_the_larger_stands_where_the_programme_says_so(shop: Shop) -> None:
    more = replace(GIFT, promo_id=PromoId(an_id("more")), name="Больше", points=700, priority=2)
    settings = replace(shop.programme.settings, promo_strategy=PromoStrategy.MAX_ONLY)
    shop.publish(renumbered(shop.programme, promos=(GIFT, more), settings=settings))
    guest_id = a_guest(shop.till())
    wait_until(shop, at_three(date(2026, 12, 3)))
    assert night(shop, BIRTHDAYS) == 700
    assert shop.balance(guest_id) == (0, 700)
    assert shop.verified().problems == ()


@pytest.mark.parametrize(
    ("days", "found"),
    [
        ((date(2026, 12, 3),), ["12-10"]),
        ((date(2026, 12, 3), date(2026, 12, 4)), ["12-10", "12-11"]),
        ((date(2026, 12, 27),), ["01-03"]),
        ((date(2027, 2, 21),), ["02-28", "02-29"]),
        ((date(2028, 2, 21),), ["02-28"]),
        ((date(2028, 2, 22),), ["02-29"]),
    ],
    ids=str,
)
def test_the_window_opens_a_week_before(days: tuple[date, ...], found: list[str]) -> None:
    a_round = _round(replace(a_programme(), promos=(GIFT, CAKE)), days)
    assert sorted(first_days(a_round, PromoKind.BIRTHDAY)) == found
    drafts = replace(a_programme(), promos=(replace(GIFT, is_draft=True),))
    assert first_days(_round(drafts, days), PromoKind.BIRTHDAY) == frozenset()


def test_a_day_begins_where_the_guests_are() -> None:
    far = replace(a_programme().settings, timezone="America/New_York")
    programme = replace(a_programme(), promos=(GIFT,), settings=far)
    assert first_days(_round(programme, (date(2026, 12, 3),)), PromoKind.BIRTHDAY) == {"12-09"}


def bear(shop: Shop, guest_id: str, child: Child) -> None:
    decision = Decision(shop.manager, shop.now_ms)

    def work(conn: Connection) -> None:
        lock_tenant(conn, shop.tenant_id)
        with writing(conn) as books:
            add_child(books, shop.tenant_id, GuestId(guest_id), child=child, decision=decision)

    shop.write(work)


def _round(programme: ProgrammeVersion, days: tuple[date, ...]) -> Round:
    now_ms = to_millis(at_three(days[-1]))
    return Round(TenantId(an_id("tenant")), programme, now_ms, days)
