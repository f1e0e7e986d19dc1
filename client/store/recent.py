"""What this till did lately, asked for by whom it concerns and by how much it came to."""

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from client.store.rows import query
from shared.domain.ids import GuestId
from shared.operations.encode import from_millis


@dataclass(frozen=True, slots=True)
class ServedGuest:
    """Somebody an operation of this till was about."""

    guest_id: GuestId
    at: datetime
    """When the newest of them was made, by the wall clock of then."""


def served_guests(
    db: Database, staff_id: str, *, shift_id: str | None, since_ms: int, limit: int
) -> list[ServedGuest]:
    """Whom that person has served in the shift, the newest first; without one, since then."""
    rows = query(
        db,
        """SELECT guest_id, max(outbox.rowid) AS newest, max(occurred_at_ms) AS at_ms
        FROM outbox
        WHERE staff_id = :staff_id AND guest_id IS NOT NULL AND kind <> 'lease_release'
            AND shift_id IS :shift_id
            AND (:shift_id IS NOT NULL OR occurred_at_ms >= :since_ms)
        GROUP BY guest_id ORDER BY newest DESC LIMIT :limit""",
        {"staff_id": staff_id, "shift_id": shift_id, "since_ms": since_ms, "limit": limit},
    )
    return [ServedGuest(GuestId(row["guest_id"]), from_millis(row["at_ms"])) for row in rows]


def usual_amounts(
    db: Database, currency: str, *, checks: int, times: int, limit: int
) -> tuple[int, ...]:
    """Sums that came at least so many times among the newest checks, the most usual first.

    In the smallest unit of ``currency``. A check that was redeemed on and earned counts once.
    """
    rows = query(
        db,
        """SELECT amount_minor, count(*) AS came FROM (
            SELECT json_extract(body, '$.check.amount_minor') AS amount_minor,
                json_extract(body, '$.check.currency') AS currency
            FROM outbox WHERE kind IN ('earn', 'discount') ORDER BY rowid DESC LIMIT :checks)
        WHERE currency = :currency AND amount_minor > 0
        GROUP BY amount_minor HAVING came >= :times
        ORDER BY came DESC, amount_minor LIMIT :limit""",
        {"checks": checks, "currency": currency, "times": times, "limit": limit},
    )
    return tuple(row["amount_minor"] for row in rows)
