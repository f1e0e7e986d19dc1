"""Nights of a chain whose restaurants have cards of their own (LOY-06)."""

from datetime import date

import pytest

from server.chance import Chance
from server.database import Database
from server.nightly.birthdays import BIRTHDAYS
from server.nightly.expiry import EXPIRE
from server.nightly.levels import LEVELS
from server.nightly.warning import WARN
from shared.domain.programme import CardMode
from tests.builders import SILVER
from tests.server.chain import ChainOfTwo, a_chain
from tests.server.nightly.night import listen, night, told, wait, wait_until
from tests.server.nightly.test_birthdays import GIFT, a_guest, at_three
from tests.server.shop import renumbered


@pytest.fixture
def chain(database: Database, chance: Chance) -> ChainOfTwo:
    chain = a_chain(database, chance, mode=CardMode.SEPARATE)
    chain.publish(renumbered(chain.shop.programme, promos=(*chain.shop.programme.promos, GIFT)))
    return chain


def test_a_birthday_comes_once_to_where_the_guest_was_registered(chain: ChainOfTwo) -> None:
    guest_id = a_guest(chain.there)
    chain.here.earn(guest_id)
    chain.here.push()
    wait_until(chain.shop, at_three(date(2026, 12, 3)))
    assert night(chain.shop, BIRTHDAYS) == 500
    chain.wait(0)
    assert chain.balances(guest_id) == (200, 600)
    assert night(chain.shop, BIRTHDAYS) == 0
    assert chain.shop.verified().problems == ()


def test_points_expire_card_by_card(chain: ChainOfTwo) -> None:
    """LOY-17: who comes to one restaurant only is idle in the other."""
    listen(chain.shop)
    guest_id = chain.here.register()
    chain.here.earn(guest_id)
    chain.here.push()
    chain.there.earn(guest_id, 1_500)
    chain.there.push()
    wait(chain.shop, days=80)
    chain.wait(0)
    chain.there.earn(guest_id, 1_000)
    assert chain.there.outcome().status == "applied"
    night(chain.shop, WARN)
    wait(chain.shop, days=20)
    chain.wait(0)
    assert night(chain.shop, EXPIRE) == 300
    assert chain.balances(guest_id) == (0, 250)
    gone = [each["card_id"] for each in told(chain.shop, "points_expired")]
    assert gone == [chain.cards(guest_id)[0].card_id]
    assert chain.shop.verified().problems == ()


def test_a_level_is_reached_in_the_restaurant_where_it_was_earned(chain: ChainOfTwo) -> None:
    guest_id = chain.here.register()
    chain.here.earn(guest_id, 12_000)
    chain.here.push()
    chain.there.earn(guest_id, 1_000)
    chain.there.push()
    wait(chain.shop, days=1)
    assert night(chain.shop, LEVELS) == 1
    here, there = chain.cards(guest_id)
    assert (here.level_id, there.level_id == SILVER) == (SILVER, False)
    assert chain.shop.verified().problems == ()
