"""A tenant's guests, page by page: for work that looks at everybody."""

from collections.abc import Sequence

from sqlalchemy import Connection, Subquery, func, select

from server.database import table_of
from server.guests.tables import CardRow, GuestRow
from shared.domain.ids import GuestId, TenantId

_GUEST, _CARD = table_of(GuestRow), table_of(CardRow)


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


def cards_of_page(tenant_id: TenantId, people: Sequence[GuestId]) -> Subquery:
    """All cards of a page of ``people_after``, to be joined: ``card_id``, and ``who`` has it now.

    Those given to their other names, too.
    """
    who = func.coalesce(_GUEST.c.alias_of, _GUEST.c.guest_id)
    of_guest = (_CARD.c.tenant_id == _GUEST.c.tenant_id) & (_CARD.c.guest_id == _GUEST.c.guest_id)
    return (
        select(_CARD.c.card_id, who.label("who"))
        .join(_GUEST, of_guest)
        .where(_GUEST.c.tenant_id == tenant_id, who.between(people[0], people[-1]))
        .subquery()
    )
