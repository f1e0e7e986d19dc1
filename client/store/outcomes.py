"""What the server said of our operations, written down beside them."""

from sqlite_utils import Database

from client.store import leases
from client.store.guests import set_alias, set_refused
from client.store.me import me_of, set_acked
from client.store.shift_reports import note_addenda
from shared.domain.errors import NotCancellable
from shared.domain.ids import LeaseId
from shared.operations.chain import operation_id_of
from shared.sync.messages import Outcome, PushReply

_DECIDED = frozenset({"applied", "adjusted", "rejected"})
_TELLS_A_PERSON = frozenset({"rejected", "quarantined"})
_ADJUSTED_FOR_A_PERSON = frozenset(
    {
        "cancel_shortfall",
        "refund_shortfall",
        "points_differ",
        "code_changed",
        "house_loss",
        "float_exceeded",
    }
)
"""A slip that says other points than were booked; a printed card whose code is another's."""


def record_reply(db: Database, reply: PushReply, *, at_ms: int) -> None:
    """Keeps a verified acknowledgement word for word and moves its operations on.

    The server may have more than this reply answers for (an earlier reply was lost): what has no
    outcome yet is not acked, and is asked for again. Nor does it answer for what a restored server
    cannot decide yet.
    The private part of an operation is erased once it is final and in a verified backup of the
    server: until then a restored server needs it again (P8).
    """
    if reply.outcomes:
        cursor = db.execute(
            "INSERT INTO acknowledgement (received_at_ms, reply) VALUES (?, ?)",
            (at_ms, reply.model_dump_json()),
        )
        for outcome in reply.outcomes:
            _record(db, outcome, epoch=reply.epoch, ack_id=cursor.lastrowid)
    _move_on(db, reply)
    seqs = [outcome.seq for outcome in reply.outcomes]
    note_addenda(db, epoch=reply.epoch, seqs=seqs, at_ms=at_ms)
    leases.forget_closed(db)
    db.execute(
        """UPDATE outbox SET private = NULL WHERE epoch = ? AND seq <= ? AND private IS NOT NULL
            AND outcome_status IN ('applied', 'adjusted', 'rejected')""",
        (reply.epoch, reply.stable),
    )


def _move_on(db: Database, reply: PushReply) -> None:
    """How far the server has answered for the epoch of the reply, this one or an earlier one."""
    me = me_of(db)
    if reply.epoch == me.epoch:
        answered = max((outcome.seq for outcome in reply.outcomes), default=me.acked)
        set_acked(db, acked=min(reply.have, answered), stable=reply.stable)
        return
    answered = max((outcome.seq for outcome in reply.outcomes), default=0)
    db.execute(
        """UPDATE past_epoch SET stable = :stable,
            replay_from = CASE WHEN :answered < acked THEN :answered + 1 END
        WHERE epoch = :epoch""",
        {"stable": reply.stable, "answered": answered, "epoch": reply.epoch},
    )


def outcome_of(db: Database, operation_id: str) -> Outcome | None:
    """What the server said of the operation, or None while it has not."""
    row = db.execute(
        "SELECT outcome FROM outbox WHERE operation_id = ?", (operation_id,)
    ).fetchone()
    return Outcome.model_validate_json(row[0]) if row and row[0] else None


def _record(db: Database, outcome: Outcome, *, epoch: int, ack_id: int | None) -> None:
    row = db.execute(
        "SELECT operation_id, hash, outcome_status FROM outbox WHERE epoch = ? AND seq = ?",
        (epoch, outcome.seq),
    ).fetchone()
    assert row, "an outcome of an operation that is not in its place here"
    operation_id, link, before = row
    assert operation_id_of(bytes.fromhex(link)) == outcome.operation_id, "another operation's"
    if before in _DECIDED and outcome.status not in _DECIDED:
        return  # a restored server has still to hear of the guest: what it once said stands (S5)
    _write(db, outcome, epoch=epoch, ack_id=ack_id)
    _record_about_guest(db, operation_id, outcome)
    if outcome.status == "rejected" and before != "rejected":
        leases.credit_back(db, operation_id)
    if outcome.status in _DECIDED and not _gives_points(outcome):
        leases.never_granted(db, LeaseId(operation_id))


def _gives_points(outcome: Outcome) -> bool:
    """Without them nothing is held under it: refused, or a second welcome of the same person."""
    effect = outcome.effect
    return effect is not None and effect.regular + effect.promo > 0


def _write(db: Database, outcome: Outcome, *, epoch: int, ack_id: int | None) -> None:
    db.execute(
        """UPDATE outbox SET state = 'acked', outcome_status = :status, outcome = :outcome,
            feed_seq = :feed_seq, ack_id = :ack_id, is_promised = 0,
            needs_attention = :needs_attention AND kind NOT IN (
                'lease_release', 'shift_open', 'shift_handover', 'shift_close'),
            is_in_doubt = is_in_doubt AND NOT :is_refused
        WHERE epoch = :epoch AND seq = :seq""",
        {
            "status": outcome.status,
            "outcome": outcome.model_dump_json(exclude_none=True),
            "feed_seq": outcome.feed_seq,
            "ack_id": ack_id,
            "needs_attention": _needs_attention(outcome),
            "is_refused": outcome.status in _TELLS_A_PERSON,
            "epoch": epoch,
            "seq": outcome.seq,
        },
    )


def _record_about_guest(db: Database, operation_id: str, outcome: Outcome) -> None:
    """Only a registration shares its id with a guest born here; for others nothing matches."""
    survivor = outcome.data.get("survivor_guest_id")
    if outcome.status == "rejected":
        set_refused(db, operation_id)
    elif isinstance(survivor, str) and survivor != operation_id:
        set_alias(db, operation_id, survivor_id=survivor)


def _needs_attention(outcome: Outcome) -> bool:
    if outcome.status == "adjusted":
        return outcome.code in _ADJUSTED_FOR_A_PERSON
    if outcome.code == NotCancellable.code and outcome.data.get("reason") == "refused":
        return False  # what should have been taken back was never booked
    return outcome.status in _TELLS_A_PERSON
