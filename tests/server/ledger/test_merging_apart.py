"""Merges by hand where each restaurant has cards of its own, and across migrations (GST-70)."""

import pytest

from server.chance import Chance
from server.database import Database
from server.guests.refusals import PointsLeased
from shared.domain.card import CardStatus
from shared.domain.leases import OfflinePolicy
from shared.domain.programme import CardMode
from tests.server.chain import ChainOfTwo, a_chain
from tests.server.leases.pouch import Pouch, set_policy
from tests.server.ledger.merges import merge, unmerge
from tests.server.ledger.test_migrating import moved

SEPARATE, UNIFIED = CardMode.SEPARATE, CardMode.UNIFIED


@pytest.fixture
def chain(database: Database, chance: Chance) -> ChainOfTwo:
    return a_chain(database, chance, mode=SEPARATE)


@pytest.fixture
def two(chain: ChainOfTwo) -> tuple[str, str]:
    """The first has 100 + 200 here; the second 100 + 150 there, and 70 here."""
    first = chain.here.register("79991111111")
    chain.here.earn(first)
    second = chain.there.register("79992222222")
    chain.there.earn(second, 1_500)
    chain.here.push()
    chain.there.push()
    chain.here.earn(second, 700)
    chain.here.push()
    return first, second


def test_two_guests_become_one_restaurant_by_restaurant(
    chain: ChainOfTwo, two: tuple[str, str]
) -> None:
    first, second = two
    done = merge(chain.shop, second, first)
    assert done.moved_points == 320
    assert (sum(x.left for x in done.survivor.lots), done.source.lots) == (620, ())
    assert chain.balances(first) == chain.balances(second) == (370, 250)
    assert [card.total_visits for card in chain.cards(first)] == [2, 1]
    assert set(chain.told_cards(chain.here, second).values()) == {"MERGED"}
    chain.there.earn(second, 1_000)
    assert chain.there.outcome().status == "applied"
    assert chain.balances(first) == (370, 350)
    assert chain.shop.verified().problems == ()


def test_what_was_merged_is_parted_restaurant_by_restaurant(
    chain: ChainOfTwo, two: tuple[str, str]
) -> None:
    first, second = two
    merge(chain.shop, second, first)
    chain.there.earn(second, 1_000)
    chain.there.redeem(first, 30, promo=30)
    chain.there.push()
    done = unmerge(chain.shop, second)
    assert done.moved_points == 290
    assert (chain.balances(first), chain.balances(second)) == ((300, 100), (70, 220))
    assert [card.total_visits for card in chain.cards(second)] == [1, 1]
    assert [card.total_visits for card in chain.cards(first)] == [1, 1]
    assert chain.shop.verified().problems == ()


@pytest.mark.parametrize("modes", [(UNIFIED,), (UNIFIED, SEPARATE)])
def test_what_was_merged_before_a_migration_is_parted_after_it(
    chain: ChainOfTwo, two: tuple[str, str], modes: tuple[CardMode, ...]
) -> None:
    first, second = two
    merge(chain.shop, second, first)
    for mode in modes:
        moved(chain, mode)
    unmerge(chain.shop, second)
    if modes[-1] is UNIFIED:
        assert (sum(chain.shop.balance(first)), sum(chain.shop.balance(second))) == (300, 320)
        assert chain.shop.card(second).status is CardStatus.ACTIVE
        assert [chain.shop.card(x).total_visits for x in two] == [1, 2]
    else:
        assert (chain.balances(first), chain.balances(second)) == ((300, 0), (70, 250))
    assert chain.shop.verified().problems == ()
    chain.there.earn(second, 1_000)
    assert chain.there.outcome().status == "applied"
    assert chain.shop.verified().problems == ()


def test_a_merge_of_the_chains_cards_is_undone_where_restaurants_have_their_own(
    database: Database, chance: Chance
) -> None:
    chain = a_chain(database, chance, mode=UNIFIED)
    first, second = chain.here.register("79991111111"), chain.here.register("79992222222")
    chain.here.earn(second, 700)
    chain.here.push()
    chain.there.earn(second, 1_500)
    chain.there.push()
    merge(chain.shop, second, first)
    moved(chain, SEPARATE)
    assert chain.balances(first) == (270, 150)
    unmerge(chain.shop, second)
    assert (chain.balances(first), chain.balances(second)) == ((100, 0), (170, 150))
    assert [card.total_visits for card in chain.cards(second)] == [1, 1]
    assert chain.shop.verified().problems == ()


def test_who_is_parted_after_a_migration_loses_nothing_by_idleness(
    chain: ChainOfTwo, two: tuple[str, str]
) -> None:
    """LOY-22: on whichever of his cards he was active last."""
    first, second = two
    active_at = chain.cards(second)[1].last_activity_at
    chain.wait(60_000)
    chain.here.earn(second, 500)
    chain.here.push()
    latest = chain.cards(second)[0].last_activity_at
    assert active_at is not None
    assert latest is not None
    assert latest > active_at
    merge(chain.shop, second, first)
    moved(chain, UNIFIED)
    unmerge(chain.shop, second)
    assert chain.shop.card(second).last_activity_at == latest
    moved(chain, SEPARATE)
    assert {card.last_activity_at for card in chain.cards(second)} == {latest}
    assert chain.shop.verified().problems == ()


@pytest.mark.parametrize("is_survivor", [True, False])
def test_who_was_blocked_under_one_name_is_blocked_under_both(
    chain: ChainOfTwo, two: tuple[str, str], is_survivor: bool
) -> None:
    first, second = two
    chain.shop.set_status(first if is_survivor else second, CardStatus.BLOCKED)
    merge(chain.shop, second, first)
    for till in (chain.here, chain.there):
        till.earn(second)
        assert till.outcome().code == "card_not_usable"
    assert chain.shop.verified().problems == ()
    unmerge(chain.shop, second)
    free, blocked = (second, first) if is_survivor else (first, second)
    chain.there.earn(free)
    chain.there.earn(blocked)
    assert [each.code for each in chain.there.outcomes()] == [None, "card_not_usable"]
    assert chain.shop.verified().problems == ()


def test_points_that_a_till_holds_of_one_restaurant_keep_them_one(chain: ChainOfTwo) -> None:
    set_policy(chain.shop, OfflinePolicy())
    pouch = Pouch.of(chain.branch, "Касса 3")
    first, second = pouch.till.register("79991111111"), pouch.till.register("79992222222")
    pouch.push()
    pouch.ask(second)
    merge(chain.shop, second, first)
    with pytest.raises(PointsLeased) as refused:
        unmerge(chain.shop, second)
    assert refused.value.points == 100
    pouch.spend(second, 60)
    assert pouch.outcome().status == "applied"
    assert chain.balances(first) == (0, 140)
    assert chain.shop.verified().problems == ()
