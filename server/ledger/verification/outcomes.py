"""Stored outcomes as they are found, sound or not."""

from pydantic import ValidationError

from server.ledger.incoming import ALREADY_BOOKED
from shared.sync.messages import Outcome

ROWS_AT_ONCE = 1_000
"""A ledger may be larger than the memory that checks it."""


def outcome_of(text: str | None) -> Outcome | None:
    """The outcome, or None where there is none that anybody understands."""
    try:
        return Outcome.model_validate_json(text or "")
    except ValidationError:
        return None


def is_copy(outcome: Outcome) -> bool:
    """Whether the effect is that of the same operation under an earlier epoch."""
    return ALREADY_BOOKED in outcome.notes
