"""What a person decides about a guest, in two words: who decided it, and when."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decided it, and when."""

    by: str
    """A person's id, or the operator."""
    at_ms: int
