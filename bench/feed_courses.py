"""Two feeds to race on: the product's, numbered by the tenant's counter row, and a naive one."""

from collections.abc import Sequence

from sqlalchemy import Connection, text

from bench.feed_race import Course, Page
from server.books import writing
from server.feed import service as feed
from server.scope import enter_tenant
from server.tenants.service import lock_tenant
from shared.domain.ids import TenantId

PAGE_ROWS = 500
_MAKE = text("CREATE TABLE naive_feed (seq BIGSERIAL PRIMARY KEY, thing BIGINT NOT NULL)")
_ADD = text("INSERT INTO naive_feed (thing) VALUES (:thing)")
_AFTER = text("SELECT seq, thing FROM naive_feed WHERE seq > :cursor ORDER BY seq LIMIT :limit")


def product_feed(tenant_id: TenantId) -> Course:
    """The feed of that tenant, read as ``GET /api/v1/sync/changes`` reads it."""

    def write(conn: Connection, things: Sequence[int]) -> None:
        lock_tenant(conn, tenant_id)
        with writing(conn) as books:
            names = [str(thing) for thing in things]
            books.fetch_together(feed.wants(tenant_id, kind="guest", entity_ids=names))
            for name in names:
                feed.tell(books, tenant_id, kind="guest", entity_id=name)

    def read(conn: Connection, cursor: int) -> Page:
        enter_tenant(conn, tenant_id)
        head = feed.head(conn, tenant_id)
        entries = feed.entries_after(conn, tenant_id, seq=cursor, limit=PAGE_ROWS)
        is_last = len(entries) < PAGE_ROWS
        things = [int(entry.entity_id) for entry in entries if entry.kind == "guest"]
        return Page(things, head if is_last else entries[-1].seq)

    return Course(write, read)


def naive_feed(conn: Connection) -> Course:
    """A table numbered by a sequence and read by ``seq > cursor``, as many products do it."""
    conn.execute(_MAKE)

    def write(conn: Connection, things: Sequence[int]) -> None:
        conn.execute(_ADD, [{"thing": thing} for thing in things])

    def read(conn: Connection, cursor: int) -> Page:
        rows = conn.execute(_AFTER, {"cursor": cursor, "limit": PAGE_ROWS}).all()
        return Page([row.thing for row in rows], rows[-1].seq if rows else cursor)

    return Course(write, read)
