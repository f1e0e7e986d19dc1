"""Cards as they are, without the lots they hold: those are the ledger's.

Who a card belongs to after a merge is the business of ``server.guests.service``.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, or_, select

from server.books import Books
from server.database import table_of
from server.feed import service as feed
from server.guests.tables import CardRow
from server.shelves import Key, Lookup, Shelf, Want
from server.witness import attest
from shared.domain.card import Card, CardStatus
from shared.domain.ids import CardId, GuestId, LevelId, RestaurantId, TenantId
from shared.operations.encode import from_millis, to_millis

_CARD = table_of(CardRow)


def cards(conn: Connection, tenant_id: TenantId, card_ids: Sequence[CardId]) -> tuple[Card, ...]:
    """Those of the cards that exist, in no order."""
    books = Books(conn)
    keys = [(tenant_id, card_id) for card_id in card_ids]
    books.fetch(_CARDS, keys)
    return tuple(card for key in keys if (card := books.get(_CARDS, key)) is not None)


def cards_after(
    conn: Connection, tenant_id: TenantId, *, after: str, limit: int
) -> tuple[Card, ...]:
    """At most ``limit`` cards beyond the id ``after``, in the order of their ids."""
    query = (
        select(_CARD)
        .where(_CARD.c.tenant_id == tenant_id, _CARD.c.card_id > after)
        .order_by(_CARD.c.card_id)
        .limit(limit)
    )
    return tuple(_decoded(row) for row in conn.execute(query))


def was_idle_since(
    tenant_id: ColumnElement[str], card_id: ColumnElement[str], *, at_ms: int
) -> ColumnElement[bool]:
    """In a query: whether the card of these columns was active at ``at_ms`` last, or before."""
    is_idle = or_(_CARD.c.last_activity_at_ms.is_(None), _CARD.c.last_activity_at_ms <= at_ms)
    mine = select(_CARD.c.card_id).where(_CARD.c.tenant_id == tenant_id, _CARD.c.card_id == card_id)
    return mine.where(is_idle).exists()


def cards_called(conn: Connection, tenant_id: TenantId, name: str) -> tuple[Card, ...]:
    """The cards with that id, token or display code: for the operator's commands."""
    is_called = or_(_CARD.c.card_id == name, _CARD.c.token == name, _CARD.c.display_code == name)
    rows = conn.execute(select(_CARD).where(_CARD.c.tenant_id == tenant_id, is_called))
    return tuple(_decoded(row) for row in rows)


def card_of(books: Books, tenant_id: TenantId, card_id: CardId) -> Card | None:
    """The card with that id, or None."""
    return books.get(_CARDS, (tenant_id, card_id))


def put_card_facts(books: Books, tenant_id: TenantId, card: Card) -> None:
    """As ``put_card``, of a card that is new, or whose level or status a person changed."""
    put_card(books, tenant_id, card)
    attest(books, tenant_id, _CARD, row=_encoded((tenant_id, card.card_id), card))


def put_card(books: Books, tenant_id: TenantId, card: Card) -> None:
    """The card is like this from now on."""
    books.put(_CARDS, (tenant_id, card.card_id), card)


def tell_card(books: Books, tenant_id: TenantId, card: Card) -> int:
    """The feed number of a change of the card: the chain's is for everybody (LOY-06)."""
    audience = feed.Audience(restaurant_id=card.restaurant_id)
    return feed.tell(books, tenant_id, kind="card", entity_id=card.card_id, audience=audience)


def cards_of(books: Books, tenant_id: TenantId, guest_id: GuestId) -> tuple[Card, ...]:
    """All cards of the guest under that very name, the chain's first, then by restaurant."""
    found = books.find(_OF_GUEST, (tenant_id, guest_id))
    return tuple(sorted(found, key=lambda card: card.restaurant_id or ""))


def fetch_cards_of(books: Books, tenant_id: TenantId, guest_ids: Iterable[GuestId]) -> None:
    """Reads ahead all cards of these guests, under those very names."""
    books.fetch_groups(_OF_GUEST, [(tenant_id, guest_id) for guest_id in guest_ids])


def is_token_taken(books: Books, tenant_id: TenantId, token: str) -> bool:
    """Whether any card has that token."""
    return bool(books.find(_BY_TOKEN, (tenant_id, token)))


def wants(tenant_id: TenantId, card_ids: Iterable[CardId]) -> Iterator[Want]:
    """These cards."""
    return ((_CARDS, (tenant_id, card_id)) for card_id in card_ids)


def fetch_cards(books: Books, tenant_id: TenantId, card_ids: Iterable[CardId]) -> None:
    """Reads these cards ahead."""
    books.fetch(_CARDS, [(tenant_id, card_id) for card_id in card_ids])


def fetch_tokens(books: Books, tenant_id: TenantId, tokens: Iterable[str]) -> None:
    """Reads ahead the cards with these tokens."""
    books.fetch_groups(_BY_TOKEN, [(tenant_id, token) for token in tokens])


def _decoded(row: Row[Any]) -> Card:
    at_ms = row.last_activity_at_ms
    return Card(
        card_id=CardId(row.card_id),
        guest_id=GuestId(row.guest_id),
        status=CardStatus(row.status),
        level_id=LevelId(row.level_id),
        token=row.token,
        display_code=row.display_code,
        lifetime_spent_minor=row.lifetime_spent_minor,
        total_visits=row.total_visits,
        last_activity_at=from_millis(at_ms) if at_ms is not None else None,
        restaurant_id=RestaurantId(row.restaurant_id) if row.restaurant_id else None,
        discount_bp=row.discount_bp,
    )


def _encoded(key: Key, card: Card) -> dict[str, Any]:
    active_at = card.last_activity_at
    return {
        "tenant_id": key[0],
        "card_id": card.card_id,
        "guest_id": card.guest_id,
        "restaurant_id": card.restaurant_id,
        "status": card.status.value,
        "level_id": card.level_id,
        "token": card.token,
        "display_code": card.display_code,
        "lifetime_spent_minor": card.lifetime_spent_minor,
        "total_visits": card.total_visits,
        "last_activity_at_ms": to_millis(active_at) if active_at is not None else None,
        "discount_bp": card.discount_bp,
    }


def _token_group(key: Key, card: Card) -> Key:
    return key[0], card.token


def _guest_group(key: Key, card: Card) -> Key:
    return key[0], card.guest_id


_CARDS = Shelf(_CARD, _decoded, _encoded)
_OF_GUEST = Lookup(_CARDS, ("tenant_id", "guest_id"), _guest_group)
_BY_TOKEN = Lookup(_CARDS, ("tenant_id", "token"), _token_group)
