"""Redemptions under leases: booked whatever was since, by the leases, the card, the house (§6)."""

import pytest

from server.guests.service import set_status
from server.ledger.statement import statement
from server.tenants.service import limit_guests
from shared.domain.card import CardStatus
from shared.domain.ids import GuestId, card_id_of
from tests.builders import an_id
from tests.server.leases.pouch import Pouch, accounts, house_loss, reclaim
from tests.server.shop import Shop

HOUR_MS = 3_600_000


def test_a_leased_redemption_is_paid_by_the_lease(shop: Shop, till: Pouch, guest_id: str) -> None:
    till.ask(guest_id)
    till.spend(guest_id, 150)
    outcome = till.outcome()
    assert (outcome.status, outcome.code, outcome.notes) == ("applied", None, ())
    assert outcome.effect is not None
    assert (outcome.effect.promo, outcome.effect.regular) == (-100, -50)
    assert (outcome.effect.promo_after, outcome.effect.regular_after) == (0, 150)
    assert shop.balance(guest_id) == (150, 0)
    assert accounts(shop)["redeemed"] == 150
    assert shop.verified().problems == ()


def test_the_guests_statement_knows_no_leases(shop: Shop, till: Pouch, guest_id: str) -> None:
    """LED-03…LED-06: what he has, and what he spent, is the same under a lease and under none."""
    (lease,) = till.ask(guest_id).leases
    till.spend(guest_id, 150)
    till.release(guest_id, lease.lease_id)
    till.till.push()
    card_id = card_id_of(GuestId(guest_id))
    rows = shop.read(lambda conn: statement(conn, shop.tenant_id, card_id))
    told = [(row.kind, row.balance, row.before, row.points, row.after) for row in rows]
    assert told == [
        ("PROMO_GRANT", "PROMO", 0, 100, 100),
        ("EARN", "REGULAR", 0, 200, 200),
        ("REDEEM", "REGULAR", 200, -50, 150),
        ("REDEEM", "PROMO", 100, -100, 0),
    ]


def test_several_leases_pay_together_in_spending_order(
    shop: Shop, till: Pouch, guest_id: str
) -> None:
    till.ask(guest_id)
    till.till.earn(guest_id, 1_000)
    till.till.push()
    till.ask(guest_id)
    till.spend(guest_id, 350)
    assert till.outcome().status == "applied"
    assert shop.balance(guest_id) == (50, 0)
    assert shop.verified().problems == ()


def test_a_lease_spent_up_is_gone(shop: Shop, till: Pouch, guest_id: str) -> None:
    till.ask(guest_id)
    till.spend(guest_id, 300)
    till.till.push()
    assert [each.gone for each in till.till.pull().changes if each.kind == "lease"] == [True]
    assert till.ask(guest_id).leases == ()
    assert shop.verified().problems == ()


def test_nobody_else_spends_what_is_leased(
    shop: Shop, till: Pouch, other: Pouch, guest_id: str
) -> None:
    """P3: an unleased redemption and a correction take only what is free."""
    till.ask(guest_id)
    other.till.redeem(guest_id, 50, promo=50)
    outcome = other.outcome()
    assert (outcome.status, outcome.code) == ("rejected", "leased_elsewhere")
    assert (outcome.data["device_name"], outcome.data["points"]) == ("Касса 1", 300)
    other.till.adjust(guest_id, -10)
    assert other.outcome().code == "leased_elsewhere"
    till.till.adjust(guest_id, -10)
    assert till.outcome().code == "points_shortfall"
    assert shop.balance(guest_id) == (200, 100)


def test_cancelling_an_earning_takes_only_what_is_free(
    shop: Shop, till: Pouch, other: Pouch, guest_id: str
) -> None:
    earned = other.till.earn(guest_id, 1_000)
    other.till.push()
    till.ask(guest_id)
    other.till.cancel(guest_id, earned, -100)
    outcome = other.outcome()
    assert (outcome.code, outcome.data) == ("cancel_shortfall", {"shortfall": 100})
    assert shop.balance(guest_id) == (300, 100)
    assert shop.verified().problems == ()


