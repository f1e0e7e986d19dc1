"""The expiry job: in slices, after a crash, beside leases, by two servers at once (LOY-17…20)."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, update

from server.database import Database, table_of
from server.ledger.statement import StatementRow, statement
from server.nightly.expiry import EXPIRE
from server.nightly.rounds import Errand, run
from server.tenants.service import lock_tenant
from server.tenants.tables import TenantRow
from server.witness import witness
from shared.domain.ids import GuestId, PromoId, card_id_of
from shared.domain.leases import OfflinePolicy, SilencePolicy
from shared.domain.ledger import EntryKind
from shared.domain.programme import Promo, PromoKind
from tests.builders import an_id
from tests.server.leases.pouch import Pouch, set_policy
from tests.server.nightly.night import listen, night, stopped_night, told, wait, wait_until
from tests.server.shop import Shop, Till, renumbered

WELCOME = 100
GRACE = timedelta(hours=72)
_TENANT = table_of(TenantRow)


def guests_of(till: Till, count: int) -> list[str]:
    """So many new guests, each with the welcome."""
    found = [till.register(f"7999000{number:04}") for number in range(count)]
    assert {each.status for each in till.outcomes()} == {"applied"}
    return found


def after_the_welcome(shop: Shop, guest_id: str) -> None:
    """It is three days after the welcome's term."""
    (lot,) = shop.card(guest_id).lots
    assert lot.expires_at is not None
    wait_until(shop, lot.expires_at + GRACE)


def test_points_past_their_term_leave_the_card_three_days_later(shop: Shop, till: Till) -> None:
    (guest_id,) = guests_of(till, 1)
    after_the_welcome(shop, guest_id)
    wait(shop, seconds=-1)
    assert night(shop, EXPIRE) == 0
    wait(shop, days=1)
    assert night(shop, EXPIRE) == WELCOME
    assert shop.card(guest_id).lots == ()
    row = rows_of(shop, guest_id)[-1]
    assert (row.kind, row.points, row.after, row.actor_id) == (
        EntryKind.EXPIRE,
        -WELCOME,
        0,
        "system",
    )
    assert shop.verified().problems == ()


def test_an_idle_guest_loses_his_regular_points(shop: Shop, till: Till) -> None:
    idle, active = guests_of(till, 2)
    till.earn(idle)
    till.earn(active)
    till.push()
    wait(shop, days=60)
    till.earn(active, 1_000)
    till.push()
    wait(shop, days=33)
    assert night(shop, EXPIRE) == 200 + 2 * WELCOME
    assert (shop.balance(idle), shop.balance(active)) == ((0, 0), (300, 0))
    assert shop.verified().problems == ()


def test_a_run_that_died_goes_on_and_expires_nothing_twice(shop: Shop, till: Till) -> None:
    guests = guests_of(till, 5)
    after_the_welcome(shop, guests[0])
    stopped_night(shop, EXPIRE, slices=2)
    assert sorted(len(shop.card(each).lots) for each in guests) == [0, 0, 1, 1, 1]
    assert night(shop, EXPIRE, limit=1) == 3 * WELCOME
    assert [shop.card(each).lots for each in guests] == [()] * 5
    assert night(shop, EXPIRE) == 0
    wait(shop, days=1)
    assert night(shop, EXPIRE) == 0
    assert shop.verified().problems == ()


def test_in_any_slices_the_books_are_the_same(shop: Shop, till: Till) -> None:
    guests = guests_of(till, 5)
    after_the_welcome(shop, guests[0])
    assert night(shop, EXPIRE, limit=2) == 5 * WELCOME
    assert [kinds_of(shop, each) for each in guests] == [
        [EntryKind.PROMO_GRANT, EntryKind.EXPIRE]
    ] * 5


def test_two_servers_at_once_expire_each_point_once(
    shop: Shop, till: Till, another_server: Database
) -> None:
    guests = guests_of(till, 6)
    after_the_welcome(shop, guests[0])
    errand = Errand(shop.tenant_id, EXPIRE, shop.now_ms, limit=1)

    async def both() -> int:
        return sum(await asyncio.gather(run(shop.database, errand), run(another_server, errand)))

    assert asyncio.run(both()) == 6 * WELCOME
    assert shop.verified().problems == ()


def test_what_a_silent_till_holds_stays_until_it_comes_back(shop: Shop) -> None:
    set_policy(shop, OfflinePolicy(silence=SilencePolicy.STRICT))
    pouch = Pouch.of(shop, "Касса 1")
    guest_id = pouch.till.register()
    pouch.push()
    pouch.ask(guest_id, 60)
    held = pouch.left(guest_id)
    after_the_welcome(shop, guest_id)
    assert night(shop, EXPIRE) == 2 * WELCOME - held
    assert sum(lot.left for lot in shop.card(guest_id).lots) == held > 0
    (lease_id,) = pouch.held
    pouch.release(guest_id, lease_id)
    pouch.push()
    wait(shop, days=1)
    assert night(shop, EXPIRE) == held
    assert shop.verified().problems == ()


@pytest.mark.parametrize("spent", [0, 40])
def test_a_till_is_asked_for_what_expired_under_its_lease(shop: Shop, spent: int) -> None:
    """Else nobody would ever: a guest whose points are gone does not come for them."""
    set_policy(shop, OfflinePolicy(silence=SilencePolicy.STRICT))
    pouch = Pouch.of(shop, "Касса 1")
    guest_id = pouch.till.register()
    pouch.push()
    pouch.ask(guest_id, WELCOME)
    if spent:
        pouch.spend(guest_id, spent)
        pouch.push()
    held = pouch.left(guest_id)
    after_the_welcome(shop, guest_id)
    wait(shop, seconds=-1)
    assert night(shop, EXPIRE) == 0
    pouch.pull()
    assert pouch.left(guest_id) == held, "until the night that would have booked it"
    wait(shop, days=1)
    night(shop, EXPIRE)
    pouch.pull()
    assert pouch.left(guest_id) == 0
    assert pouch.outcome().status == "applied"
    wait(shop, days=1)
    assert night(shop, EXPIRE) == held
    assert shop.card(guest_id).lots == ()
    assert shop.verified().problems == ()


