"""Levels: every night each card is moved to the level it belongs to (LOY-31)."""

from collections.abc import Sequence
from datetime import time
from hashlib import sha256

from sqlalchemy import Connection

from server.books import Books
from server.guests.cards import cards_after, fetch_cards
from server.ledger.levels import level_move, settle_level
from server.nightly.rounds import Job, Page, Round, page_of
from shared.domain.ids import CardId
from shared.domain.programme import ProgrammeVersion
from shared.operations.canonical import canonical_json


def find(conn: Connection, a_round: Round, *, after: str, limit: int) -> Page:
    """The cards that belong to another level."""
    cards = cards_after(conn, a_round.tenant_id, after=after, limit=limit)
    due = [
        card.card_id
        for card in cards
        if level_move(card, programme=a_round.programme, at_ms=a_round.now_ms)
    ]
    return page_of([card.card_id for card in cards], due, limit=limit)


def work(books: Books, a_round: Round, ids: Sequence[str]) -> int:
    """How many cards were moved."""
    card_ids = [CardId(each) for each in ids]
    fetch_cards(books, a_round.tenant_id, card_ids)
    moved = (
        settle_level(
            books,
            a_round.tenant_id,
            card_id,
            programme=a_round.programme,
            at_ms=a_round.now_ms,
        )
        for card_id in card_ids
    )
    return sum(moved)


def _thresholds(programme: ProgrammeVersion) -> str:
    settings = programme.settings
    levels = sorted((each.level_id, each.threshold_minor) for each in programme.levels)
    falling = [settings.is_downgrade_on, settings.downgrade_days, settings.downgrade_percent]
    return sha256(canonical_json([levels, falling]).encode()).hexdigest()[:32]


LEVELS = Job("levels", time(3, 0), find, work, _thresholds)
"""At once with other thresholds, or without a level that cards have; not with each day's rates."""
