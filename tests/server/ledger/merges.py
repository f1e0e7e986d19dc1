"""Merging and parting guests of a shop by hand, as the operator does."""

from sqlalchemy import Connection

from server.audit import OPERATOR
from server.books import writing
from server.guests.decision import Decision
from server.ledger.merging import Pair, merge_guests
from server.ledger.parting import unmerge_guests
from server.tenants.service import lock_tenant
from shared.domain.ids import GuestId
from tests.server.shop import Shop


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
