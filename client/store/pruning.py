"""What the till may forget: what a verified backup of its server holds, and nobody asks for (§3).

From the beginning of a chain on, and never its last operation that was answered for: the next
epoch and a restored server's first question need it; nor any part of a shift that is open, or
whose closing stays: a restored server may book that anew, and then its report has an addendum.
Papers stay: they have rows of their own.
"""

from datetime import timedelta
from typing import Final

from sqlite_utils import Database

KEPT_FOR: Final = timedelta(days=35)
"""The till's own history goes back so far; and an older backup may be the one that is restored."""

_BOUNDS = """SELECT epoch, min(acked, stable) - 1 AS last FROM me
    UNION SELECT epoch, min(acked, stable) - 1 FROM past_epoch"""


def prune(db: Database, *, now_ms: int) -> int:
    """Forgets what may be forgotten; how many operations that was."""
    before_ms = now_ms - KEPT_FOR // timedelta(milliseconds=1)
    gone = 0
    for epoch, last in db.execute(_BOUNDS).fetchall():
        of = {"epoch": epoch, "last": last, "before_ms": before_ms}
        (first_kept,) = db.execute(
            """SELECT coalesce(min(seq), :last + 1) FROM outbox
            WHERE epoch = :epoch AND seq <= :last AND NOT (
                outcome_status IN ('applied', 'adjusted', 'rejected') AND is_in_doubt = 0
                AND (needs_attention = 0 OR is_acknowledged = 1)
                AND NOT EXISTS (SELECT 1 FROM shift LEFT JOIN outbox closing
                    ON closing.shift_id = shift.shift_id AND closing.kind = 'shift_close'
                    WHERE shift.shift_id = outbox.shift_id AND (closed_at_ms IS NULL
                        OR closed_at_ms >= :before_ms
                        OR closing.seq > :last OR closing.epoch <> :epoch))
                AND occurred_at_ms < :before_ms)""",
            of,
        ).fetchone()
        gone += _forget(db, epoch, first_kept)
    if gone:
        db.execute(
            """DELETE FROM acknowledgement
            WHERE ack_id NOT IN (SELECT ack_id FROM outbox WHERE ack_id IS NOT NULL)"""
        )
    return gone


def _forget(db: Database, epoch: int, first_kept: int) -> int:
    """How many went; the file says that it was the till who forgot them."""
    of = (epoch, first_kept)
    gone = db.execute("DELETE FROM outbox WHERE epoch = ? AND seq < ?", of).rowcount
    if gone:
        db.execute("UPDATE me SET pruned_to = ?2 - 1 WHERE epoch = ?1", of)
        db.execute("UPDATE past_epoch SET pruned_to = ?2 - 1 WHERE epoch = ?1", of)
    return gone
