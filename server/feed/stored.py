"""The feed's numbers as their rows say, sound or not: for ``verify`` only."""

from collections.abc import Iterator

from sqlalchemy import Connection, select

from server.database import table_of
from server.feed.tables import FeedEntryRow
from shared.domain.ids import TenantId

_ENTRY = table_of(FeedEntryRow)


def stored_numbers(conn: Connection, tenant_id: TenantId) -> Iterator[tuple[str, str, int]]:
    """Kind, id and number of every change."""
    rows = conn.execute(
        select(_ENTRY.c.kind, _ENTRY.c.entity_id, _ENTRY.c.seq)
        .where(_ENTRY.c.tenant_id == tenant_id)
        .execution_options(yield_per=1_000)
    )
    return ((row.kind, row.entity_id, row.seq) for row in rows)
