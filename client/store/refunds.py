"""Refunds this device made: how much of each check they sent back.

Reads the outbox. What another device refunded is the server's knowledge; it refuses what is more.
"""

from sqlite_utils import Database


def refunded_minor(db: Database, target_id: str, *, before: str | None = None) -> int:
    """How much of that operation's check went back, in minor units; refused refunds are none.

    With ``before`` only what was refunded before that operation.
    """
    (minor,) = db.execute(
        """SELECT coalesce(sum(json_extract(body, '$.refund_minor')), 0) FROM outbox
        WHERE kind = 'refund' AND target_id = ?
          AND coalesce(outcome_status, '') NOT IN ('rejected', 'quarantined')
          AND (? IS NULL OR rowid < (SELECT rowid FROM outbox WHERE operation_id = ?))""",
        (target_id, before, before),
    ).fetchone()
    return int(minor)