def test_a_cancelled_redemption_gives_its_points_back_to_the_card(
    shop: Shop, till: Pouch, guest_id: str
) -> None:
    till.ask(guest_id)
    redeemed = till.spend(guest_id, 150)
    till.till.push()
    till.till.cancel(guest_id, redeemed, 150)
    assert till.outcome().status == "applied"
    assert shop.balance(guest_id) == (200, 100)
    assert shop.verified().problems == ()


def test_what_the_rules_would_say_now_is_a_note(shop: Shop, till: Pouch, guest_id: str) -> None:
    """The goods are handed out: status, limits, check and permission refuse nothing any more."""
    till.ask(guest_id)
    check = till.till.check(50_000)
    till.spend(guest_id, 20)
    till.till.push()
    shop.write(
        lambda conn: set_status(conn, shop.tenant_id, GuestId(guest_id), status=CardStatus.BLOCKED)
    )
    shop.dismiss(shop.cashier)
    shop.now_ms += 60_000
    lease_ids = tuple(till.held)
    for _ in range(2):
        till.till.redeem(guest_id, 20, promo=20, check=check, lease_ids=lease_ids)
    till.till.redeem(guest_id, 20, 21, promo=20, lease_ids=lease_ids)
    outcomes = till.till.outcomes()
    assert {each.status for each in outcomes} == {"applied"}
    assert set(outcomes[0].notes) == {"permission_missing", "card_not_usable"}
    assert "check_already_booked" in outcomes[1].notes
    assert shop.balance(guest_id) == (200, 20)
    assert shop.verified().problems == ()


@pytest.mark.parametrize("count", [1, 2])
def test_a_lease_that_was_never_granted_is_refused(
    shop: Shop, till: Pouch, other: Pouch, guest_id: str, count: int
) -> None:
    till.ask(guest_id)
    theirs = (*till.held, an_id("no lease"))[:count]
    other.till.redeem(guest_id, 20, promo=20, lease_ids=theirs)
    assert other.outcome().code == "lease_unknown"
    assert house_loss(shop) == 0


def test_more_than_was_ever_granted_is_refused(shop: Shop, till: Pouch, guest_id: str) -> None:
    till.ask(guest_id)
    till.till.redeem(guest_id, 301, 50_000, promo=100, lease_ids=tuple(till.held))
    outcome = till.outcome()
    assert (outcome.code, outcome.data) == ("points_shortfall", {"asked": 301, "available": 300})
    assert house_loss(shop) == 0


def test_a_lease_spent_twice_by_copies_costs_the_house(
    shop: Shop, till: Pouch, guest_id: str
) -> None:
    """S11, P3: the guest is never negative."""
    till.ask(guest_id)
    lease_ids = tuple(till.held)
    till.spend(guest_id, 250)
    twice = till.till.redeem(guest_id, 250, 50_000, promo=100, lease_ids=lease_ids)
    outcome = till.outcome()
    assert (outcome.status, outcome.code) == ("adjusted", "house_loss")
    assert outcome.data == {"loss": 200, "promo_points": 0, "regular_points": 50}
    assert outcome.notes == ("lease_overspent",)
    assert (shop.balance(guest_id), house_loss(shop)) == ((0, 0), 200)
    assert shop.verified().problems == ()
    till.till.cancel(guest_id, twice, 250)
    assert till.outcome().data == {"points": 50}
    assert (shop.balance(guest_id), house_loss(shop)) == ((50, 0), 0)
    assert shop.verified().problems == ()


def test_points_earned_out_of_reach_are_spent_at_once(
    shop: Shop, till: Pouch, other: Pouch, guest_id: str
) -> None:
    """``hold``: the lots are born under a lease named after the operation."""
    earned = till.till.earn(guest_id, 3_000, hold=True)
    till.till.redeem(guest_id, 200, 50_000, lease_ids=(earned,))
    assert [each.status for each in till.till.outcomes()] == ["applied", "applied"]
    assert shop.balance(guest_id) == (300, 100)
    other.till.redeem(guest_id, 320, 50_000, promo=100)
    assert other.outcome().code == "leased_elsewhere"
    assert [each.lease_id for each in till.ask(guest_id).leases if each.lease_id == earned]
    assert shop.verified().problems == ()


