"""Warnings: the company's own systems are told of points that go soon, once for each day (LOY-20).

Moves no points. A warning is an effect whose key names the card, the balance and the day, so a run
that starts again owes none twice. Who may not redeem is not told to hurry.
"""

from collections.abc import Iterator, Sequence
from datetime import time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from server.books import Books
from server.effects import service as effects
from server.ledger.house_acts import EXPIRING, act_id_of
from server.ledger.service import fetch_held_cards, held_card
from server.ledger.walking import DueBy, cards_with_due
from server.nightly.rounds import Job, Page, Round, page_of
from shared.domain.card import Card, require_may_redeem
from shared.domain.errors import CardNotUsable
from shared.domain.expiring import Due, warnings
from shared.domain.ids import CardId, OperationId
from shared.operations.encode import to_millis

_ACT = "WARNING"


def find(conn: Connection, a_round: Round, *, after: str, limit: int) -> Page:
    """The cards on which something goes soon; nobody where nobody wants to be told."""
    if effects.webhook(conn, a_round.tenant_id) is None:
        return Page((), None)
    cards = cards_with_due(conn, a_round.tenant_id, _due_by(a_round), after=after, limit=limit)
    due = [card.card_id for card in cards if any(_warnings(a_round, card))]
    return page_of([card.card_id for card in cards], due, limit=limit)


def work(books: Books, a_round: Round, ids: Sequence[str]) -> int:
    """How many warnings are owed, with those that were owed before."""
    card_ids = [CardId(each) for each in ids]
    fetch_held_cards(books, a_round.tenant_id, card_ids)
    return sum(_warn(books, a_round, card_id) for card_id in card_ids)


WARN = Job("warn", time(3, 45), find, work)
"""After the points that are gone have gone."""


def _due_by(a_round: Round) -> DueBy:
    settings = a_round.programme.settings
    until = a_round.at + timedelta(days=settings.expiry_warning_days)
    return DueBy(to_millis(until), to_millis(until - timedelta(days=settings.inactivity_days)))


def _warnings(a_round: Round, card: Card) -> Iterator[Due]:
    try:
        require_may_redeem(card)
    except CardNotUsable:
        return
    yield from warnings(card, settings=a_round.programme.settings, at=a_round.at)


def _warn(books: Books, a_round: Round, card_id: CardId) -> int:
    card = held_card(books, a_round.tenant_id, card_id)
    found = tuple(_warnings(a_round, card))
    for due in found:
        _owe(books, a_round, card, due=due)
    return len(found)


def _owe(books: Books, a_round: Round, card: Card, *, due: Due) -> None:
    day = due.at.astimezone(ZoneInfo(a_round.programme.settings.timezone)).date()
    act_id = OperationId(act_id_of(_ACT, card.card_id, f"{due.kind} {day}"))
    facts = {
        "operation_id": act_id,
        "guest_id": card.guest_id,
        "card_id": card.card_id,
        "balance": due.kind.value,
        "points": due.points,
        "cause": due.cause.value,
        "expires_at_ms": to_millis(due.at),
        "at_ms": a_round.now_ms,
    }
    effects.owe(books, a_round.tenant_id, act_id, kind=EXPIRING, facts=facts)
