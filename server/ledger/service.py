"""What a card holds: the guest's card with its lots, alone or by the crowd.

Which card that is, the tenant's mode and the restaurant say: the chain's, or the restaurant's own
(LOY-05, LOY-06). Must not know how points come there: the one poster is ``server.ledger.posting``.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from server.books import Books
from server.guests import service as guests
from server.guests.cards import card_of, cards, fetch_cards, put_card_facts, tell_card
from server.ledger import leases
from server.ledger.accounts import fetch_accounts
from server.ledger.grants import granted_of_guests
from server.ledger.lots import fetch_lots, lots_of_card, lots_of_cards
from server.programme import service as programmes
from server.tenants.service import tenant_now
from shared.domain.card import Card
from shared.domain.ids import CardId, GuestId, LotId, RestaurantId, TenantId, card_id_of
from shared.domain.modes import card_id_at, empty_card
from shared.domain.programme import CardMode


def card_with_lots(
    books: Books,
    tenant_id: TenantId,
    guest_id: GuestId,
    *,
    at: RestaurantId,
    also: Sequence[LotId] = (),
) -> Card | None:
    """The guest's card that counts in the restaurant ``at``, with its lots, after every merge.

    None when nobody has that id; the empty card where nothing was booked for him there yet. Empty
    lots are left out but for those named in ``also``.
    """
    who = guests.canonical(books, tenant_id, guest_id)
    if who is None:
        return None
    card = card_of(books, tenant_id, card_id_at(who, at, mode=card_mode(books, tenant_id)))
    if card is None:
        return _empty_card(books, tenant_id, who, at=at)
    return replace(card, lots=lots_of_card(books, tenant_id, card.card_id, also=also))


def opened_card(
    books: Books,
    tenant_id: TenantId,
    guest_id: GuestId,
    *,
    at: RestaurantId,
    also: Sequence[LotId] = (),
) -> Card | None:
    """As ``card_with_lots``, for who is about to book something: the card is there afterwards."""
    card = card_with_lots(books, tenant_id, guest_id, at=at, also=also)
    if card is not None and card_of(books, tenant_id, card.card_id) is None:
        put_card_facts(books, tenant_id, card)
        tell_card(books, tenant_id, card)
    return card


def cards_of_person(books: Books, tenant_id: TenantId, guest_id: GuestId) -> tuple[Card, ...]:
    """All that counts of who that is after every merge, with lots; nothing when nobody is.

    The chain's card comes first, then those of restaurants.
    """
    who = guests.canonical(books, tenant_id, guest_id)
    found = guests.cards_in_use(books, tenant_id, who) if who is not None else ()
    return tuple(replace(card, lots=lots_of_card(books, tenant_id, card.card_id)) for card in found)


def card_mode(books: Books, tenant_id: TenantId) -> CardMode:
    """Whose cards hold the points."""
    return tenant_now(books, tenant_id).card_mode


def held_card(
    books: Books, tenant_id: TenantId, card_id: CardId, *, also: Sequence[LotId] = ()
) -> Card:
    """The card with that id and its lots, those in ``also`` even when empty; it is there."""
    card = card_of(books, tenant_id, card_id)
    assert card is not None, "nobody names a card that never was"
    return replace(card, lots=lots_of_card(books, tenant_id, card_id, also=also))


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


def fetch_cards_with_lots(
    books: Books, tenant_id: TenantId, guest_ids: Iterable[GuestId], *, at: RestaurantId
) -> None:
    """Reads ahead these guests' cards in a restaurant, after every merge, and all they hold."""
    people = guests.fetch_guests(books, tenant_id, guest_ids)
    mode = card_mode(books, tenant_id)
    fetch_held_cards(books, tenant_id, {card_id_at(who, at, mode=mode) for who in people})
    if mode is CardMode.SEPARATE:
        fetch_cards(books, tenant_id, map(card_id_of, people))


def fetch_held_cards(books: Books, tenant_id: TenantId, card_ids: Collection[CardId]) -> None:
    """Reads ahead these cards, what they hold, and their accounts."""
    fetch_cards(books, tenant_id, card_ids)
    fetch_lots(books, tenant_id, card_ids)
    leases.fetch_of_cards(books, tenant_id, card_ids)
    fetch_accounts(books, tenant_id, card_ids)


def _empty_card(books: Books, tenant_id: TenantId, who: GuestId, *, at: RestaurantId) -> Card:
    chain = card_of(books, tenant_id, card_id_of(who))
    assert chain is not None, "every guest has a card of the chain"
    programme = books.once(programmes.current, tenant_id)
    assert programme is not None, "who has guests has a programme"
    return empty_card(chain, at, programme=programme)
