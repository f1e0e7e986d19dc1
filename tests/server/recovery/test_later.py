"""What was not decided at once: after an upgrade, after a refusal; and what a freeze refuses."""

import asyncio

import pytest
from sqlalchemy import text

from server.app import build_app
from server.database import Database
from server.recovery.quarantine import release_quarantined
from server.settings import Settings
from server.tenants.epochs import freeze
from tests.server.shop import Shop

_NO_SECOND_666 = "CREATE UNIQUE INDEX unlucky ON visit (amount_minor) WHERE amount_minor = 66600"
"""A rule of the database that our own code knows nothing of."""
_NO_SECOND_REDEMPTION = """CREATE UNIQUE INDEX unlucky ON ledger_transaction (kind)
    WHERE kind = 'REDEEM'"""


@pytest.mark.expects_warning
def test_what_an_older_server_set_aside_is_booked_when_a_newer_one_starts(
    shop: Shop, shop_url: str
) -> None:
    """Design §5, P2: the body is kept word for word, and decided before anybody is served."""
    till = shop.till()
    guest = till.register()
    till.earn(guest, 666)
    till.push()
    shop.write(lambda conn: conn.execute(text(_NO_SECOND_666)))
    till.earn(guest, 666)
    assert till.outcome().status == "quarantined"
    before = shop.balance(guest)
    shop.write(lambda conn: conn.execute(text("DROP INDEX unlucky")))
    shop.database.close()
    asyncio.run(_served(shop_url))
    shop.database = Database.open(shop_url)
    assert shop.balance(guest) > before
    again = till.send(till.request(till.sent[-1:]))
    assert [each.status for each in again.outcomes] == ["applied"]
    assert shop.verified().problems == ()


def test_what_nobody_understands_yet_stays_where_it_is(shop: Shop) -> None:
    """S12: what is in quarantine has no effect, however often a server starts."""
    till = shop.till()
    guest = till.register()
    till.push()
    till.earn(guest)
    known = till.queue.pop()
    till.seq -= 1
    till.head = bytes.fromhex(till.heads[-2])
    till.heads.pop()
    till.enqueue_text(known.body.replace('"kind":"earn"', '"kind":"earn_of_tomorrow"'))
    assert till.outcome().status == "quarantined"
    assert shop.balance(guest) == (0, 100)
    _release(shop)
    assert shop.balance(guest) == (0, 100)
    assert shop.verified().problems == ()


@pytest.mark.expects_warning
def test_poison_in_quarantine_stops_no_server_at_its_start(shop: Shop) -> None:
    """P7: what the database will not take even now stays where it is; the rest is decided."""
    till = shop.till()
    guest = till.register()
    till.earn(guest, 666)
    till.push()
    shop.write(lambda conn: conn.execute(text(_NO_SECOND_666)))
    till.earn(guest, 666)
    poison = list(till.queue)
    assert till.outcome().status == "quarantined"
    _release(shop)
    (still,) = till.send(till.request(poison)).outcomes
    assert (still.status, still.code) == ("quarantined", "server_bug")
    shop.write(lambda conn: conn.execute(text("DROP INDEX unlucky")))
    _release(shop)
    assert till.send(till.request(poison)).outcomes[0].status == "applied"
    assert shop.verified().problems == ()


@pytest.mark.expects_warning
def test_an_earning_waits_for_the_redemption_on_its_check_to_be_decided(shop: Shop) -> None:
    """P5: the slip says both, and both are booked (found by the simulation, E3)."""
    till = shop.till()
    guest = till.register()
    till.redeem(guest, 10, promo=10)
    till.push()
    shop.write(lambda conn: conn.execute(text(_NO_SECOND_REDEMPTION)))
    check = till.check(2_000)
    redeem_id = till.redeem(guest, 20, promo=20, check=check)
    till.earn(guest, check=check, after=redeem_id, redeemed_points=20)
    waiting = list(till.queue)
    assert [each.status for each in till.outcomes()] == ["quarantined", "quarantined"]
    shop.write(lambda conn: conn.execute(text("DROP INDEX unlucky")))
    _release(shop)
    again = till.send(till.request(waiting)).outcomes
    assert [each.status for each in again] == ["applied", "applied"]
    assert shop.verified().problems == ()


