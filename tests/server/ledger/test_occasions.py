"""Promos that come once for each occasion: birthdays, absences and welcomes."""

import json
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Connection

from server.books import writing
from server.guests.children import add_child
from server.guests.decision import Decision
from shared.domain.card import Card
from shared.domain.conditions import Condition
from shared.domain.guest import Child, Profile
from shared.domain.ids import GuestId, PromoId
from shared.domain.programme import ProgrammeVersion, Promo, PromoKind
from shared.domain.visiting import visitor_of
from shared.domain.visitors import Births, Granted, Visitor
from shared.operations.encode import from_millis
from shared.sync.payloads import CardPayload, card_of
from tests.builders import an_id
from tests.server.ledger.merges import merge, unmerge
from tests.server.shop import Shop, Till, renumbered

BIRTHDAY = Promo(PromoId(an_id("birthday")), "День рождения", PromoKind.BIRTHDAY, 500, 14, days=3)
COMEBACK = Promo(PromoId(an_id("back")), "С возвращением", PromoKind.INACTIVITY, 300, 30, days=60)
BORN = date(1990, 11, 25)
"""Two days after the opening."""
HIS = Births(BORN)
DAY_MS = 24 * 60 * 60 * 1000


@pytest.fixture
def festive(shop: Shop) -> Shop:
    """A programme that gives something for birthdays and for coming back."""
    shop.publish(with_promos(shop.programme, BIRTHDAY, COMEBACK))
    return shop


def with_promos(programme: ProgrammeVersion, *promos: Promo) -> ProgrammeVersion:
    return renumbered(programme, promos=(*programme.promos, *promos))


def told(till: Till, guest_id: str) -> Card:
    """The card as the feed tells every till of it."""
    changes = [each.data for each in till.pull().changes if each.kind == "card"]
    data = next(each for each in changes if each["guest_id"] == guest_id)
    return card_of(CardPayload.model_validate_json(json.dumps(data)))


def seen(till: Till, guest_id: str, births: Births = HIS) -> Visitor:
    """The guest as a till sees him that has just pulled."""
    shop = till.shop
    at = from_millis(shop.now_ms)
    card = told(till, guest_id)
    return visitor_of(card, births, programme=shop.programme, at=at)


def add(shop: Shop, guest_id: str, child: Child) -> None:
    """Somebody at a desk enters the guest's child."""

    def added(conn: Connection) -> None:
        with writing(conn) as books:
            decision = Decision(shop.manager, shop.now_ms)
            add_child(books, shop.tenant_id, GuestId(guest_id), child=child, decision=decision)

    shop.write(added)


def granted(till: Till, guest_id: str) -> set[tuple[str, str]]:
    """What the guest was granted, as the feed tells it."""
    return {(each.promo_id, each.occasion) for each in told(till, guest_id).granted}


def registered(till: Till, phone: str = "79991234567") -> str:
    guest_id = till.register(phone, profile=Profile(phone, "Иван", "Петров", birth_date=BORN))
    till.push()
    return guest_id


def test_a_birthday_is_given_with_the_check_and_told_to_every_till(festive: Shop) -> None:
    """LOY-80, D9: 500 points for the birthday of this year."""
    till, other = festive.till(), festive.till("Касса 2")
    guest_id = registered(till)
    till.earn(guest_id, visitor=seen(till, guest_id))
    outcome = till.outcome()
    assert (outcome.status, outcome.code, outcome.notes) == ("applied", None, ())
    assert festive.balance(guest_id) == (200, 100 + 500)
    assert granted(other, guest_id) == {(an_id("welcome"), "first"), (an_id("birthday"), "2026")}
    assert festive.verified().problems == ()


def test_a_birthday_is_given_once_a_year_whatever_a_till_knows(festive: Shop) -> None:
    """S15: what is dropped is told, and keeps its place among the lots."""
    till, other = festive.till(), festive.till("Касса 2")
    guest_id = registered(till)
    ignorant = seen(till, guest_id)
    till.earn(guest_id, visitor=ignorant)
    till.push()
    other.earn(guest_id, 1_000, visitor=ignorant)
    outcome = other.outcome()
    assert (outcome.status, outcome.code) == ("adjusted", "bonus_repeated")
    assert outcome.data == {"points": 500, "repeated": [[an_id("birthday"), "2026"]]}
    assert festive.balance(guest_id) == (300, 100 + 500)
    assert festive.verified().problems == ()


def test_a_till_that_knows_says_so_and_grants_nothing(festive: Shop) -> None:
    till = festive.till()
    guest_id = registered(till)
    before = seen(till, guest_id)
    till.earn(guest_id, visitor=before)
    had = before.granted | {Granted(BIRTHDAY.promo_id, "2026")}
    till.earn(guest_id, 1_000, visitor=replace(before, granted=had))
    outcome = till.outcome()
    assert (outcome.status, outcome.code, outcome.notes) == ("applied", None, ())
    assert festive.balance(guest_id) == (300, 600)


