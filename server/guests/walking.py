"""A tenant's guests, page by page: for work that looks at everybody."""

from sqlalchemy import Connection, select

from server.database import table_of
from server.guests.tables import GuestRow
from shared.domain.ids import GuestId, TenantId

_GUEST = table_of(GuestRow)


def people_after(
    conn: Connection, tenant_id: TenantId, *, after: str, limit: int
) -> tuple[GuestId, ...]:
    """At most ``limit`` guests beyond the id ``after``, in the order of their ids, no aliases."""
    query = (
        select(_GUEST.c.guest_id)
        .where(
            _GUEST.c.tenant_id == tenant_id,
            _GUEST.c.guest_id > after,
            _GUEST.c.alias_of.is_(None),
        )
        .order_by(_GUEST.c.guest_id)
        .limit(limit)
    )
    return tuple(GuestId(each) for each in conn.execute(query).scalars())
