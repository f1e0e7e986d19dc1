"""Moving a card to the level it belongs to: by the nightly job, or at once with an earn (G-29).

The level is a fact of the card, so it is witnessed; the activity log says when it changed. The
company's own systems are told of a level reached (LOY-34), never of one lost.
"""

from dataclasses import dataclass, replace
from typing import Any

from server.audit import SYSTEM, Action, Activity, note
from server.books import Books
from server.effects import service as effects
from server.guests.cards import card_of, put_card_facts, tell_card
from server.ledger.house_acts import act_id_of
from server.programme import service as programmes
from shared.domain.card import Card, CardStatus
from shared.domain.ids import CardId, OperationId, TenantId
from shared.domain.levels import effective_bp, level_after, progress
from shared.domain.programme import Level, ProgrammeVersion
from shared.operations.canonical import canonical_json
from shared.operations.encode import from_millis, to_millis

UPGRADED = "level_upgraded"
"""The kind of what the company is told."""
_ACT = "LEVEL"
_WITHOUT_LEVEL = frozenset({CardStatus.MERGED, CardStatus.DELETED})


@dataclass(frozen=True, slots=True)
class LevelMove:
    """A card that belongs to another level than it has."""

    card: Card
    level: Level
    programme: ProgrammeVersion
    at_ms: int

    @property
    def is_up(self) -> bool:
        """Whether the guest rises."""
        held = self.programme.level(self.card.level_id)
        return self.level.threshold_minor > held.threshold_minor

    @property
    def act_id(self) -> str:
        """Its id: the same however often the same move is tried."""
        active_at = self.card.last_activity_at
        occasion = [
            self.card.level_id,
            self.level.level_id,
            self.card.lifetime_spent_minor,
            to_millis(active_at) if active_at else None,
        ]
        return act_id_of(_ACT, self.card.card_id, canonical_json(occasion))


def level_move(card: Card, *, programme: ProgrammeVersion, at_ms: int) -> LevelMove | None:
    """The move that ``card`` is due at ``at_ms``, or None."""
    if card.status in _WITHOUT_LEVEL:
        return None
    level = level_after(card, programme=programme, at=from_millis(at_ms))
    return None if level.level_id == card.level_id else LevelMove(card, level, programme, at_ms)


def settle_level(
    books: Books, tenant_id: TenantId, card_id: CardId, *, programme: ProgrammeVersion, at_ms: int
) -> bool:
    """Whether the card belonged to another level; it has that one now (LOY-31)."""
    move = _move_of(books, tenant_id, card_id, programme=programme, at_ms=at_ms)
    if move is not None:
        _put(books, tenant_id, move)
    return move is not None


def raise_level(books: Books, tenant_id: TenantId, card_id: CardId, *, at_ms: int) -> bool:
    """As ``settle_level``, with a check: only up, and only where nobody waits for the night."""
    programme = books.once(programmes.current, tenant_id)
    if programme is None or not programme.settings.is_upgrade_immediate:
        return False
    move = _move_of(books, tenant_id, card_id, programme=programme, at_ms=at_ms)
    if move is None or not move.is_up:
        return False
    _put(books, tenant_id, move)
    return True


def _move_of(
    books: Books, tenant_id: TenantId, card_id: CardId, *, programme: ProgrammeVersion, at_ms: int
) -> LevelMove | None:
    card = card_of(books, tenant_id, card_id)
    assert card is not None, "nobody names a card that never was"
    return level_move(card, programme=programme, at_ms=at_ms)


def _put(books: Books, tenant_id: TenantId, move: LevelMove) -> None:
    card = replace(move.card, level_id=move.level.level_id)
    put_card_facts(books, tenant_id, card)
    tell_card(books, tenant_id, card)
    details = {
        "act_id": move.act_id,
        "from": move.card.level_id,
        "to": move.level.level_id,
        "spent_minor": card.lifetime_spent_minor,
        "programme_version_id": move.programme.version_id,
    }
    done = Activity(
        Action.LEVEL_CHANGED, "card", card.card_id, SYSTEM, at_ms=move.at_ms, details=details
    )
    note(books, tenant_id, done)
    if move.is_up:
        act_id = OperationId(move.act_id)
        effects.owe(books, tenant_id, act_id, kind=UPGRADED, facts=_told(move, card))


def _told(move: LevelMove, card: Card) -> dict[str, Any]:
    """The words of LOY-34: level, percentage, what comes next and how far it is."""
    ahead = progress(card, programme=move.programme)
    at = from_millis(move.at_ms)
    return {
        "operation_id": move.act_id,
        "guest_id": card.guest_id,
        "card_id": card.card_id,
        "level_id": move.level.level_id,
        "level": move.level.name,
        "effective_bp": effective_bp(move.level, programme=move.programme, at=at),
        "next_level": ahead.next.name if ahead.next else None,
        "left_minor": ahead.left_minor,
        "at_ms": move.at_ms,
    }
