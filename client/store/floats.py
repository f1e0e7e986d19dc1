"""House float: redeemed points no lease covered, that the house vouches for (design §6).

Counted from the operations themselves, so no counter can drift from them.
"""

from sqlite_utils import Database

_FLOATS = """SELECT coalesce(sum(json_extract(body, '$.float_points')), 0) FROM outbox
    WHERE kind = 'redeem' AND coalesce(outcome_status, '') <> 'rejected'"""


def unanswered_of_guest(db: Database, guest_id: str) -> int:
    """Float given to the guest (or an alias of his) since the server answered last."""
    return _sum(
        db,
        """state <> 'acked'
        AND guest_id IN (SELECT ? UNION SELECT guest_id FROM guest WHERE alias_of = ?)""",
        guest_id,
        guest_id,
    )


def since(db: Database, moment_ms: int) -> int:
    """Float this device gave from that moment on."""
    return _sum(db, "occurred_at_ms >= ?", moment_ms)


def _sum(db: Database, condition: str, *parameters: str | int) -> int:
    row = db.execute(f"{_FLOATS} AND {condition}", parameters).fetchone()  # our own text
    return int(row[0])
