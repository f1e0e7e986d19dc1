"""Guests, cards and consents as their rows say, sound or not: for ``verify`` only.

Nothing is parsed here: a value that nobody understands is to be reported, not to stop a report.
"""

from collections.abc import Iterator

from sqlalchemy import BindParameter, Connection, bindparam, select

from server.database import table_of
from server.guests.tables import CardRow, ConsentRow, GuestRow
from server.prepared import Fields, stream
from shared.domain.ids import TenantId

_GUEST = table_of(GuestRow)
_CARD = table_of(CardRow)
_CONSENT = table_of(ConsentRow)
_OF_BOTH = frozenset({"tenant_id", "guest_id", "restaurant_id"})
_TENANT: BindParameter[str] = bindparam("tenant_id")
_WITH_CARDS = (
    select(_GUEST, *(column for column in _CARD.c if column.name not in _OF_BOTH))
    .outerjoin(
        _CARD,
        (_CARD.c.tenant_id == _GUEST.c.tenant_id)
        & (_CARD.c.guest_id == _GUEST.c.guest_id)
        & _CARD.c.restaurant_id.is_(None),
    )
    .where(_GUEST.c.tenant_id == _TENANT)
    .order_by(_GUEST.c.guest_id)
)
_OF_RESTAURANTS = select(_CARD).where(
    _CARD.c.tenant_id == _TENANT, _CARD.c.restaurant_id.is_not(None)
)
_ALIASES = select(_GUEST.c.guest_id, _GUEST.c.alias_of).where(
    _GUEST.c.tenant_id == _TENANT, _GUEST.c.alias_of.is_not(None)
)
_CONSENTS = (
    select(_CONSENT)
    .where(_CONSENT.c.tenant_id == _TENANT)
    .order_by(_CONSENT.c.guest_id, _CONSENT.c.kind, _CONSENT.c.given_at_ms)
)


def stored_guests(conn: Connection, tenant_id: TenantId) -> Iterator[Fields]:
    """Everybody with the columns of his card of the chain (None without), in order of guest ids."""
    return stream(conn, _WITH_CARDS, tenant_id=tenant_id)


def stored_cards_of_restaurants(conn: Connection, tenant_id: TenantId) -> Iterator[Fields]:
    """Every card that counts, or counted, in one restaurant only."""
    return stream(conn, _OF_RESTAURANTS, tenant_id=tenant_id)


def stored_aliases(conn: Connection, tenant_id: TenantId) -> Iterator[tuple[str, str]]:
    """Every name that leads to another guest, and to whom."""
    rows = stream(conn, _ALIASES, tenant_id=tenant_id)
    return ((row.guest_id, row.alias_of) for row in rows)


def stored_consents(conn: Connection, tenant_id: TenantId) -> Iterator[Fields]:
    """Every consent, in order of guest ids."""
    return stream(conn, _CONSENTS, tenant_id=tenant_id)