def test_an_earning_of_nothing_but_a_repeated_bonus_is_a_visit_still(festive: Shop) -> None:
    till = festive.till()
    guest_id = registered(till)
    ignorant = seen(till, guest_id)
    till.earn(guest_id, visitor=ignorant)
    again = till.earn(guest_id, 20, visitor=ignorant)  # below every rule
    outcome = till.outcome()
    assert (outcome.code, outcome.effect and outcome.effect.transaction_seq) == (
        "bonus_repeated",
        None,
    )
    card = festive.card(guest_id)
    assert (card.total_visits, card.lifetime_spent_minor) == (2, 2_020_00)
    till.refund(guest_id, again, 15)
    assert till.outcome().status == "applied"
    assert festive.card(guest_id).lifetime_spent_minor == 2_005_00
    assert festive.verified().problems == ()
    till.cancel(guest_id, again, 0)
    assert till.outcome().status == "applied"
    assert festive.card(guest_id).total_visits == 1
    assert festive.verified().problems == ()


def test_twins_have_a_birthday_each(festive: Shop) -> None:
    """LOY-80, LOY-89: one promo, two occasions; each is given once."""
    till = festive.till()
    guest_id = registered(till)
    promo = replace(BIRTHDAY, kind=PromoKind.CHILD_BIRTHDAY, points=200)
    festive.publish(renumbered(festive.programme, promos=(promo,)))
    twins = [Child(an_id(name), name, date(2019, 11, 24)) for name in ("Аня", "Ваня")]
    for child in twins:
        add(festive, guest_id, child)
    born = Births(BORN, tuple((each.child_id, each.birth_date) for each in twins))
    visitor = seen(till, guest_id, born)
    till.earn(guest_id, 1_000, visitor=visitor)
    till.earn(guest_id, 1_000, visitor=visitor)
    first, second = till.outcomes()
    assert (first.code, first.notes, second.code) == (None, (), "bonus_repeated")
    assert festive.balance(guest_id) == (200, 100 + 2 * 200)
    assert len(granted(till, guest_id)) == 3
    assert festive.verified().problems == ()


def test_coming_back_is_granted_for_the_absence_it_ends(festive: Shop) -> None:
    """LOY-80: once for each absence."""
    till = festive.till()
    guest_id = registered(till)
    festive.now_ms += 61 * DAY_MS
    till.earn(guest_id, visitor=seen(till, guest_id))
    assert till.outcome().notes == ()
    assert (an_id("back"), "2026-11-23") in granted(till, guest_id)
    assert festive.verified().problems == ()


def test_who_was_never_welcomed_is_with_his_first_check(shop: Shop) -> None:
    """LOY-88: by whatever promo, once."""
    shop.publish(renumbered(shop.programme, promos=()))
    till = shop.till()
    guest_id = till.register()
    till.push()
    welcome = Promo(PromoId(an_id("hello")), "Здравствуйте", PromoKind.FIRST_VISIT, 70, 30)
    shop.publish(renumbered(shop.programme, promos=(welcome,)))
    visitor = seen(till, guest_id)
    assert visitor.is_first_visit
    till.earn(guest_id, visitor=visitor)
    till.earn(guest_id, visitor=visitor)
    first, second = till.outcomes()
    assert (first.code, second.code) == (None, "bonus_repeated")
    assert shop.balance(guest_id) == (400, 70)
    assert shop.verified().problems == ()


def test_a_welcome_for_a_large_check_waits_for_it(shop: Shop) -> None:
    """LOY-88: nothing for the registration, and once for the first visit."""
    condition = Condition(min_check_minor=5_000_00)
    welcome = Promo(PromoId(an_id("hello")), "Здравствуйте", PromoKind.FIRST_VISIT, 70, 30)
    shop.publish(renumbered(shop.programme, promos=(replace(welcome, condition=condition),)))
    till = shop.till()
    guest_id = till.register()
    till.push()
    assert shop.balance(guest_id) == (0, 0)
    till.earn(guest_id, 5_000, visitor=seen(till, guest_id))
    assert {each.code for each in till.outcomes()} == {None}
    assert shop.balance(guest_id) == (500, 70)
    assert shop.verified().problems == ()


def test_another_birthday_than_the_one_on_record_is_noted(festive: Shop) -> None:
    till = festive.till()
    guest_id = till.register()  # without a birthday
    till.push()
    till.earn(guest_id, visitor=seen(till, guest_id))
    assert till.outcome().notes == ("guest_differs",)


