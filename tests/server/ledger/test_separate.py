"""One card for each restaurant: points of a restaurant are spent only there (LOY-06)."""

from dataclasses import replace

import pytest

from server.chance import Chance
from server.database import Database
from server.guests.service import set_discount, set_level
from shared.domain.card import CardStatus
from shared.domain.codes import card_token_of
from shared.domain.ids import GuestId, card_id_of
from shared.domain.leases import OfflinePolicy
from shared.domain.programme import CardMode
from tests.builders import GOLD
from tests.server.chain import ChainOfTwo, a_chain
from tests.server.leases.pouch import Pouch, set_policy
from tests.server.shop import renumbered


@pytest.fixture
def chain(database: Database, chance: Chance) -> ChainOfTwo:
    return a_chain(database, chance, mode=CardMode.SEPARATE)


@pytest.fixture
def guest_id(chain: ChainOfTwo) -> str:
    """Registered in the first restaurant with 100 points, where he earned 200 more."""
    guest_id = chain.here.register()
    chain.here.earn(guest_id)
    assert {each.status for each in chain.here.outcomes()} == {"applied"}
    return guest_id


def test_what_is_earned_in_a_restaurant_is_on_its_card(chain: ChainOfTwo, guest_id: str) -> None:
    chain.there.earn(guest_id, 1_500)
    assert chain.there.outcome().status == "applied"
    assert chain.balances(guest_id) == (300, 150)
    here, there = chain.cards(guest_id)
    assert there.card_id == card_id_of(GuestId(guest_id), chain.branch.restaurant_id)
    assert there.token == card_token_of(there.card_id) != here.token
    assert (here.total_visits, there.total_visits) == (1, 1)
    assert (here.lifetime_spent_minor, there.lifetime_spent_minor) == (2_000_00, 1_500_00)
    assert chain.shop.verified().problems == ()


def test_points_of_a_restaurant_are_not_spent_in_another(chain: ChainOfTwo, guest_id: str) -> None:
    chain.there.redeem(guest_id, 50)
    refused = chain.there.outcome()
    assert (refused.code, refused.data["available"]) == ("points_shortfall", 0)
    chain.here.redeem(guest_id, 50, promo=50)
    assert chain.here.outcome().status == "applied"
    assert chain.balances(guest_id) == (250, 0)
    assert chain.shop.verified().problems == ()


def test_a_till_learns_of_the_cards_of_its_restaurant_and_of_the_chains(
    chain: ChainOfTwo, guest_id: str
) -> None:
    """A token leads to the guest by the chain's card, which every till has."""
    of_chain = card_id_of(GuestId(guest_id))
    of_here = card_id_of(GuestId(guest_id), chain.shop.restaurant_id)
    assert set(chain.told_cards(chain.here, guest_id)) == {of_chain, of_here}
    assert set(chain.told_cards(chain.there, guest_id)) == {of_chain}
    told = next(each.data for each in chain.here.pull().changes if each.id == of_here)
    assert told["restaurant_id"] == chain.shop.restaurant_id


def test_a_refusal_makes_no_card(chain: ChainOfTwo, guest_id: str) -> None:
    before = chain.shop.verified().counts["cards"]
    chain.there.redeem(guest_id, 50)
    assert chain.there.outcome().status == "rejected"
    assert chain.shop.verified().counts["cards"] == before


def test_a_welcome_comes_once_in_the_whole_chain(chain: ChainOfTwo, guest_id: str) -> None:
    again = chain.there.register()
    outcome = chain.there.outcome()
    assert (outcome.code, outcome.data["survivor_guest_id"]) == ("guest_merged", guest_id)
    chain.there.earn(again, 1_000)
    assert chain.there.outcome().status == "applied"
    assert chain.balances(guest_id) == (300, 100)
    assert chain.shop.verified().problems == ()


