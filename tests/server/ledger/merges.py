"""What an operator does about guests of a shop by hand: merging, parting, their children."""

from datetime import date

from sqlalchemy import Connection

from server.audit import OPERATOR
from server.books import writing
from server.guests.children import add_child
from server.guests.decision import Decision
from server.ledger.merging import Pair, merge_guests
from server.ledger.parting import unmerge_guests
from server.tenants.service import lock_tenant
from shared.domain.guest import Child
from shared.domain.ids import GuestId
from tests.builders import an_id
from tests.server.shop import Shop

BORN = date(2018, 3, 8)


def merge(shop: Shop, source_id: str, into: str) -> Pair:
    """The first is the second from now on."""

    def work(conn: Connection) -> Pair:
        lock_tenant(conn, shop.tenant_id)
        with writing(conn) as books:
            return merge_guests(
                books,
                shop.tenant_id,
                GuestId(source_id),
                into=GuestId(into),
                decision=Decision(OPERATOR, shop.now_ms),
            )

    return shop.write(work)


def unmerge(shop: Shop, source_id: str) -> Pair:
    """The guest is somebody of his own again."""

    def work(conn: Connection) -> Pair:
        lock_tenant(conn, shop.tenant_id)
        with writing(conn) as books:
            return unmerge_guests(
                books,
                shop.tenant_id,
                GuestId(source_id),
                decision=Decision(OPERATOR, shop.now_ms),
            )

    return shop.write(work)


def give_child(shop: Shop, guest_id: str, name: str) -> Child:
    """The guest has a child of that name, born on ``BORN``."""
    child = Child(an_id(f"{guest_id} {name}"), name, BORN)

    def work(conn: Connection) -> None:
        lock_tenant(conn, shop.tenant_id)
        with writing(conn) as books:
            decision = Decision(OPERATOR, shop.now_ms)
            add_child(books, shop.tenant_id, GuestId(guest_id), child=child, decision=decision)

    shop.write(work)
    return child
