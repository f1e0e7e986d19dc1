"""Which of a person's cards count: the chain's, or those of the restaurants (LOY-05, LOY-06).

Knows cards, statuses and who is whom. What they hold is added up in ``books``, what they count in
``cards``.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from server.database import table_of
from server.guests.stored import stored_cards_of_restaurants, stored_guests
from server.ledger.tables import LotMoveRow, TransactionRow
from server.ledger.verification.people import People, people
from server.prepared import Fields, stream
from server.tenants.service import tenant
from shared.domain.card import CardStatus
from shared.domain.codes import card_token_of
from shared.domain.ids import CardId, GuestId, RestaurantId, TenantId, card_id_of
from shared.domain.ledger import EntryKind
from shared.domain.modes import FORBIDDING, card_id_at
from shared.domain.programme import CardMode

_MOVE, _TRANSACTION = table_of(LotMoveRow), table_of(TransactionRow)
_MIGRATED = (
    select(_MOVE)
    .join(
        _TRANSACTION,
        (_TRANSACTION.c.tenant_id == _MOVE.c.tenant_id)
        & (_TRANSACTION.c.transaction_seq == _MOVE.c.transaction_seq),
    )
    .where(
        _MOVE.c.tenant_id == bindparam("tenant_id"),
        _TRANSACTION.c.kind == EntryKind.MIGRATE.value,
    )
    .order_by(_MOVE.c.transaction_seq, _MOVE.c.line)
)
_IN_USE = frozenset({CardStatus.ACTIVE, CardStatus.MIGRATED})


@dataclass(frozen=True, slots=True)
class Counting:
    """Everybody's cards, as the rows say."""

    mode: CardMode
    people: People
    guests: dict[GuestId, Fields]
    """Each with the columns of his card of the chain."""
    restaurants: dict[CardId, Fields]
    """The cards of restaurants."""

    @property
    def cards(self) -> dict[CardId, Fields]:
        """All cards there are."""
        chain = {CardId(x.card_id): x for x in self.guests.values() if x.card_id is not None}
        return chain | self.restaurants

    def is_idle(self, card: Fields) -> bool:
        """Whether the points of whoever has it must lie elsewhere."""
        is_chains = card.card_id not in self.restaurants
        of_other_mode = (self.mode is CardMode.SEPARATE) == is_chains
        return of_other_mode or card.status == CardStatus.MERGED.value

    def counts_for(self, card: Fields | None, restaurant_id: str, *, named: str) -> str:
        """The card that counts what was done there on ``card``; ``named`` where there is none."""
        if card is None:
            return named
        who = self.people.who(card.guest_id)
        return card_id_at(who, RestaurantId(restaurant_id), mode=self.mode)


def counting(conn: Connection, tenant_id: TenantId) -> Counting:
    """The tenant's."""
    return Counting(
        tenant(conn, tenant_id).card_mode,
        people(conn, tenant_id),
        {GuestId(row.guest_id): row for row in stored_guests(conn, tenant_id)},
        {CardId(row.card_id): row for row in stored_cards_of_restaurants(conn, tenant_id)},
    )


def check_migrations(conn: Connection, tenant_id: TenantId, found: Counting) -> Iterator[str]:
    """Lots that a migration moved stayed their guest's (LOY-09)."""
    cards = found.cards
    for row in stream(conn, _MIGRATED, tenant_id=tenant_id):
        giver, taker = cards.get(row.from_card_id), cards.get(row.to_card_id)
        if giver is None or taker is None or giver.guest_id != taker.guest_id:
            yield f"transaction {row.transaction_seq}: a migration gave lots to somebody else"


def check_statuses(found: Counting) -> Iterator[str]:
    """What does not fit between cards, the mode, and who is whom (C-82, S14)."""
    for guest in found.guests.values():
        yield from _check_guest(found, guest)
    for card in found.restaurants.values():
        yield from _check_card_there(found, card)


def _check_guest(found: Counting, guest: Fields) -> Iterator[str]:
    survivor = found.guests.get(guest.alias_of) if guest.alias_of else None
    if survivor is not None and survivor.alias_of is not None:
        yield f"guest {guest.guest_id} is an alias of an alias (S14)"
    if guest.card_id != card_id_of(GuestId(guest.guest_id)):
        yield f"guest {guest.guest_id} has no card"
    elif guest.status not in set(CardStatus):
        yield f"card {guest.card_id} has the status {guest.status!r}, which there is not"
    elif guest.status not in _statuses(found, guest):
        yield f"card {guest.card_id} is {guest.status}, its guest says otherwise"


def _check_card_there(found: Counting, card: Fields) -> Iterator[str]:
    guest_id = GuestId(card.guest_id)
    card_id = card_id_of(guest_id, RestaurantId(card.restaurant_id))
    if (card.card_id, card.token) != (card_id, card_token_of(card_id)):
        yield f"card {card.card_id} is not named after its guest and restaurant"
    if card.status not in _statuses_there(found, found.guests[guest_id]):
        yield f"card {card.card_id} is {card.status}, its guest says otherwise"


def _statuses(found: Counting, guest: Fields) -> set[CardStatus]:
    """What the card of the chain may be."""
    if guest.alias_of is not None:
        return {CardStatus.MERGED}
    others = set(CardStatus) - {CardStatus.MERGED}
    return set(CardStatus) if found.mode is CardMode.SEPARATE else others


def _statuses_there(found: Counting, guest: Fields) -> set[CardStatus]:
    """What his card of a restaurant may be: what the chain's forbids, it forbids there."""
    if guest.alias_of is not None or found.mode is CardMode.UNIFIED:
        return {CardStatus.MERGED}
    forbidden = {each for each in FORBIDDING if each.value == guest.status}
    return forbidden or set(_IN_USE)