def test_points_are_given_to_a_friend_within_the_restaurant(
    chain: ChainOfTwo, guest_id: str
) -> None:
    friend = chain.there.register("79992222222")
    chain.there.push()
    chain.here.transfer(guest_id, friend, 150)
    assert chain.here.outcome().status == "applied"
    assert chain.balances(guest_id) == (150, 0)
    assert chain.balances(friend) == (150, 100)
    assert chain.shop.verified().problems == ()


def test_a_till_is_granted_the_points_of_its_restaurant(chain: ChainOfTwo) -> None:
    set_policy(chain.shop, OfflinePolicy())
    here, there = Pouch.of(chain.shop, "Касса 3"), Pouch.of(chain.branch, "Касса 4")
    guest_id = here.till.register()
    here.push()
    there.till.earn(guest_id, 700)
    there.push()
    for pouch, points in ((here, 100), (there, 70)):
        assert pouch.ask(guest_id).elsewhere == ()
        assert pouch.left(guest_id) == points
    here.spend(guest_id, 60)
    there.spend(guest_id, 70)
    assert (here.outcome().status, there.outcome().status) == ("applied", "applied")
    assert chain.balances(guest_id) == (40, 0)
    assert chain.shop.verified().problems == ()


def test_who_asks_for_points_where_the_guest_never_was_gets_none(
    chain: ChainOfTwo, guest_id: str
) -> None:
    there = Pouch.of(chain.branch, "Касса 4")
    set_policy(chain.shop, OfflinePolicy())
    assert there.ask(guest_id, points_wanted=50).leases == ()
    assert chain.shop.verified().problems == ()


def test_a_block_is_the_guests_wherever_he_comes(chain: ChainOfTwo, guest_id: str) -> None:
    """GST-80: where he never was, the chain's card says so."""
    chain.shop.set_status(guest_id, CardStatus.BLOCKED)
    for till in (chain.here, chain.there):
        till.earn(guest_id)
        assert till.outcome().code == "card_not_usable"
        assert set(chain.told_cards(till, guest_id).values()) == {"BLOCKED"}
    chain.shop.set_status(guest_id, CardStatus.ACTIVE)
    chain.there.earn(guest_id)
    assert chain.there.outcome().status == "applied"
    assert chain.shop.verified().problems == ()


def test_a_level_or_a_discount_by_hand_is_on_all_cards(chain: ChainOfTwo, guest_id: str) -> None:
    shop, who = chain.shop, GuestId(guest_id)
    chain.there.earn(guest_id)
    chain.there.push()
    shop.write(lambda conn: set_level(conn, shop.tenant_id, who, level_id=GOLD))
    shop.write(lambda conn: set_discount(conn, shop.tenant_id, who, discount_bp=700))
    facts = {(card.level_id, card.discount_bp) for card in chain.cards(guest_id)}
    assert facts == {(GOLD, 700)}
    assert shop.verified().problems == ()


def test_what_is_taken_back_leaves_the_card_it_was_given_to(
    chain: ChainOfTwo, guest_id: str
) -> None:
    earned = chain.here.sent[-1].operation_id
    chain.here.refund(guest_id, earned, 1_000, points=-100)
    assert chain.here.outcome().status == "applied"
    assert chain.balances(guest_id) == (200, 0)
    chain.here.cancel(guest_id, earned, -100)
    assert chain.here.outcome().status == "applied"
    assert chain.balances(guest_id) == (100, 0)
    assert (chain.cards(guest_id)[0].total_visits, chain.cards(guest_id)[1].total_visits) == (0, 0)
    assert chain.shop.verified().problems == ()


def test_the_mode_stays_as_the_first_version_had_it(chain: ChainOfTwo) -> None:
    settings = replace(chain.shop.programme.settings, min_check_minor=100_00)
    chain.publish(renumbered(chain.shop.programme, settings=settings))
    guest_id = chain.there.register()
    assert chain.there.outcome().status == "applied"
    assert chain.balances(guest_id) == (0, 100)
