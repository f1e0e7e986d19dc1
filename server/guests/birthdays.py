"""Whose birthday it is: the guests, and the parents of the children, born on a day of the year."""

from collections.abc import Collection

from sqlalchemy import Connection, func, select, union

from server.database import table_of
from server.guests.tables import GuestChildRow, GuestRow
from shared.domain.ids import GuestId, TenantId

_GUEST = table_of(GuestRow)
_CHILD = table_of(GuestChildRow)
_DAY_OF_YEAR = len("2000-")
"""Where the month begins in an ISO date."""


def born_on(
    conn: Connection,
    tenant_id: TenantId,
    days: tuple[Collection[str], Collection[str]],
    *,
    after: str,
    limit: int,
) -> tuple[GuestId, ...]:
    """At most ``limit`` guests beyond the id ``after``, in the order of their ids, no aliases.

    ``days`` are spelt ``MM-DD``: those of guests, and those of children.
    """
    own, of_children = days
    guest_id = func.coalesce(_GUEST.c.alias_of, _GUEST.c.guest_id).label("guest_id")
    of_guest = (_GUEST.c.tenant_id == _CHILD.c.tenant_id) & (_GUEST.c.guest_id == _CHILD.c.guest_id)
    guests = select(_GUEST.c.guest_id).where(
        _GUEST.c.tenant_id == tenant_id,
        _GUEST.c.alias_of.is_(None),
        func.substr(_GUEST.c.birth_date, _DAY_OF_YEAR + 1).in_(own),
    )
    parents = (
        select(guest_id)
        .join(_CHILD, of_guest)
        .where(
            _GUEST.c.tenant_id == tenant_id,
            func.substr(_CHILD.c.birth_date, _DAY_OF_YEAR + 1).in_(of_children),
        )
    )
    found = union(guests, parents).subquery()
    page = select(found.c.guest_id).where(found.c.guest_id > after)
    rows = conn.execute(page.order_by(found.c.guest_id).limit(limit))
    return tuple(GuestId(each) for each in rows.scalars())
