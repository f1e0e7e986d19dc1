"""Changes: what a till must know, as it is now, page by page along the feed (LED-31).

The feed says what changed; the present state is asked of its own feature. So a page is never
stale, and a till that was away for a month is told each thing once.
"""

from server.books import Books
from server.devices.service import Device
from server.feed import service as feed
from server.leases.contacts import told_horizon_ms
from server.sync.present import present
from server.tenants.service import tenant_now
from shared.sync.messages import Change, ChangesReply, Cursor

FROM_THE_START = 0


def changes(
    books: Books, reader: Device, *, after: Cursor, limit: int, now_ms: int
) -> ChangesReply:
    """At most ``limit`` changes after the cursor, as far as they concern the device.

    A cursor of another server epoch starts from the beginning: this server was restored, or is
    another one. The beginning starts with the tenant itself.
    """
    owner = tenant_now(books, reader.tenant_id)
    seq = after.seq if after.server_epoch == owner.server_epoch else FROM_THE_START
    audience = feed.Audience(reader.restaurant_id, reader.device_id)
    head = feed.head_now(books, owner.tenant_id)
    entries = books.once(
        feed.entries_after, owner.tenant_id, seq=seq, limit=limit + 1, reader=audience
    )
    page, is_more = entries[:limit], len(entries) > limit
    return ChangesReply(
        cursor=Cursor(
            server_epoch=owner.server_epoch, seq=page[-1].seq if is_more else max(head, seq)
        ),
        more=is_more,
        changes=(*_beginning(books, reader, seq=seq), *books.once(present, reader, page)),
        server_time_ms=now_ms,
        horizon_ms=told_horizon_ms(books, owner, reader),
        checksum=None if is_more else feed.checksum(books, owner.tenant_id, reader=audience),
    )


def _beginning(books: Books, reader: Device, *, seq: int) -> tuple[Change, ...]:
    if seq != FROM_THE_START:
        return ()
    beginning = feed.FeedEntry(FROM_THE_START, "tenant", reader.tenant_id)
    return books.once(present, reader, (beginning,))
