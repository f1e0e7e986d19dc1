"""The feed's numbers as their rows say, sound or not: for ``verify`` only."""

from collections.abc import Iterator

from sqlalchemy import BindParameter, Connection, bindparam, select

from server.database import table_of
from server.feed.service import Audience, ChangeKind, audience_key
from server.feed.tables import FeedEntryRow, FeedSumRow
from server.prepared import Fields, ask, stream
from server.tenants.service import Counter, last_number
from shared.domain.ids import TenantId
from shared.sync.marks import EMPTY_SUM, added, mark_of

_ENTRY = table_of(FeedEntryRow)
_SUM = table_of(FeedSumRow)
_TENANT: BindParameter[str] = bindparam("tenant_id")
_NUMBERS = select(_ENTRY.c.kind, _ENTRY.c.entity_id, _ENTRY.c.seq).where(
    _ENTRY.c.tenant_id == _TENANT
)
_FOR_SOME = select(_ENTRY.c.entity_id, _ENTRY.c.restaurant_id, _ENTRY.c.device_id).where(
    _ENTRY.c.tenant_id == _TENANT,
    _ENTRY.c.kind == bindparam("kind"),
    _ENTRY.c.restaurant_id.is_not(None) | _ENTRY.c.device_id.is_not(None),
)
_ENTRIES = select(_ENTRY).where(_ENTRY.c.tenant_id == _TENANT)
_SUMS = select(_SUM).where(_SUM.c.tenant_id == _TENANT)


def stored_numbers(conn: Connection, tenant_id: TenantId) -> Iterator[tuple[str, str, int]]:
    """Kind, id and number of every change."""
    return stream(conn, _NUMBERS, tenant_id=tenant_id)


def stored_audiences(
    conn: Connection, tenant_id: TenantId, *, kind: ChangeKind
) -> Iterator[Fields]:
    """The changes of that kind that are not for everybody, with whom they are for."""
    return stream(conn, _FOR_SOME, tenant_id=tenant_id, kind=kind)


def check_sums(conn: Connection, tenant_id: TenantId) -> Iterator[str]:
    """What does not fit between the entries of the feed, their sums and their last number."""
    totals: dict[str, str] = {}
    last = 0
    for row in stream(conn, _ENTRIES, tenant_id=tenant_id):
        key = audience_key(Audience(row.restaurant_id, row.device_id))
        mark = mark_of(row.kind, row.entity_id, row.seq)
        totals[key] = added(totals.get(key, EMPTY_SUM), mark)
        last = max(last, row.seq)
    for row in ask(conn, _SUMS, tenant_id=tenant_id):
        if totals.pop(row.audience, EMPTY_SUM) != row.total:
            yield f"the feed's entries for {row.audience} do not add up to their sum"
    for key in totals:
        yield f"the feed's entries for {key} have no sum"
    head = last_number(conn, tenant_id, Counter.FEED)
    if last != head:
        yield f"the feed ends at {head}, its newest entry is {last}"
