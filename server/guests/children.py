"""Guests' children: names and birth dates, for the promos of their birthdays (GST-03, LOY-89).

A child stays under the name its parent had then; whoever that name leads to is the parent now.
Tills learn ids and birth dates, never names (LED-53).
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, select

from server.audit import Action, Activity, note
from server.books import Books
from server.database import table_of
from server.feed import service as feed
from server.guests.birthdays import spelt
from server.guests.decision import Decision
from server.guests.service import (
    birth_date_of,
    canonical,
    fetch_names,
    guests_in,
    names_of,
)
from server.guests.tables import GuestChildRow, GuestRow
from server.shelves import rows_by, rows_of
from server.witness import attest, witness
from shared.domain.errors import FieldInvalid, GuestUnknown
from shared.domain.guest import CHILDREN_MAX, Child, Guest
from shared.domain.ids import GuestId, TenantId
from shared.domain.visitors import Births

_CHILD = table_of(GuestChildRow)
_GUEST = table_of(GuestRow)
_CHILDREN = rows_of(_CHILD)
_OF_GUEST = rows_by(_CHILDREN, "tenant_id", "guest_id")


def births_of(books: Books, tenant_id: TenantId, guest_id: GuestId) -> Births:
    """When the guest, who is no alias, and all his children were born."""
    children = children_of(books, tenant_id, guest_id)
    born = tuple((each.child_id, each.birth_date) for each in children)
    return Births(birth_date_of(books, tenant_id, guest_id), born)


def children_of(books: Books, tenant_id: TenantId, guest_id: GuestId) -> tuple[Child, ...]:
    """The children of a guest who is no alias, under all his names, in the order of their ids."""
    names = names_of(books, tenant_id, guest_id)
    rows = (row for each in names for row in books.find(_OF_GUEST, (tenant_id, each)))
    return tuple(sorted(map(_child_of, rows), key=lambda child: child.child_id))


def with_children(
    conn: Connection, tenant_id: TenantId, guest_ids: Sequence[GuestId]
) -> Iterator[Guest]:
    """Those of the guests that exist, aliases too, in no order, each with his children."""
    books = Books(conn)
    found = guests_in(books, tenant_id, guest_ids)
    parents = [each.guest_id for each in found if each.alias_of is None]
    fetch_names(books, tenant_id, parents)
    names = [(tenant_id, name) for each in parents for name in names_of(books, tenant_id, each)]
    books.fetch_groups(_OF_GUEST, names)
    for guest in found:
        is_parent = guest.alias_of is None
        children = children_of(books, tenant_id, guest.guest_id) if is_parent else ()
        yield replace(guest, children=children)


def add_child(
    books: Books, tenant_id: TenantId, guest_id: GuestId, *, child: Child, decision: Decision
) -> None:
    """The guest has this child, which is checked; call ``lock_tenant`` before.

    Raises ``GuestUnknown``, and ``FieldInvalid`` for one too many or one he has already.
    """
    who = canonical(books, tenant_id, guest_id)
    if who is None:
        raise GuestUnknown(guest_id=guest_id)
    others = children_of(books, tenant_id, who)
    if len(others) >= CHILDREN_MAX:
        raise FieldInvalid(field="children", reason="too_many")
    if any((each.name, each.birth_date) == (child.name, child.birth_date) for each in others):
        raise FieldInvalid(field="children", reason="twice")
    row = {
        "tenant_id": tenant_id,
        "child_id": child.child_id,
        "guest_id": who,
        "name": child.name,
        "birth_date": child.birth_date.isoformat(),
        "birthday": spelt(child.birth_date),
    }
    books.put(_CHILDREN, (tenant_id, child.child_id), row)
    attest(books, tenant_id, _CHILD, row=row)
    feed.tell(books, tenant_id, kind="guest", entity_id=who)
    note(
        books,
        tenant_id,
        Activity(
            Action.CHILD_ADDED,
            "guest",
            who,
            performed_by=decision.by,
            at_ms=decision.at_ms,
            details={"child_id": child.child_id},
        ),
    )


def forget_children(conn: Connection, tenant_id: TenantId, guest_ids: Sequence[GuestId]) -> None:
    """Nothing is known of children under these names any more (GST-45)."""
    of_guests = (_CHILD.c.tenant_id == tenant_id, _CHILD.c.guest_id.in_(guest_ids))
    child_ids = list(conn.execute(select(_CHILD.c.child_id).where(*of_guests)).scalars())
    conn.execute(delete(_CHILD).where(*of_guests))
    for child_id in child_ids:
        witness(conn, tenant_id, _CHILD, row_id=child_id)


def _child_of(row: Any) -> Child:
    return Child(row["child_id"], row["name"], date.fromisoformat(row["birth_date"]))
