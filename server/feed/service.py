"""The feed's numbers: +1 each, taken under the tenant's lock inside the writing transaction.

So a reader at cursor c never later meets a new row at or below c (S7). The feed says *that* a
thing changed; what it looks like now is asked of its own feature. Entries may be meant for one
restaurant or one device only.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any, Literal

from sqlalchemy import Connection, Select, bindparam, func, or_, select

from server.books import Books, writing
from server.database import table_of
from server.feed.tables import FeedEntryRow, FeedSumRow
from server.prepared import ask
from server.shelves import Columns, Want, rows_of
from server.tenants.service import Counter, last_number, next_number, number_now
from shared.domain.ids import DeviceId, RestaurantId, TenantId
from shared.sync.marks import EMPTY_SUM, added, mark_of

ChangeKind = Literal[
    "guest",
    "card",
    "programme",
    "staff",
    "restaurant",
    "tenant",
    "codes",
    "lease",
    "device",
    "consent_text",
]
CROWD: tuple[ChangeKind, ...] = ("guest", "card")
"""What there are many of; everything else of a tenant fits on a page or two."""

_ENTRY = table_of(FeedEntryRow)
_SUM = table_of(FeedSumRow)
_NEWEST = rows_of(_ENTRY)
"""A newer change of a thing moves its entry to the end of the feed."""
_SUMS = rows_of(_SUM)


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom an entry is for, or who is reading; what is None leaves everybody in."""

    restaurant_id: RestaurantId | None = None
    device_id: DeviceId | None = None


EVERYONE = Audience()


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One thing changed."""

    seq: int
    kind: ChangeKind
    entity_id: str


def record(
    conn: Connection,
    tenant_id: TenantId,
    *,
    kind: ChangeKind,
    entity_id: str,
    audience: Audience = EVERYONE,
) -> int:
    """The feed number of this change; call ``lock_tenant`` before."""
    with writing(conn) as books:
        return tell(books, tenant_id, kind=kind, entity_id=entity_id, audience=audience)


def tell(
    books: Books,
    tenant_id: TenantId,
    *,
    kind: ChangeKind,
    entity_id: str,
    audience: Audience = EVERYONE,
) -> int:
    """As ``record``, into open books."""
    seq = next_number(books, tenant_id, Counter.FEED)
    key = (tenant_id, kind, entity_id)
    before = books.get(_NEWEST, key)
    if before is not None:
        _count(books, before, sign=-1)
    entry = {
        "tenant_id": tenant_id,
        "kind": kind,
        "entity_id": entity_id,
        "seq": seq,
        "restaurant_id": audience.restaurant_id,
        "device_id": audience.device_id,
    }
    books.put(_NEWEST, key, entry)
    _count(books, entry, sign=1)
    return seq


def wants(tenant_id: TenantId, *, kind: ChangeKind, entity_ids: Iterable[str]) -> Iterator[Want]:
    """The entries of things that will change."""
    return ((_NEWEST, (tenant_id, kind, each)) for each in entity_ids)


def wants_of_sum(tenant_id: TenantId, audience: Audience) -> tuple[Want, ...]:
    """The checksum of what is for ``audience``."""
    return ((_SUMS, (tenant_id, audience_key(audience))),)


def checksum(books: Books, tenant_id: TenantId, *, reader: Audience) -> str:
    """The sum over everything that is for ``reader``, as ``shared.sync.marks`` adds it up."""
    restaurants, devices = {None, reader.restaurant_id}, {None, reader.device_id}
    keys = [
        (tenant_id, audience_key(Audience(home, till))) for home in restaurants for till in devices
    ]
    books.fetch(_SUMS, keys)
    total = EMPTY_SUM
    for part in (books.get(_SUMS, key) for key in keys):
        if part is not None:
            total = added(total, int(part["total"], 16))
    return total


def audience_key(audience: Audience) -> str:
    """How an audience is spelt in ``feed_sum``."""
    return f"{audience.restaurant_id or ''}/{audience.device_id or ''}"


def entries_after(
    conn: Connection, tenant_id: TenantId, *, seq: int, limit: int, reader: Audience = EVERYONE
) -> tuple[FeedEntry, ...]:
    """At most ``limit`` entries after ``seq`` that are for ``reader``, in the feed's order.

    A reader without restaurant or device sees the entries of all of them.
    """
    wanted = {"tenant_id": tenant_id, "after": seq, "limit": limit, **_told(reader)}
    rows = ask(conn, _entries_for(reader), **wanted)
    return tuple(FeedEntry(row.seq, row.kind, row.entity_id) for row in rows)


def crowd_by_id(
    conn: Connection,
    tenant_id: TenantId,
    *,
    after: tuple[ChangeKind, str],
    limit: int,
    at: RestaurantId | None,
) -> tuple[FeedEntry, ...]:
    """At most ``limit`` entries of a kind, one of ``CROWD``, by their ids after an id.

    Those for everyone, and those for the restaurant ``at``.
    """
    kind, last_id = after
    rows = conn.execute(
        select(_ENTRY.c.seq, _ENTRY.c.kind, _ENTRY.c.entity_id)
        .where(
            _ENTRY.c.tenant_id == tenant_id,
            _ENTRY.c.kind == kind,
            _ENTRY.c.entity_id > last_id,
            _ENTRY.c.restaurant_id.is_(None) | (_ENTRY.c.restaurant_id == at),
        )
        .order_by(_ENTRY.c.entity_id)
        .limit(limit)
    )
    return tuple(FeedEntry(row.seq, row.kind, row.entity_id) for row in rows)


def entries_beside_the_crowd(
    conn: Connection, tenant_id: TenantId, *, reader: Audience, limit: int
) -> tuple[FeedEntry, ...]:
    """What is neither guest nor card, as far as it is for ``reader``, in the feed's order."""
    query = _entries_for(reader).where(_ENTRY.c.kind.not_in(CROWD))
    wanted = {"tenant_id": tenant_id, "after": 0, "limit": limit, **asdict(reader)}
    rows = conn.execute(query, wanted)
    return tuple(FeedEntry(row.seq, row.kind, row.entity_id) for row in rows)


