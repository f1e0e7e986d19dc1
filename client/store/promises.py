"""Operations that change no balance here, and yet the guest went home with what they promise.

The server has them and has not decided: parked, or set aside until its upgrade. Or it knew the
person already, and this till has still to be told by what name.
"""

from sqlite_utils import Database

from shared.operations.bodies import OperationBody, parse_body


def promising_bodies(db: Database, guest_id: str) -> list[OperationBody]:
    """Those of this device about the guest, or about an alias of his, in their order."""
    rows = db.execute(
        """SELECT body FROM outbox
        WHERE guest_id IN (SELECT ?1 UNION SELECT guest_id FROM guest WHERE alias_of = ?1)
            AND (outcome_status IN ('parked', 'quarantined') OR EXISTS
                (SELECT 1 FROM guest merged
                WHERE merged.guest_id = operation_id AND merged.alias_of IS NOT NULL))
        ORDER BY rowid""",
        (guest_id,),
    )
    return [parse_body(text) for (text,) in rows.fetchall()]
