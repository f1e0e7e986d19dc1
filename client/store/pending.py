"""What this till did about a guest, and the replica does not show yet (S9).

Must not know what it does to his card: ``client.till.overlay``.
"""

import json
from collections.abc import Sequence

from sqlite_utils import Database

from client.store.outbox import OutboxRow, found_rows


def pending_for_guest(db: Database, guest_id: str, *, card_id: str) -> list[OutboxRow]:
    """Operations of the guest (or of an alias of his) that the replica does not show yet.

    Unanswered ones, and booked ones that neither the card (the one that counts here) nor a whole
    reading of the feed shows yet: a page may end before the card, whose place moves on with every
    change. Never a refused or a parked one, nor a registration that turned out to be of a guest who
    was there already; nor a lease given back, which changes no balance (S9).
    """
    return found_rows(
        db,
        """SELECT outbox.* FROM outbox JOIN me
        WHERE guest_id IN (SELECT ?1 UNION SELECT guest_id FROM guest WHERE alias_of = ?1)
          AND kind <> 'lease_release'
          AND (state <> 'acked' OR (outcome_status IN ('applied', 'adjusted')
            AND feed_seq > me.shown_seq
            AND feed_seq > coalesce((SELECT feed_seq FROM card WHERE card_id = ?2), 0)
            AND operation_id NOT IN (SELECT guest_id FROM guest WHERE alias_of IS NOT NULL)))
        ORDER BY outbox.rowid""",
        guest_id,
        card_id,
    )


def guests_at_work(db: Database, guest_ids: Sequence[str]) -> frozenset[str]:
    """Those of ``guest_ids`` about whom, or about an alias of whom, this till ever did anything.

    Of the others nothing is pending.
    """
    rows = db.conn.execute(
        """SELECT guest_id FROM outbox WHERE guest_id IN (SELECT value FROM json_each(?1))
        UNION SELECT alias_of FROM guest WHERE alias_of IN (SELECT value FROM json_each(?1))
            AND EXISTS (SELECT 1 FROM outbox WHERE outbox.guest_id = guest.guest_id)""",
        (json.dumps(guest_ids),),
    )
    return frozenset(guest_id for (guest_id,) in rows)
