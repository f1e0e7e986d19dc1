"""Expiry: points three days past their term leave the cards, in the order in which they came.

Only what nobody holds under a lease goes; the rest stays spendable on its device until the term,
is settled for ever (design §6), is asked back, and goes by a later run when it has come.
"""

from collections.abc import Sequence
from datetime import time, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection

from server.books import Books
from server.ledger import leases
from server.ledger.accounts import account_state
from server.ledger.granting import freed_card
from server.ledger.house_acts import HouseAct, book_act, programme_facts
from server.ledger.service import fetch_held_cards, held_card
from server.ledger.walking import DueBy, cards_with_due
from server.nightly.rounds import Job, Page, Round, page_of
from shared.domain.card import Card
from shared.domain.expiring import EXPIRY_GRACE, Expired, expired
from shared.domain.ids import CardId, TenantId
from shared.domain.ledger import Account, AccountKind, EntryKind
from shared.domain.points import PointsKind
from shared.operations.canonical import canonical_json
from shared.operations.encode import to_millis


def find(conn: Connection, a_round: Round, *, after: str, limit: int) -> Page:
    """The cards on which something is past its term, under leases too."""
    cards = cards_with_due(conn, a_round.tenant_id, _due_by(a_round), after=after, limit=limit)
    due = [card.card_id for card in cards if _gone(a_round, card)]
    return page_of([card.card_id for card in cards], due, limit=limit)


def work(books: Books, a_round: Round, ids: Sequence[str]) -> int:
    """How many points expired."""
    card_ids = [CardId(each) for each in ids]
    fetch_held_cards(books, a_round.tenant_id, card_ids)
    return sum(_expire(books, a_round, card_id) for card_id in card_ids)


EXPIRE = Job("expire", time(3, 30), find, work)
"""LOY-17, LOY-18, LOY-20; at the hour the catalogue proposes."""


def _due_by(a_round: Round) -> DueBy:
    gone_ms = to_millis(a_round.at - EXPIRY_GRACE)
    silence = timedelta(days=a_round.programme.settings.inactivity_days)
    return DueBy(gone_ms, to_millis(a_round.at - EXPIRY_GRACE - silence))


def _gone(a_round: Round, card: Card) -> tuple[Expired, ...]:
    return expired(card, settings=a_round.programme.settings, at=a_round.at)


def _expire(books: Books, a_round: Round, card_id: CardId) -> int:
    tenant_id = a_round.tenant_id
    card = held_card(books, tenant_id, card_id)
    gone = _gone(a_round, freed_card(books, tenant_id, card, now_ms=a_round.now_ms))
    _ask_back(books, a_round, card)
    if not gone:
        return 0
    act = HouseAct(
        kind=EntryKind.EXPIRE,
        card=card,
        occasion=_occasion(books, tenant_id, card_id, gone=gone),
        at_ms=a_round.now_ms,
        facts=_facts(a_round, card, gone),
        uses=tuple(each.use for each in gone),
    )
    book_act(books, tenant_id, act)
    return sum(each.lot.left for each in gone)


def _ask_back(books: Books, a_round: Round, card: Card) -> None:
    """Tills would hold for ever what nobody spends any more: no guest comes to ask for it."""
    due = {each.lot.lot_id for each in _gone(a_round, card)}
    held = leases.of_cards(books, a_round.tenant_id, [card.card_id])
    idle = [x for x in held if any(lot.left and lot.lot_id in due for lot in x.held.lots)]
    leases.recall(books, a_round.tenant_id, idle)


def _occasion(
    books: Books, tenant_id: TenantId, card_id: CardId, *, gone: Sequence[Expired]
) -> str:
    """A lot may expire again, after a refund into it: by then the card's accounts have moved on."""
    accounts = (Account(AccountKind.AVAILABLE, card_id, kind) for kind in PointsKind)
    versions = [account_state(books, tenant_id, each.key).version for each in accounts]
    lots = [[each.lot.lot_id, each.lot.left] for each in gone]
    return sha256(canonical_json([versions, lots]).encode()).hexdigest()[:32]


def _facts(a_round: Round, card: Card, gone: Sequence[Expired]) -> dict[str, Any]:
    active_at = card.last_activity_at
    return {
        **programme_facts(a_round.programme),
        "inactivity_days": a_round.programme.settings.inactivity_days,
        "active_at_ms": to_millis(active_at) if active_at else None,
        "expired": [
            {
                "lot_id": each.lot.lot_id,
                "points": each.lot.left,
                "due_at_ms": to_millis(each.due_at),
                "cause": each.cause.value,
            }
            for each in gone
        ],
    }
