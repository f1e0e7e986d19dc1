"""The feed by the buckets of ``shared.sync.marks``, for a till whose replica differs.

Nothing is kept for it: every entry is read and hashed, a few microseconds each. That is rare, and
dear only where a house has millions of things.
"""

from collections.abc import Collection, Iterator

from sqlalchemy import Connection

from server.feed.service import Audience, FeedEntry, entries_after
from shared.domain.ids import TenantId
from shared.sync.marks import BUCKETS, EMPTY_SUM, added, bucket_of, mark_of

ENTRIES_AT_ONCE = 2_000


def bucket_sums(conn: Connection, tenant_id: TenantId, *, reader: Audience) -> tuple[str, ...]:
    """The sum of each bucket over what is for ``reader``; together they are its checksum."""
    marks = [0] * BUCKETS
    for entry in _entries(conn, tenant_id, after=0, reader=reader):
        place = bucket_of(entry.kind, entry.entity_id)
        marks[place] += mark_of(entry.kind, entry.entity_id, entry.seq)
    return tuple(added(EMPTY_SUM, total) for total in marks)


def entries_in(
    conn: Connection,
    tenant_id: TenantId,
    buckets: Collection[int],
    *,
    after: int,
    reader: Audience,
) -> Iterator[FeedEntry]:
    """The entries of these buckets after ``after``, in the feed's order."""
    for entry in _entries(conn, tenant_id, after=after, reader=reader):
        if bucket_of(entry.kind, entry.entity_id) in buckets:
            yield entry


def _entries(
    conn: Connection, tenant_id: TenantId, *, after: int, reader: Audience
) -> Iterator[FeedEntry]:
    seq = after
    while page := entries_after(conn, tenant_id, seq=seq, limit=ENTRIES_AT_ONCE, reader=reader):
        yield from page
        seq = page[-1].seq
