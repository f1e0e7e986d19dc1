"""The chain of a tenant's transactions: each hash covers the booking and the hash before it.

A changed entry, use, lot or snapshot, a deleted, inserted or moved transaction breaks it (P6).
"""

import hashlib
from dataclasses import dataclass

from shared.domain.ids import TenantId
from shared.operations.canonical import canonical_json

FIRST_HASH = "0" * 64
"""What stands before a tenant's first transaction."""
_TAG = b"max-loyalty transaction v1\0"


@dataclass(frozen=True, slots=True)
class Booking:
    """Everything of one transaction that must never change."""

    tenant_id: TenantId
    transaction_seq: int
    operation_id: str | None
    kind: str
    card_id: str
    staff_id: str
    effective_at_ms: int
    posted_at_ms: int
    snapshot: str
    entries: tuple[tuple[str, int, int, int], ...]
    """Account, points, the account's version and balance after it; in the order of the lines."""
    lots: tuple[tuple[str, str | None, str, int, int | None], ...]
    """The lots born here, in the order of their ids: card, kind, moments of effect and expiry."""
    uses: tuple[tuple[str, int], ...]
    """Lot and points, in the order of the lines."""
    leased: tuple[tuple[str, str, int], ...]
    """Lease, lot, and the points that went under it or left it; in the order of the lines."""
    moves: tuple[tuple[str, str, str], ...]
    """Lot, and the cards it went from and to; in the order of the lines."""


def booking_hash(booking: Booking, *, previous: str) -> str:
    """The hash of ``booking`` after the transaction whose hash is ``previous``, lower-case hex."""
    facts = [
        booking.tenant_id,
        booking.transaction_seq,
        booking.operation_id,
        booking.kind,
        booking.card_id,
        booking.staff_id,
        booking.effective_at_ms,
        booking.posted_at_ms,
        booking.snapshot,
        booking.entries,
        booking.lots,
        booking.uses,
        booking.leased,
        booking.moves,
    ]
    text = previous + canonical_json(facts)
    return hashlib.sha256(_TAG + text.encode()).hexdigest()
