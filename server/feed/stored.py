"""The feed's numbers as their rows say, sound or not: for ``verify`` only."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Row, select

from server.database import table_of
from server.feed.service import Audience, ChangeKind, audience_key
from server.feed.tables import FeedEntryRow, FeedSumRow
from server.tenants.service import Counter, last_number
from shared.domain.ids import TenantId
from shared.sync.marks import EMPTY_SUM, added, mark_of

_ENTRY = table_of(FeedEntryRow)
_SUM = table_of(FeedSumRow)


def stored_numbers(conn: Connection, tenant_id: TenantId) -> Iterator[tuple[str, str, int]]:
    """Kind, id and number of every change."""
    rows = conn.execute(
        select(_ENTRY.c.kind, _ENTRY.c.entity_id, _ENTRY.c.seq)
        .where(_ENTRY.c.tenant_id == tenant_id)
        .execution_options(yield_per=1_000)
    )
    return ((row.kind, row.entity_id, row.seq) for row in rows)


def stored_audiences(
    conn: Connection, tenant_id: TenantId, *, kind: ChangeKind
) -> Iterator[Row[Any]]:
    """The changes of that kind that are not for everybody, with whom they are for."""
    rows = select(_ENTRY.c.entity_id, _ENTRY.c.restaurant_id, _ENTRY.c.device_id).where(
        _ENTRY.c.tenant_id == tenant_id,
        _ENTRY.c.kind == kind,
        _ENTRY.c.restaurant_id.is_not(None) | _ENTRY.c.device_id.is_not(None),
    )
    return iter(conn.execute(rows.execution_options(yield_per=1_000)))


def check_sums(conn: Connection, tenant_id: TenantId) -> Iterator[str]:
    """What does not fit between the entries of the feed, their sums and their last number."""
    totals: dict[str, str] = {}
    last = 0
    rows = select(_ENTRY).where(_ENTRY.c.tenant_id == tenant_id)
    for row in conn.execute(rows.execution_options(yield_per=1_000)):
        key = audience_key(Audience(row.restaurant_id, row.device_id))
        mark = mark_of(row.kind, row.entity_id, row.seq)
        totals[key] = added(totals.get(key, EMPTY_SUM), mark)
        last = max(last, row.seq)
    kept = select(_SUM).where(_SUM.c.tenant_id == tenant_id)
    for row in conn.execute(kept):
        if totals.pop(row.audience, EMPTY_SUM) != row.total:
            yield f"the feed's entries for {row.audience} do not add up to their sum"
    for key in totals:
        yield f"the feed's entries for {key} have no sum"
    head = last_number(conn, tenant_id, Counter.FEED)
    if last != head:
        yield f"the feed ends at {head}, its newest entry is {last}"
