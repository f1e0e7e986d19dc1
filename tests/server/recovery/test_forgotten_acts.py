"""What the house did by itself or by hand a restore forgets too, and no till can tell it (§9)."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text

from server.ledger.suspense import owing_cards
from server.nightly.birthdays import BIRTHDAYS
from shared.domain.guest import Profile
from shared.domain.ids import PromoId
from shared.domain.leases import OfflinePolicy
from shared.domain.programme import Promo, PromoKind
from tests.builders import an_id
from tests.server.leases.pouch import Pouch, house_loss, set_policy
from tests.server.ledger.merges import merge
from tests.server.nightly.night import night, wait_until
from tests.server.recovery.tills import announce, lifted, replay
from tests.server.shop import Shop, renumbered

WELCOME = 100
GIFT = Promo(PromoId(an_id("birthday")), "День рождения", PromoKind.BIRTHDAY, 500, 14)
PHONE, OTHER_PHONE = "79991234567", "79997654321"

NO_SECOND_REDEMPTION = """CREATE UNIQUE INDEX unlucky ON ledger_transaction (kind)
    WHERE kind = 'REDEEM'"""
"""A rule of the database that our own code knows nothing of."""

Back = Callable[[], Callable[[], None]]


def is_owed(shop: Shop) -> bool:
    return bool(shop.read(lambda conn: owing_cards(conn, shop.tenant_id)))


def test_a_gift_that_comes_again_pays_for_what_was_bought_with_it(
    shop: Shop, back_to: Back
) -> None:
    shop.publish(renumbered(shop.programme, promos=(*shop.programme.promos, GIFT)))
    till = shop.till()
    born = Profile(PHONE, "Иван", "Петров", date(1990, 12, 10))
    guest = till.register(PHONE, profile=born)
    till.push()
    wait_until(shop, datetime(2026, 12, 10, 3, tzinfo=UTC))
    restored = back_to()
    assert night(shop, BIRTHDAYS) == GIFT.points
    till.redeem(guest, GIFT.points, 50_000, promo=GIFT.points)
    spent = till.push()
    before = shop.balance(guest)
    restored()
    replay(till, spent)
    assert not announce(till, replayed_to=2).is_fenced
    assert is_owed(shop)
    assert night(shop, BIRTHDAYS) == GIFT.points
    assert (shop.balance(guest), house_loss(shop)) == (before, 0)
    assert not is_owed(shop)
    assert shop.verified().problems == ()


def test_a_merge_made_again_pays_for_what_was_spent_of_it(shop: Shop, back_to: Back) -> None:
    till = shop.till()
    first, second = till.register(PHONE), till.register(OTHER_PHONE)
    till.push()
    restored = back_to()
    merge(shop, second, first)
    till.redeem(first, 2 * WELCOME, promo=2 * WELCOME)
    spent = till.push()
    restored()
    replay(till, spent)
    assert not announce(till, replayed_to=3).is_fenced
    assert is_owed(shop)
    merge(shop, second, first)
    assert (shop.balance(first), house_loss(shop)) == ((0, 0), 0)
    assert not is_owed(shop)
    assert shop.verified().problems == ()


def test_what_a_till_spent_of_two_who_were_one_is_booked_and_owed(
    shop: Shop, back_to: Back
) -> None:
    """Its lease lies on the other card again: the goods are handed out all the same (E3)."""
    set_policy(shop, OfflinePolicy())
    pouch = Pouch.of(shop, "Касса 1")
    first, second = pouch.till.register(PHONE), pouch.till.register(OTHER_PHONE)
    pouch.push()
    pouch.ask(second)
    (lease_id,) = pouch.held
    restored = back_to()
    merge(shop, second, first)
    restored()
    pouch.till.redeem(first, 60, promo=60, lease_ids=(lease_id,))
    assert pouch.outcome().status in {"applied", "adjusted"}
    assert (shop.balance(first), house_loss(shop)) == ((0, 40), 0)
    assert shop.verified().problems == ()


def test_what_was_spent_of_a_lease_that_is_born_anew_is_booked_and_owed(
    shop: Shop, back_to: Back
) -> None:
    """It comes back with its earning, on the other card: the goods are handed out (E3)."""
    pouch, first, second = two_guests(shop)
    restored = back_to()
    lease_id = pouch.earn_and_hold(second, 5_000)
    earned = pouch.push()
    merge(shop, second, first)
    pouch.till.redeem(first, 150, lease_ids=(lease_id,))
    restored()
    replay(pouch.till, earned)
    lifted(shop)
    assert pouch.outcome().status in {"applied", "adjusted"}
    assert (shop.balance(first), house_loss(shop)) == ((0, 0), 0)
    assert is_owed(shop)
    assert shop.verified().problems == ()


def test_what_was_spent_of_a_lease_that_is_born_behind_the_fence_is_booked_and_owed(
    shop: Shop, back_to: Back
) -> None:
    """Nobody had been told of its earning before the restore (E3)."""
    pouch, first, second = two_guests(shop)
    restored = back_to()
    merge(shop, second, first)
    lease_id = pouch.earn_and_hold(second, 5_000)
    redemption = pouch.till.redeem(first, 150, lease_ids=(lease_id,))
    restored()
    told = pouch.outcome()
    assert (told.operation_id, told.status) == (redemption, "adjusted")
    assert (shop.balance(first), house_loss(shop)) == ((0, 0), 0)
    assert is_owed(shop)
    assert shop.verified().problems == ()


def test_what_was_spent_of_a_lease_that_lapsed_is_booked_and_owed(
    shop: Shop, back_to: Back
) -> None:
    """Its points are still another till's to bring, and its guest is two again (E3)."""
    pouch, first, second = two_guests(shop)
    other = shop.till("Касса 2")
    restored = back_to()
    other.earn(second, 5_000)
    other.push()
    (paper,) = pouch.ask(second).leases
    merge(shop, second, first)
    pouch.till.redeem(first, 150, lease_ids=(paper.lease_id,))
    restored()
    announce(pouch.till, leases=(paper,))
    lifted(shop)
    assert pouch.outcome().status == "adjusted"
    assert (shop.balance(first), house_loss(shop)) == ((0, 0), 0)
    assert is_owed(shop)
    assert shop.verified().problems == ()