def test_a_welcome_given_out_of_reach_is_spent_at_once(shop: Shop, till: Pouch) -> None:
    guest_id = till.till.register(hold=True)
    till.till.redeem(guest_id, 60, 50_000, promo=60, lease_ids=(guest_id,))
    assert [each.status for each in till.till.outcomes()] == ["applied", "applied"]
    assert shop.balance(guest_id) == (0, 40)
    assert shop.verified().problems == ()


def test_a_welcome_that_was_none_is_paid_by_the_card_then_the_house(
    shop: Shop, till: Pouch, other: Pouch
) -> None:
    """S15: registered twice, welcomed once; the second till had promised it all the same."""
    first = other.till.register()
    other.till.push()
    alias = till.till.register(hold=True)
    till.till.redeem(alias, 100, 50_000, promo=100, lease_ids=(alias,))
    outcome = till.outcome()
    assert (outcome.status, outcome.notes) == ("applied", ("hold_refused",))
    assert shop.balance(first) == (0, 0)
    again = other.till.register("79991234567", hold=True)
    other.till.redeem(again, 100, 50_000, promo=100, lease_ids=(again,))
    assert other.outcome().data["loss"] == 100
    assert shop.verified().problems == ()


def test_a_guest_whose_registration_was_refused_keeps_what_he_got(shop: Shop, till: Pouch) -> None:
    shop.write(lambda conn: limit_guests(conn, shop.tenant_id, guests_max=1))
    guest_id = till.till.register(hold=True)
    till.till.redeem(guest_id, 80, 50_000, promo=80, lease_ids=(guest_id,))
    refused, outcome = till.till.outcomes()
    assert refused.code == "guest_limit_reached"
    assert (outcome.code, outcome.data["loss"]) == ("house_loss", 80)
    assert "hold_refused" in outcome.notes
    assert house_loss(shop) == 80
    assert shop.verified().problems == ()


def test_a_leased_redemption_waits_for_the_guest(shop: Shop, till: Pouch, other: Pouch) -> None:
    """Another till registered him, and has not told yet; the earning on that check waits too."""
    guest_id = other.till.register()
    earned = till.till.earn(guest_id, 3_000, hold=True)
    check = till.till.check(50_000)
    redeemed = till.till.redeem(guest_id, 300, check=check, lease_ids=(earned,))
    till.till.earn(guest_id, 50_000, check=check, after=redeemed, redeemed_points=300)
    assert [each.status for each in till.till.outcomes()] == ["parked"] * 3
    other.till.push()
    assert shop.balance(guest_id)[1] == 100
    assert shop.balance(guest_id)[0] > 0
    assert house_loss(shop) == 0
    assert shop.verified().problems == ()


def test_a_silent_till_that_comes_back_is_settled_from_its_own_leases(
    shop: Shop, till: Pouch, guest_id: str
) -> None:
    """Who is heard is not silent, however long it was."""
    till.ask(guest_id)
    till.spend(guest_id, 300)
    shop.now_ms += 100 * HOUR_MS
    outcome = till.outcome()
    assert (outcome.status, outcome.notes) == ("applied", ())
    assert reclaim(shop) == 0
    assert shop.verified().problems == ()


def test_what_a_refused_earning_should_have_held_pays_for_its_own_guest_only(
    shop: Shop, till: Pouch, guest_id: str
) -> None:
    somebody = till.till.register("79995554433")
    check = till.till.check(100)
    till.till.earn(guest_id, 100, check=check, hold=True)
    refused = till.till.earn(guest_id, 5_000, check=check, hold=True)
    till.till.push()
    before = shop.balance(somebody)
    till.till.redeem(somebody, 100, 50_000, promo=100, lease_ids=(refused,))
    told = till.outcome()
    assert (told.status, told.code) == ("rejected", "lease_unknown")
    assert shop.balance(somebody) == before
