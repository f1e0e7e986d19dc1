"""Guests, cards and consents as their rows say, sound or not: for ``verify`` only.

Nothing is parsed here: a value that nobody understands is to be reported, not to stop a report.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Row, select

from server.database import table_of
from server.guests.tables import CardRow, ConsentRow, GuestRow
from shared.domain.ids import TenantId

_GUEST = table_of(GuestRow)
_CARD = table_of(CardRow)
_CONSENT = table_of(ConsentRow)
_OF_BOTH = frozenset({"tenant_id", "guest_id", "restaurant_id"})


def stored_guests(conn: Connection, tenant_id: TenantId) -> Iterator[Row[Any]]:
    """Everybody with the columns of his card of the chain (None without), in order of guest ids."""
    card = (
        (_CARD.c.tenant_id == _GUEST.c.tenant_id)
        & (_CARD.c.guest_id == _GUEST.c.guest_id)
        & _CARD.c.restaurant_id.is_(None)
    )
    columns = (column for column in _CARD.c if column.name not in _OF_BOTH)
    return iter(
        conn.execute(
            select(_GUEST, *columns)
            .outerjoin(_CARD, card)
            .where(_GUEST.c.tenant_id == tenant_id)
            .order_by(_GUEST.c.guest_id)
            .execution_options(yield_per=1_000)
        )
    )


def stored_cards_of_restaurants(conn: Connection, tenant_id: TenantId) -> Iterator[Row[Any]]:
    """Every card that counts, or counted, in one restaurant only."""
    query = select(_CARD).where(_CARD.c.tenant_id == tenant_id, _CARD.c.restaurant_id.is_not(None))
    return iter(conn.execute(query.execution_options(yield_per=1_000)))


def stored_aliases(conn: Connection, tenant_id: TenantId) -> Iterator[tuple[str, str]]:
    """Every name that leads to another guest, and to whom."""
    rows = select(_GUEST.c.guest_id, _GUEST.c.alias_of).where(
        _GUEST.c.tenant_id == tenant_id, _GUEST.c.alias_of.is_not(None)
    )
    return ((row.guest_id, row.alias_of) for row in conn.execute(rows))


def stored_consents(conn: Connection, tenant_id: TenantId) -> Iterator[Row[Any]]:
    """Every consent, in order of guest ids."""
    return iter(
        conn.execute(
            select(_CONSENT)
            .where(_CONSENT.c.tenant_id == tenant_id)
            .order_by(_CONSENT.c.guest_id, _CONSENT.c.kind, _CONSENT.c.given_at_ms)
            .execution_options(yield_per=1_000)
        )
    )
