"""Levels: where a card belongs now, and how far it is to the next one.

A level is a function of what the card says today, so the job that asks every night (LOY-31) gives
the same answer until something changes. It goes up by spending (LOY-26) and never down, unless the
admin lets it (LOY-29, LOY-30).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.domain.card import Card
from shared.domain.programme import (
    Level,
    ProgrammeKind,
    ProgrammeSettings,
    ProgrammeVersion,
    is_in_force,
)

_PERCENT = 100


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a guest is on his way to the next level (LOY-35)."""

    next: Level | None
    """None at the top."""
    percent: int
    """Of its threshold, rounded down; 100 at the top."""
    left_minor: int
    """What is still to be spent; 0 at the top."""


def level_after(card: Card, *, programme: ProgrammeVersion, at: datetime) -> Level:
    """The level ``card`` belongs to at ``at`` (aware UTC).

    Where levels may fall: an idle guest is one below what he has spent, and one whose spending fell
    below the kept share of his level's threshold (by refunds, LOY-102) is where he has spent to.
    """
    reached = programme.level_for(card.lifetime_spent_minor)
    if _is_idle(card, programme.settings, at):
        return _below(reached, programme)
    held = programme.level(card.level_id)
    if reached.threshold_minor >= held.threshold_minor:
        return reached
    return reached if _is_lost(card, held, programme.settings) else held


def progress(card: Card, *, programme: ProgrammeVersion) -> Progress:
    """What is left to the next level that ``card`` has neither reached nor spent enough for."""
    spent = card.lifetime_spent_minor
    beyond = max(spent, programme.level(card.level_id).threshold_minor)
    ahead = [level for level in programme.levels if level.threshold_minor > beyond]
    following = min(ahead, key=lambda level: level.threshold_minor, default=None)
    if following is None:
        return Progress(None, _PERCENT, 0)
    threshold = following.threshold_minor
    return Progress(following, spent * _PERCENT // threshold, threshold - spent)


def effective_bp(level: Level, *, programme: ProgrammeVersion, at: datetime) -> int:
    """What guests of ``level`` are told they get, in basis points: C-25, or their discount (G-05).

    The rule of the lowest priority in force at ``at`` (aware UTC) is what earns where nothing
    special does; the level adds to it.
    """
    if programme.settings.kind is ProgrammeKind.DISCOUNT:
        return level.discount_bp
    rules = [rule for rule in programme.rules if is_in_force(rule, at)]
    base = max(rules, key=lambda rule: (rule.priority, rule.rule_id), default=None)
    return level.bonus_bp + (base.earn_bp if base else 0)


def _is_idle(card: Card, settings: ProgrammeSettings, at: datetime) -> bool:
    if not settings.is_downgrade_on or card.last_activity_at is None:
        return False
    return card.last_activity_at + timedelta(days=settings.downgrade_days) <= at


def _below(level: Level, programme: ProgrammeVersion) -> Level:
    lower = [each for each in programme.levels if each.threshold_minor < level.threshold_minor]
    return max(lower, key=lambda each: each.threshold_minor, default=level)


def _is_lost(card: Card, held: Level, settings: ProgrammeSettings) -> bool:
    """Whether too little is spent for the level that was reached before."""
    kept = held.threshold_minor * settings.downgrade_percent
    return settings.is_downgrade_on and card.lifetime_spent_minor * _PERCENT < kept