def test_occasions_are_those_of_the_quote(festive: Shop) -> None:
    till = festive.till()
    guest_id = registered(till)
    visitor = seen(till, guest_id)
    till.earn(guest_id, visitor=visitor, occasions=("2027",))
    outcome = till.outcome()
    assert (outcome.status, outcome.data) == (
        "rejected",
        {"field": "occasions", "reason": "foreign"},
    )


def test_what_a_till_held_of_a_dropped_bonus_is_paid_all_the_same(festive: Shop) -> None:
    """A till spends at once what it gave; the paper holds, whoever pays (design §6)."""
    till, other = festive.till(), festive.till("Касса 2")
    guest_id = registered(till)
    ignorant = seen(till, guest_id)
    till.earn(guest_id, 100, visitor=ignorant)
    till.push()
    earned = other.earn(guest_id, 100, visitor=ignorant, hold=True)
    other.redeem(guest_id, 510, 3_000, promo=500, lease_ids=(earned,))
    dropped, spent = other.outcomes()
    assert dropped.code == "bonus_repeated"
    assert (spent.status, spent.notes) == ("applied", ("hold_refused",)), "from his other points"
    assert festive.verified().problems == ()


def test_a_cancelled_earning_leaves_its_occasion_free(festive: Shop) -> None:
    """The wrong check is no reason to lose one's birthday."""
    till = festive.till()
    guest_id = registered(till)
    visitor = seen(till, guest_id)
    wrong = till.earn(guest_id, visitor=visitor)
    till.cancel(guest_id, wrong, -700)
    till.push()
    assert granted(till, guest_id) == {(an_id("welcome"), "first")}
    till.earn(guest_id, 1_000, visitor=visitor)
    assert till.outcome().code is None
    assert festive.balance(guest_id) == (100, 600)
    assert festive.verified().problems == ()


@pytest.fixture
def two(festive: Shop) -> tuple[Till, str, str, dict[str, str]]:
    """A till, one person registered as two, and by which checks each had the birthday's bonus."""
    till = festive.till()
    first, second = registered(till), registered(till, "79997654321")
    checks = {each: till.earn(each, visitor=seen(till, each)) for each in (first, second)}
    assert [each.code for each in till.outcomes()] == [None, None]
    return till, first, second, checks


@pytest.mark.parametrize("which", [0, 1], ids=["the survivor's", "the loser's"])
def test_who_had_a_bonus_as_two_loses_the_one_that_is_taken_back(
    festive: Shop, two: tuple[Till, str, str, dict[str, str]], which: int
) -> None:
    """S15: the other one stays his, so it comes no third time."""
    till, first, second, checks = two
    merge(festive, second, first)
    his = [first, second][which]
    till.cancel(his, checks[his], -700)
    till.push()
    assert festive.balance(first) == (200, 200 + 500)
    assert granted(till, first) == {(an_id("welcome"), "first"), (an_id("birthday"), "2026")}
    till.earn(first, 1_000, visitor=seen(till, first))
    assert till.outcome().code is None
    assert festive.balance(first) == (300, 200 + 500)
    assert festive.verified().problems == ()


def test_who_had_a_bonus_as_two_and_lost_both_may_have_it_again(
    festive: Shop, two: tuple[Till, str, str, dict[str, str]]
) -> None:
    till, first, second, checks = two
    merge(festive, second, first)
    for each in (first, second):
        till.cancel(each, checks[each], -700)
    till.push()
    assert granted(till, first) == {(an_id("welcome"), "first")}
    till.earn(first, 1_000, visitor=seen(till, first))
    till.push()
    assert festive.balance(first) == (100, 200 + 500)
    assert festive.verified().problems == ()


def test_who_is_parted_again_has_his_own_bonus(
    festive: Shop, two: tuple[Till, str, str, dict[str, str]]
) -> None:
    till, first, second, checks = two
    merge(festive, second, first)
    till.cancel(second, checks[second], -700)
    till.push()
    unmerge(festive, second)
    welcomed = {(an_id("welcome"), "first")}
    assert granted(till, first) == welcomed | {(an_id("birthday"), "2026")}
    assert granted(till, second) == welcomed
    assert festive.verified().problems == ()


def test_three_who_were_one_keep_what_each_was_given(
    festive: Shop, two: tuple[Till, str, str, dict[str, str]]
) -> None:
    till, first, second, checks = two
    third = registered(till, "79990001122")
    merge(festive, first, third)
    merge(festive, second, third)
    assert festive.verified().problems == ()
    till.cancel(first, checks[first], -700)
    till.push()
    assert festive.balance(third) == (200, 300 + 500)
    assert (an_id("birthday"), "2026") in granted(till, third)
    assert festive.verified().problems == ()
