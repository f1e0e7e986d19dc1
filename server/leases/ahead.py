"""Leases ahead of time: the guests a restaurant saw lately, shared out among its tills (design §6).

A till that loses the network has points to spend for those who are likely to come. Each till gets
its own share only, whenever it is heard of.
"""

from collections.abc import Sequence

from server.books import Books
from server.devices.service import Device, devices
from server.guests.cards import card_of, fetch_cards
from server.leases.contact import Contact
from server.leases.shares import is_full, part_of
from server.ledger import leases
from server.ledger.granting import grant
from server.ledger.leases import HeldLease
from server.ledger.service import (
    card_with_lots,
    fetch_cards_with_lots,
    fetch_held_cards,
    held_card,
)
from server.ledger.visits import last_visitors
from shared.domain.card import Card, CardStatus
from shared.domain.ids import CardId
from shared.domain.leases import free_card
from shared.operations.encode import from_millis

LEASE_AHEAD_GUESTS = 20
"""For so many guests of its restaurant a device gets leases at one contact."""


def grant_ahead(books: Books, contact: Contact) -> None:
    """Grants the device its share of what the last guests of its restaurant have free.

    Call ``lock_tenant`` before.
    """
    tenant_id, device = contact.owner.tenant_id, contact.device
    card_ids = _last_visitors(books, device)
    if not card_ids:
        return
    sharers = _sharers(books, device)
    fetch_held_cards(books, tenant_id, card_ids)
    held = leases.of_cards(books, tenant_id, card_ids)
    for card_id in sorted(card_ids):
        card = held_card(books, tenant_id, card_id)
        on_card = [each for each in held if each.new.card_id == card.card_id]
        free = free_card(card, [each.held for each in on_card])
        missing = _missing(contact, card, on_card, sharers=sharers)
        parts = part_of(free, missing, at=from_millis(contact.now_ms))
        if parts:
            grant(books, tenant_id, contact.new_lease(card), card=card, parts=parts)


def _last_visitors(books: Books, device: Device) -> Sequence[CardId]:
    """The cards that count here of who was here last: before a migration he had another."""
    tenant_id, place = device.tenant_id, device.restaurant_id
    seen = books.once(last_visitors, tenant_id, place, limit=LEASE_AHEAD_GUESTS)
    fetch_cards(books, tenant_id, seen)
    cards = [card for each in seen if (card := card_of(books, tenant_id, each)) is not None]
    if not any(card.status is CardStatus.MERGED for card in cards):
        return seen
    fetch_cards_with_lots(books, tenant_id, [card.guest_id for card in cards], at=place)
    now = (card_with_lots(books, tenant_id, card.guest_id, at=place) for card in cards)
    return list(dict.fromkeys(card.card_id for card in now if card is not None and card.lots))


def _sharers(books: Books, device: Device) -> int:
    """How many tills the restaurant works with."""
    return sum(
        each.restaurant_id == device.restaurant_id and not each.is_revoked
        for each in books.once(devices, device.tenant_id)
    )


def _missing(contact: Contact, card: Card, held: Sequence[HeldLease], *, sharers: int) -> int:
    """What the device lacks to its even part of all that the card holds."""
    mine = [each for each in held if each.device_id == contact.device.device_id]
    if is_full(mine):
        return 0
    at = from_millis(contact.now_ms)
    return card.total(at) // sharers - sum(each.held.spendable(at) for each in mine)
