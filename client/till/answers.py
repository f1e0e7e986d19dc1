"""Whether the server booked an operation of this till, as far as it has said. Pure."""

from typing import Final

from client.store.outbox import OutboxRow

_NOT_BOOKED: Final = frozenset({"rejected", "quarantined"})
_BOOKED: Final = frozenset({"applied", "adjusted"})


def is_refused(row: OutboxRow) -> bool:
    """Whether the server would not book it."""
    return row.outcome is not None and row.outcome.status in _NOT_BOOKED


def is_booked(row: OutboxRow) -> bool:
    """Whether the server has booked it."""
    return row.outcome is not None and row.outcome.status in _BOOKED
