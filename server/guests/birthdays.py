"""Whose birthday it is: the guests, and the parents of the children, born on a day of the year."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import CompoundSelect, Connection, func, select, union

from server.database import table_of
from server.guests.tables import GuestChildRow, GuestRow
from shared.domain.ids import GuestId, TenantId

_GUEST = table_of(GuestRow)
_CHILD = table_of(GuestChildRow)


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
    page = birthdays(tenant_id, days).subquery()
    rows = conn.execute(
        select(page.c.guest_id)
        .where(page.c.guest_id > after)
        .order_by(page.c.guest_id)
        .limit(limit)
    )
    return tuple(GuestId(each) for each in rows.scalars())


def birthdays(
    tenant_id: TenantId, days: tuple[Collection[str], Collection[str]]
) -> CompoundSelect[tuple[str]]:
    """The ids of all of them, each once."""
    own, of_children = days
    guest_id = func.coalesce(_GUEST.c.alias_of, _GUEST.c.guest_id).label("guest_id")
    of_guest = (_GUEST.c.tenant_id == _CHILD.c.tenant_id) & (_GUEST.c.guest_id == _CHILD.c.guest_id)
    guests = select(_GUEST.c.guest_id).where(
        _GUEST.c.tenant_id == tenant_id, _GUEST.c.alias_of.is_(None), _GUEST.c.birthday.in_(own)
    )
    parents = (
        select(guest_id)
        .join(_CHILD, of_guest)
        .where(_CHILD.c.tenant_id == tenant_id, _CHILD.c.birthday.in_(of_children))
    )
    return union(guests, parents)


def spelt(birth_date: date | None) -> str:
    """The month and the day as rows keep them; empty where nobody knows."""
    return f"{birth_date:%m-%d}" if birth_date else ""