@pytest.mark.expects_warning
def test_a_redemption_that_was_in_quarantine_waits_behind_the_fence_and_is_owed(
    shop: Shop, back_to: Back
) -> None:
    """Its lease was granted on what a merge had brought, and nobody had decided it yet (E3)."""
    pouch, first, second = two_guests(shop)
    pouch.till.redeem(first, 20, promo=20)
    pouch.push()
    restored = back_to()
    merge(shop, second, first)
    (paper,) = pouch.ask(first).leases
    shop.write(lambda conn: conn.execute(text(NO_SECOND_REDEMPTION)))
    pouch.till.redeem(first, 150, promo=150, lease_ids=(paper.lease_id,))
    set_aside = pouch.push()
    assert set_aside.outcomes[0].status == "quarantined"
    shop.write(lambda conn: conn.execute(text("DROP INDEX unlucky")))
    restored()
    announce(pouch.till, leases=(paper,))
    assert replay(pouch.till, set_aside).outcomes[0].status == "parked"
    assert not announce(pouch.till, replayed_to=pouch.till.seq).is_fenced
    again = pouch.till.send(pouch.till.request(pouch.till.sent[-1:])).outcomes
    assert [each.status for each in again] == ["applied"]
    assert (shop.balance(first), house_loss(shop)) == ((0, 0), 0)
    assert is_owed(shop)
    assert shop.verified().problems == ()


def two_guests(shop: Shop) -> tuple[Pouch, str, str]:
    """A till that may spend by itself, and whom it registered."""
    set_policy(shop, OfflinePolicy())
    pouch = Pouch.of(shop, "Касса 1")
    first, second = pouch.till.register(PHONE), pouch.till.register(OTHER_PHONE)
    pouch.push()
    return pouch, first, second