def count_crowd(
    conn: Connection, tenant_id: TenantId, *, at: RestaurantId | None
) -> tuple[int, int]:
    """How much of the crowd there is, or was: for everyone, and for the restaurant ``at`` alone."""
    query = (
        select(_ENTRY.c.restaurant_id, func.count().label("number"))
        .where(_ENTRY.c.tenant_id == tenant_id, _ENTRY.c.kind.in_(CROWD))
        .group_by(_ENTRY.c.restaurant_id)
    )
    counted = {row.restaurant_id: int(row.number) for row in conn.execute(query)}
    return counted.get(None, 0), counted.get(at, 0) if at is not None else 0


def head(conn: Connection, tenant_id: TenantId) -> int:
    """The last number of the tenant's feed, 0 when it is empty."""
    return last_number(conn, tenant_id, Counter.FEED)


def head_now(books: Books, tenant_id: TenantId) -> int:
    """As ``head``, of what open books have put too."""
    return number_now(books, tenant_id, Counter.FEED)


def audiences_after(conn: Connection, tenant_id: TenantId, *, seq: int) -> frozenset[Audience]:
    """Whom the entries after ``seq`` are for."""
    rows = conn.execute(
        select(_ENTRY.c.restaurant_id, _ENTRY.c.device_id)
        .where(_ENTRY.c.tenant_id == tenant_id, _ENTRY.c.seq > seq)
        .distinct()
    )
    return frozenset(Audience(row.restaurant_id, row.device_id) for row in rows)


def _entries_for(reader: Audience) -> Select[Any]:
    return _entries(tuple(_told(reader)))


def _told(reader: Audience) -> dict[str, str]:
    return {name: its for name, its in asdict(reader).items() if its is not None}


@lru_cache
def _entries(told: tuple[str, ...]) -> Select[Any]:
    """Of a reader who told these columns; they, too, are parameters."""
    of_reader = (or_(_ENTRY.c[it].is_(None), _ENTRY.c[it] == bindparam(it)) for it in told)
    return (
        select(_ENTRY)
        .where(
            _ENTRY.c.tenant_id == bindparam("tenant_id"),
            _ENTRY.c.seq > bindparam("after"),
            *of_reader,
        )
        .order_by(_ENTRY.c.seq)
        .limit(bindparam("limit"))
    )


def _count(books: Books, entry: Columns, *, sign: int) -> None:
    key = audience_key(Audience(entry["restaurant_id"], entry["device_id"]))
    place = (entry["tenant_id"], key)
    row = books.get(_SUMS, place)
    mark = mark_of(entry["kind"], entry["entity_id"], entry["seq"])
    total = added(row["total"] if row else EMPTY_SUM, sign * mark)
    books.put(_SUMS, place, {"tenant_id": place[0], "audience": key, "total": total})