@pytest.mark.expects_warning
def test_a_redemption_waits_for_the_earning_in_quarantine_that_it_spends(shop: Shop) -> None:
    """S11: the house pays nothing for points that come after all, and the guest has them once."""
    till = shop.till()
    guest = till.register()
    till.earn(guest, 666)
    till.redeem(guest, 166, promo=100)
    till.push()
    assert shop.balance(guest) == (0, 0)
    shop.write(lambda conn: conn.execute(text(_NO_SECOND_666)))
    earn_id = till.earn(guest, 666, hold=True)
    till.redeem(guest, 40, lease_ids=(earn_id,))
    waiting = list(till.queue)
    assert [each.status for each in till.outcomes()] == ["quarantined", "quarantined"]
    _release(shop)
    assert shop.balance(guest) == (0, 0)
    shop.write(lambda conn: conn.execute(text("DROP INDEX unlucky")))
    _release(shop)
    again = till.send(till.request(waiting)).outcomes
    assert [(each.status, each.code) for each in again] == [("applied", None), ("applied", None)]
    assert shop.balance(guest) == (26, 0)
    assert shop.verified().problems == ()


@pytest.mark.expects_warning
def test_a_redemption_that_others_can_pay_for_waits_for_no_earning(shop: Shop) -> None:
    """P5: it is told at once wherever the card holds enough."""
    till = shop.till()
    guest = till.register()
    till.earn(guest, 666)
    till.push()
    shop.write(lambda conn: conn.execute(text(_NO_SECOND_666)))
    earn_id = till.earn(guest, 666, hold=True)
    till.redeem(guest, 40, lease_ids=(earn_id,))
    assert [each.status for each in till.outcomes()] == ["quarantined", "adjusted"]
    shop.write(lambda conn: conn.execute(text("DROP INDEX unlucky")))
    _release(shop)
    assert sum(shop.balance(guest)) == 166 + 66 - 40
    assert shop.verified().problems == ()


def test_an_operation_that_waited_for_a_refused_registration_is_refused_and_told(
    shop: Shop,
) -> None:
    one, two = shop.till(), shop.till("Касса 2")
    guest = one.register(consents=())
    two.earn(guest)
    assert two.outcome().status == "parked"
    cursor = two.pull().cursor
    assert one.outcome().status == "rejected"
    told = two.pull(cursor.seq)
    assert ("guest", guest, True) in [(each.kind, each.id, each.gone) for each in told.changes]
    again = two.send(two.request(two.sent))
    assert [each.status for each in again.outcomes] == ["rejected"]


def test_a_frozen_tenant_earns_nothing_from_that_moment_on(shop: Shop) -> None:
    desk = shop.till("Касса 3")
    guest = desk.register()
    desk.push()
    desk.earn(guest)
    shop.now_ms += 60_000
    moment = shop.now_ms
    shop.write(lambda conn: freeze(conn, shop.tenant_id, since_ms=moment))
    shop.now_ms += 60_000
    desk.earn(guest)
    assert [(each.status, each.code) for each in desk.outcomes()] == [
        ("applied", None),
        ("rejected", "tenant_frozen"),
    ]
    shop.write(lambda conn: freeze(conn, shop.tenant_id, since_ms=None))
    desk.earn(guest)
    assert desk.outcome().status == "applied"


def _release(shop: Shop) -> None:
    asyncio.run(release_quarantined(shop.database, now_ms=shop.now_ms, chance=shop.chance))


async def _served(url: str) -> None:
    """A server starts, and stops again."""
    app = build_app(Settings(database_url=url))
    async with app.router.lifespan_context(app):
        return
