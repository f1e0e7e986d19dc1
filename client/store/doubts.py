"""Redemptions nobody gave a slip for: the server was slow to answer, or the till was killed.

Kept in the outbox row itself, so that no restart forgets one. Must not know who asks or prints.
"""

from sqlite_utils import Database


def begin_doubt(db: Database, operation_id: str) -> None:
    """The server did not answer for this redemption in time."""
    db.execute("UPDATE outbox SET is_in_doubt = 1 WHERE operation_id = ?", (operation_id,))


def end_doubt(db: Database, operation_id: str) -> None:
    """It has its slip, its refusal or its cancellation."""
    db.execute("UPDATE outbox SET is_in_doubt = 0 WHERE operation_id = ?", (operation_id,))


def end_doubt_of_receipt(db: Database, receipt_id: str) -> None:
    """The slip with that id was given."""
    db.execute("UPDATE outbox SET is_in_doubt = 0 WHERE receipt_id = ?", (receipt_id,))


def doubt_interrupted(db: Database) -> None:
    """At the start of the program: what a kill or a power cut left without a slip."""
    db.execute(
        """UPDATE outbox SET is_in_doubt = 1 WHERE is_in_doubt = 0
            AND operation_id IN (SELECT operation_id FROM redemption_without_slip)"""
    )


def unsettled_redemption(db: Database, guest_id: str) -> str | None:
    """The redemption of that guest (or of an alias of his) which nobody has settled.

    One in doubt, or one the server has not answered for; None when there is none.
    """
    row = db.execute(
        """SELECT operation_id FROM redemption_without_slip
        WHERE guest_id IN (SELECT ? UNION SELECT guest_id FROM guest WHERE alias_of = ?)
          AND (is_in_doubt = 1 OR state <> 'acked')
        ORDER BY seq LIMIT 1""",
        (guest_id, guest_id),
    ).fetchone()
    return str(row[0]) if row else None
