"""Mending a replica: the sums of its buckets, and what those hold that differ (design §5)."""

from collections.abc import Collection
from itertools import islice

from sqlalchemy import Connection

from server.devices.service import Device
from server.feed import service as feed
from server.feed.buckets import bucket_sums, entries_in
from server.sync.present import present
from server.tenants.service import tenant
from shared.sync.messages import Cursor
from shared.sync.sums import SumsReply, ThingsReply


def sums(conn: Connection, reader: Device, *, at: Cursor) -> SumsReply:
    """The sums for a reader whose replica shows the feed up to ``at``, if that is its end."""
    head = _head(conn, reader)
    if head != at:
        return SumsReply(cursor=head)
    found = bucket_sums(conn, reader.tenant_id, reader=_audience(reader))
    return SumsReply(cursor=head, sums=found)


def things(
    conn: Connection, reader: Device, buckets: Collection[int], *, after: int, limit: int
) -> ThingsReply:
    """At most ``limit`` things of these buckets that changed last after ``after``."""
    audience = _audience(reader)
    found = entries_in(conn, reader.tenant_id, buckets, after=after, reader=audience)
    entries = tuple(islice(found, limit + 1))
    page, is_more = entries[:limit], len(entries) > limit
    head = _head(conn, reader)
    return ThingsReply(
        cursor=head.model_copy(update={"seq": page[-1].seq}) if is_more else head,
        more=is_more,
        changes=present(conn, reader, page),
    )


def _head(conn: Connection, reader: Device) -> Cursor:
    owner = tenant(conn, reader.tenant_id)
    return Cursor(server_epoch=owner.server_epoch, seq=feed.head(conn, owner.tenant_id))


def _audience(reader: Device) -> feed.Audience:
    return feed.Audience(reader.restaurant_id, reader.device_id)
