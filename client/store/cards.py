"""Cards as the server told them, and which of a guest's cards counts at this till (LOY-05, LOY-06).

Under separate cards that is his card of this restaurant; before the first booking there it is an
empty one, as the server makes it. The mode is the tenant's, by which the server books: a restored
server has the programme of later, and not the cards. Must not know who the guest is.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from sqlite_utils import Database

from client.store.house import card_mode
from client.store.me import me_of
from client.store.programme import newest_programme
from client.store.rows import query
from shared.domain.card import Card
from shared.domain.ids import GuestId
from shared.domain.modes import empty_card
from shared.domain.programme import CardMode
from shared.sync.payloads import CardPayload, card_of

_LISTS: Final = ("lots", "granted")
"""Columns that hold JSON."""


def put_card(db: Database, payload: CardPayload, *, feed_seq: int = 0) -> None:
    """A card as the server knows it at that place of its feed."""
    lots = [lot.model_dump() for lot in payload.lots]
    db.execute(
        """INSERT INTO card (card_id, guest_id, status, level_id, token, display_code,
            lifetime_spent_minor, total_visits, last_activity_at_ms, lots, granted, discount_bp,
            restaurant_id, feed_seq, server_epoch)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT server_epoch FROM me))
        ON CONFLICT DO UPDATE SET guest_id = excluded.guest_id, status = excluded.status,
            level_id = excluded.level_id, token = excluded.token,
            display_code = excluded.display_code, total_visits = excluded.total_visits,
            lifetime_spent_minor = excluded.lifetime_spent_minor,
            last_activity_at_ms = excluded.last_activity_at_ms, lots = excluded.lots,
            granted = excluded.granted, discount_bp = excluded.discount_bp,
            restaurant_id = excluded.restaurant_id, feed_seq = excluded.feed_seq,
            server_epoch = excluded.server_epoch""",
        (
            payload.card_id,
            payload.guest_id,
            payload.status,
            payload.level_id,
            payload.token,
            payload.display_code,
            payload.lifetime_spent_minor,
            payload.total_visits,
            payload.last_activity_at_ms,
            json.dumps(lots, separators=(",", ":")),
            json.dumps(payload.granted, separators=(",", ":")),
            payload.discount_bp,
            payload.restaurant_id,
            feed_seq,
        ),
    )


def remove_card(db: Database, card_id: str) -> None:
    """The server no longer has it."""
    db.execute("DELETE FROM card WHERE card_id = ?", (card_id,))


def card_of_row(row: Mapping[str, Any]) -> Card:
    """The card of a row that has all columns of the table."""
    card = {name: row[name] for name in CardPayload.model_fields}
    lists = {name: json.loads(row[name]) for name in _LISTS}
    return card_of(CardPayload.model_validate_json(json.dumps(card | lists)))


def cards_that_count(db: Database, chain: Iterable[Card]) -> dict[GuestId, Card]:
    """For each guest of ``chain``, cards of the chain, the card that counts at this till.

    It is shown by the number and the QR of the chain's card, which never change.
    """
    cards = {card.guest_id: card for card in chain}
    if card_mode(db) is CardMode.UNIFIED:
        return cards
    for guest_id, own in _cards_here(db, cards).items():
        chains = cards[guest_id]
        cards[guest_id] = replace(own, token=chains.token, display_code=chains.display_code)
    return cards


def check_cards(db: Database) -> Iterator[str]:
    """Cards that are none of this till's restaurant's business, which the server never tells it."""
    rows = db.execute(
        """SELECT card_id FROM card JOIN me WHERE card.restaurant_id <> me.restaurant_id
        ORDER BY card_id"""
    )
    yield from (f"card {card_id}: counts in another restaurant" for (card_id,) in rows)


def _cards_here(db: Database, chain: Mapping[GuestId, Card]) -> dict[GuestId, Card]:
    restaurant_id = me_of(db).restaurant_id
    rows = query(
        db,
        """SELECT * FROM card
        WHERE restaurant_id = ? AND guest_id IN (SELECT value FROM json_each(?))""",
        (restaurant_id, json.dumps(list(chain))),
    )
    own = {card.guest_id: card for card in map(card_of_row, rows)}
    newcomers = chain.keys() - own.keys()
    programme = newest_programme(db) if newcomers else None
    if programme is not None:
        for guest_id in newcomers:
            own[guest_id] = empty_card(chain[guest_id], restaurant_id, programme=programme)
    return own
