"""Transfers this device made: how much a guest gave away. Reads the outbox."""

from sqlite_utils import Database

from shared.domain.ids import GuestId


def given_since(db: Database, guest_id: GuestId, *, since_ms: int) -> int:
    """The points that the guest, or an alias of his, gave away since then; refused ones not."""
    (points,) = db.execute(
        """SELECT coalesce(sum(json_extract(body, '$.points')), 0) FROM outbox
        WHERE kind = 'transfer' AND occurred_at_ms >= ?
          AND coalesce(outcome_status, '') NOT IN ('rejected', 'quarantined')
          AND guest_id IN (SELECT ? UNION SELECT guest_id FROM guest WHERE alias_of = ?)""",
        (since_ms, guest_id, guest_id),
    ).fetchone()
    return int(points)