def test_a_lease_of_points_that_live_on_is_left_alone(shop: Shop) -> None:
    set_policy(shop, OfflinePolicy(silence=SilencePolicy.STRICT))
    pouch = Pouch.of(shop, "Касса 1")
    idle, active = (pouch.till.register(f"7999000000{each}") for each in range(2))
    pouch.till.earn(active, 2_000)
    pouch.push()
    (lot,) = shop.card(idle).lots
    assert lot.expires_at is not None
    wait_until(shop, lot.expires_at)
    pouch.till.earn(active, 2_000)
    pouch.push()
    pouch.ask(active, 400)
    held = pouch.left(active)
    wait(shop, days=4)
    night(shop, EXPIRE)
    pouch.pull()
    assert pouch.left(active) == held > 0
    assert shop.verified().problems == ()


def test_under_the_timed_policy_a_silent_till_keeps_nothing_from_expiring(shop: Shop) -> None:
    set_policy(shop, OfflinePolicy())
    pouch = Pouch.of(shop, "Касса 1")
    guest_id = pouch.till.register()
    pouch.push()
    pouch.ask(guest_id, 60)
    after_the_welcome(shop, guest_id)
    assert night(shop, EXPIRE) == 2 * WELCOME
    assert shop.card(guest_id).lots == ()
    assert shop.verified().problems == ()


@pytest.mark.parametrize("since", ["frozen_at_ms", "fenced_at_ms"])
def test_nothing_expires_behind_a_fence_or_while_frozen(shop: Shop, till: Till, since: str) -> None:
    (guest_id,) = guests_of(till, 1)
    after_the_welcome(shop, guest_id)
    stop(shop, since, at_ms=shop.now_ms)
    assert night(shop, EXPIRE) == 0
    stop(shop, since, at_ms=None)
    assert night(shop, EXPIRE) == WELCOME


def test_the_company_is_told_once_what_expired(shop: Shop, till: Till) -> None:
    listen(shop)
    (guest_id,) = guests_of(till, 1)
    after_the_welcome(shop, guest_id)
    night(shop, EXPIRE)
    (fact,) = told(shop, "points_expired")
    assert (fact["guest_id"], fact["promo"], fact["regular"]) == (guest_id, -WELCOME, 0)
    assert fact["key"] == f"{fact['operation_id']}:points_expired"
    assert shop.verified().problems == ()


def test_tills_hear_of_it_by_the_feed(shop: Shop, till: Till) -> None:
    (guest_id,) = guests_of(till, 1)
    before = till.pull().cursor.seq
    after_the_welcome(shop, guest_id)
    night(shop, EXPIRE)
    (change,) = till.pull(before).changes
    assert (change.kind, change.id) == ("card", card_id_of(GuestId(guest_id)))


def a_gift_that_expired(shop: Shop, till: Till) -> tuple[str, str]:
    """A guest whose check of 2,000.00 gave 200 and 500 for a week; he kept the 500 too long."""
    plain = renumbered(shop.programme, promos=())
    gift = Promo(PromoId(an_id("gift")), "Подарок", PromoKind.CUSTOM, 500, valid_days=7)
    shop.publish(replace(plain, promos=(gift,)))
    guest_id = till.register()
    earned = till.earn(guest_id, 2_000)
    till.push()
    shop.publish(renumbered(plain))
    till.earn(guest_id, 9_000)
    till.push()
    wait(shop, days=11)
    assert night(shop, EXPIRE) == 500
    assert shop.balance(guest_id) == (1_100, 0)
    return guest_id, earned


def test_what_expired_unspent_is_not_refunded_from_other_checks(shop: Shop, till: Till) -> None:
    """LOY-101: his 900 are of another check; any parts of a refund take the same 200."""
    guest_id, earned = a_gift_that_expired(shop, till)
    for roubles, points in ((500, -50), (700, -70), (800, -80)):
        till.refund(guest_id, earned, roubles, points=points)
    assert {each.code for each in till.outcomes()} == {None}
    assert shop.balance(guest_id) == (900, 0)
    assert shop.verified().problems == ()


def test_nor_is_it_cancelled_from_them(shop: Shop, till: Till) -> None:
    guest_id, earned = a_gift_that_expired(shop, till)
    till.refund(guest_id, earned, 500, points=-50)
    till.cancel(guest_id, earned, -150)
    assert {each.code for each in till.outcomes()} == {None}
    assert shop.balance(guest_id) == (900, 0)
    assert shop.verified().problems == ()


def rows_of(shop: Shop, guest_id: str) -> tuple[StatementRow, ...]:
    card_id = card_id_of(GuestId(guest_id))
    return shop.read(lambda conn: statement(conn, shop.tenant_id, card_id))


def kinds_of(shop: Shop, guest_id: str) -> list[EntryKind]:
    return [row.kind for row in rows_of(shop, guest_id)]


def stop(shop: Shop, since: str, *, at_ms: int | None) -> None:
    def work(conn: Connection) -> None:
        lock_tenant(conn, shop.tenant_id)
        conn.execute(update(_TENANT).values({since: at_ms}))
        witness(conn, shop.tenant_id, _TENANT)

    shop.write(work)
