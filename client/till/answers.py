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


def is_open_redemption(row: OutboxRow) -> bool:
    """Whether it is a redemption in doubt, or one the server has not decided."""
    if row.body().kind != "redeem":
        return False
    return row.is_in_doubt or not (is_booked(row) or is_refused(row))
