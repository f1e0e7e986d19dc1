"""What a card holds: the guest's card with its lots, alone or by the crowd.

Must not know how points come there: the one poster is ``server.ledger.posting``.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from server.books import Books
from server.guests import service as guests
from server.guests.cards import card_of, cards, fetch_cards
from server.ledger import leases
from server.ledger.accounts import fetch_accounts
from server.ledger.grants import granted_of_guests
from server.ledger.lots import fetch_lots, lots_of_card, lots_of_cards
from shared.domain.card import Card
from shared.domain.ids import CardId, GuestId, LotId, TenantId, card_id_of


def card_state(
    conn: Connection, tenant_id: TenantId, guest_id: GuestId, *, also: Sequence[LotId] = ()
) -> Card | None:
    """As ``card_with_lots``, for one who has a connection only."""
    return card_with_lots(Books(conn), tenant_id, guest_id, also=also)


def card_with_lots(
    books: Books, tenant_id: TenantId, guest_id: GuestId, *, also: Sequence[LotId] = ()
) -> Card | None:
    """The guest's card with its lots, after every merge; None when nobody has that id.

    Empty lots are left out but for those named in ``also``.
    """
    who = guests.canonical(books, tenant_id, guest_id)
    if who is None:
        return None
    card = card_of(books, tenant_id, card_id_of(who))
    assert card is not None, "every guest has a card"
    return replace(card, lots=lots_of_card(books, tenant_id, card.card_id, also=also))


def held_card(books: Books, tenant_id: TenantId, card_id: CardId) -> Card:
    """The card with that id and its lots; it is there."""
    card = card_of(books, tenant_id, card_id)
    assert card is not None, "nobody names a card that never was"
    return replace(card, lots=lots_of_card(books, tenant_id, card_id))


def cards_with_lots(
    conn: Connection, tenant_id: TenantId, card_ids: Sequence[CardId]
) -> tuple[Card, ...]:
    """Those of the cards that exist, with the lots that hold points, in no order."""
    lots = lots_of_cards(conn, tenant_id, card_ids)
    found = cards(conn, tenant_id, card_ids)
    granted = granted_of_guests(conn, tenant_id, [card.guest_id for card in found])
    return tuple(
        replace(
            card,
            lots=lots.get(card.card_id, ()),
            granted=granted.get(card.guest_id, frozenset()),
        )
        for card in found
    )


def fetch_cards_with_lots(books: Books, tenant_id: TenantId, guest_ids: Iterable[GuestId]) -> None:
    """Reads ahead the cards of these guests, after every merge, and all they hold."""
    fetch_held_cards(books, tenant_id, guests.fetch_guests(books, tenant_id, guest_ids))


def fetch_held_cards(books: Books, tenant_id: TenantId, card_ids: Collection[CardId]) -> None:
    """Reads ahead these cards, what they hold, and their accounts."""
    fetch_cards(books, tenant_id, card_ids)
    fetch_lots(books, tenant_id, card_ids)
    leases.fetch_of_cards(books, tenant_id, card_ids)
    fetch_accounts(books, tenant_id, card_ids)
