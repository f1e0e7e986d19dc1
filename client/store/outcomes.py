"""What the server said of our operations, written down beside them."""

from sqlite_utils import Database

from client.store import leases
from client.store.guests import set_alias, set_refused
from client.store.me import begin_replica, me_of, move_horizon, set_acked
from shared.domain.errors import NotCancellable
from shared.sync.messages import Outcome, PushReply

_TELLS_A_PERSON = frozenset({"rejected", "quarantined"})
_ADJUSTED_FOR_A_PERSON = frozenset(
    {"cancel_shortfall", "points_differ", "code_changed", "house_loss"}
)
"""A slip that says other points than were booked; a printed card whose code is another's."""


def record_reply(db: Database, reply: PushReply, *, at_ms: int) -> None:
    """Keeps a verified acknowledgement word for word and moves its operations on.

    The server may have more than this reply answers for (an earlier reply was lost): what has no
    outcome yet is not acked, and is asked for again.
    The private part of an operation is erased once it is final and in a verified backup of the
    server: until then a restored server needs it again (P8).
    """
    cursor = db.execute(
        "INSERT INTO acknowledgement (received_at_ms, reply) VALUES (?, ?)",
        (at_ms, reply.model_dump_json()),
    )
    for outcome in reply.outcomes:
        _record(db, outcome, epoch=reply.epoch, ack_id=cursor.lastrowid)
    me = me_of(db)
    answered = max((outcome.seq for outcome in reply.outcomes), default=me.acked)
    stable = max(me.stable, reply.stable)
    set_acked(db, acked=min(reply.have, answered), stable=stable)
    leases.forget_closed(db)
    db.execute(
        """UPDATE outbox SET private = NULL WHERE epoch = ? AND seq <= ? AND private IS NOT NULL
            AND outcome_status IN ('applied', 'adjusted', 'rejected')""",
        (reply.epoch, stable),
    )


def rewind(db: Database, want: int) -> None:
    """The server asks for ``want`` next: what it had answered for after that it has lost.

    Those operations have no outcome any more and are sent again.
    """
    me = me_of(db)
    assert 1 <= want <= me.last_seq + 1
    set_acked(db, acked=want - 1, stable=min(me.stable, want - 1))
    db.execute(
        """UPDATE outbox SET state = 'sent', outcome_status = NULL, outcome = NULL,
            feed_seq = NULL, ack_id = NULL, needs_attention = 0
        WHERE state = 'acked' AND epoch = ? AND seq >= ?""",
        (me.epoch, want),
    )


def begin_server_epoch(db: Database, server_epoch: int) -> None:
    """The server begins a new life: its feed is read anew, places in the old one mean nothing.

    It may be restored from a backup (P8), so it is asked once more for the last operation it
    answered for: one that has lost some says which it wants.
    """
    begin_replica(db, server_epoch)
    move_horizon(db, 0, server_ms=0, is_feed_read=False)
    db.execute("UPDATE outbox SET feed_seq = NULL WHERE feed_seq IS NOT NULL")
    me = me_of(db)
    asked_from = max(0, me.acked - 1)
    set_acked(db, acked=asked_from, stable=min(me.stable, asked_from))


def ask_again_for_parked(db: Database, guest_id: str) -> None:
    """The server tells of the guest whom parked operations waited for: it has decided them now."""
    me = me_of(db)
    (first,) = db.execute(
        """SELECT min(seq) FROM outbox WHERE outcome_status = 'parked' AND epoch = ?
            AND guest_id IN (SELECT ? UNION SELECT guest_id FROM guest WHERE alias_of = ?)""",
        (me.epoch, guest_id, guest_id),
    ).fetchone()
    if first is not None and first <= me.acked:
        set_acked(db, acked=first - 1, stable=min(me.stable, first - 1))


def outcome_of(db: Database, operation_id: str) -> Outcome | None:
    """What the server said of the operation, or None while it has not."""
    row = db.execute(
        "SELECT outcome FROM outbox WHERE operation_id = ?", (operation_id,)
    ).fetchone()
    return Outcome.model_validate_json(row[0]) if row and row[0] else None


def _record(db: Database, outcome: Outcome, *, epoch: int, ack_id: int | None) -> None:
    changed = db.execute(
        """UPDATE outbox SET state = 'acked', outcome_status = :status, outcome = :outcome,
            feed_seq = :feed_seq, ack_id = :ack_id,
            needs_attention = :needs_attention AND kind <> 'lease_release',
            is_in_doubt = is_in_doubt AND NOT :is_refused
        WHERE epoch = :epoch AND seq = :seq AND operation_id = :operation_id""",
        {
            "status": outcome.status,
            "outcome": outcome.model_dump_json(exclude_none=True),
            "feed_seq": outcome.feed_seq,
            "ack_id": ack_id,
            "needs_attention": _needs_attention(outcome),
            "is_refused": outcome.status in _TELLS_A_PERSON,
            "epoch": epoch,
            "seq": outcome.seq,
            "operation_id": outcome.operation_id,
        },
    ).rowcount
    assert changed == 1, "an outcome of an operation that is not in its place here"
    _record_about_guest(db, outcome)
    if outcome.status == "rejected":
        leases.credit_back(db, outcome.operation_id)
        leases.close_lease(db, outcome.operation_id)


def _record_about_guest(db: Database, outcome: Outcome) -> None:
    """Only a registration shares its id with a guest born here; for others nothing matches."""
    survivor = outcome.data.get("survivor_guest_id")
    if outcome.status == "rejected":
        set_refused(db, outcome.operation_id)
    elif isinstance(survivor, str) and survivor != outcome.operation_id:
        set_alias(db, outcome.operation_id, survivor_id=survivor)


def _needs_attention(outcome: Outcome) -> bool:
    if outcome.status == "adjusted":
        return outcome.code in _ADJUSTED_FOR_A_PERSON
    if outcome.code == NotCancellable.code and outcome.data.get("reason") == "refused":
        return False  # what should have been taken back was never booked
    return outcome.status in _TELLS_A_PERSON
