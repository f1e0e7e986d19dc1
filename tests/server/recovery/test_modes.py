"""A server restored from before a migration of its cards (design §9, LOY-09)."""

from collections.abc import Callable

from sqlalchemy import Connection

from server.ledger.migrating import migrate
from server.programme.service import current
from server.tenants.service import lock_tenant
from shared.domain.ids import GuestId, card_id_of
from shared.domain.programme import CardMode, ProgrammeVersion
from tests.server.recovery.tills import announce, keepsakes_of, lifted, replay
from tests.server.shop import Shop

Back = Callable[[], Callable[[], None]]


def test_it_books_on_the_cards_it_has_until_it_is_migrated_again(shop: Shop, back_to: Back) -> None:
    """The tills bring the version back that says SEPARATE; the points lie on the chain's card."""
    till = shop.till()
    guest = till.register()
    till.push()
    restored = back_to()
    _migrated(shop)
    kept = keepsakes_of(till)
    till.earn(guest)
    till.redeem(guest, 30, promo=30)
    told = till.push()
    restored()
    announce(till, keepsakes=kept)
    assert _in_force(shop) == shop.programme
    assert [each.status for each in replay(till, told).outcomes] == ["applied", "applied"]
    lifted(shop)
    assert shop.card(guest).card_id == card_id_of(GuestId(guest))
    assert shop.balance(guest) == (200, 70)
    assert shop.verified().problems == ()
    version = shop.programme
    _migrated(shop)
    assert shop.programme == version
    assert shop.card(guest).card_id == card_id_of(GuestId(guest), shop.restaurant_id)
    assert shop.balance(guest) == (200, 70)
    assert shop.verified().problems == ()


def _in_force(shop: Shop) -> ProgrammeVersion | None:
    return shop.read(lambda conn: current(conn, shop.tenant_id))


def _migrated(shop: Shop) -> None:
    def work(conn: Connection) -> None:
        lock_tenant(conn, shop.tenant_id)
        to, now_ms = CardMode.SEPARATE, shop.now_ms
        migrate(conn, shop.tenant_id, to=to, now_ms=now_ms, chance=shop.chance)

    shop.write(work)
    programme = _in_force(shop)
    assert programme is not None
    shop.programme = programme
