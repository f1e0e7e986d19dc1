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


def stored_guests(conn: Connection, tenant_id: TenantId) -> Iterator[Row[Any]]:
    """Everybody with his card's columns (None without a card), in order of guest ids."""
    card = (_CARD.c.tenant_id == _GUEST.c.tenant_id) & (_CARD.c.guest_id == _GUEST.c.guest_id)
    columns = (column for column in _CARD.c if column.name not in {"tenant_id", "guest_id"})
    return iter(
        conn.execute(
            select(_GUEST, *columns)
            .outerjoin(_CARD, card)
            .where(_GUEST.c.tenant_id == tenant_id)
            .order_by(_GUEST.c.guest_id)
            .execution_options(yield_per=1_000)
        )
    )


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
