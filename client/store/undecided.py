"""Operations that the server has and has not decided: parked, or set aside until its upgrade.

They change no balance, but the guest went home with what their slips promise.
"""

from sqlite_utils import Database

from shared.operations.bodies import OperationBody, parse_body


def undecided_bodies(db: Database, guest_id: str) -> list[OperationBody]:
    """Those of this device about the guest, or about an alias of his, in their order."""
    rows = db.execute(
        """SELECT body FROM outbox WHERE outcome_status IN ('parked', 'quarantined')
            AND guest_id IN (SELECT ?1 UNION SELECT guest_id FROM guest WHERE alias_of = ?1)
        ORDER BY rowid""",
        (guest_id,),
    )
    return [parse_body(text) for (text,) in rows.fetchall()]
