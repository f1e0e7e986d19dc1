"""What a restored server has to be told again, and how far that has come (design §9).

Earlier epochs first, in their order: the first operation of a newer one ends them at the server.
"""

from dataclasses import dataclass

from sqlite_utils import Database

from client.store.me import Me, begin_replica, me_of, move_horizon, set_acked
from client.store.replica import start_anew

UNSEEN = 2**53
"""The feed's place of what the server is told again: no replica shows it yet."""

LOOK_BACK = 499
"""So many places before a doubtful one are asked about at once: a push holds them all."""


@dataclass(frozen=True, slots=True)
class PastEpoch:
    """An epoch of which the server is asked again."""

    epoch: int
    acked: int
    replay_from: int


def begin_server_epoch(db: Database, server_epoch: int) -> None:
    """The server begins a new life: its feed is read anew, places in the old one mean nothing.

    It may be restored from a backup (P8), so it is asked once more for the last operation of each
    epoch that it answered for: one that has lost some says which it wants.
    """
    begin_replica(db, server_epoch)
    start_anew(db)
    move_horizon(db, 0, server_ms=0, is_feed_read=False)
    db.execute("UPDATE outbox SET feed_seq = NULL WHERE feed_seq IS NOT NULL")
    me = me_of(db)
    db.execute("UPDATE me SET is_announced = 0, replay_to = ?", (_answered_to(db, me),))
    set_acked(db, acked=max(0, me.acked - 1), stable=0)
    db.execute("UPDATE past_epoch SET replay_from = acked, stable = 0")


def past_to_replay(db: Database) -> PastEpoch | None:
    """The earliest epoch of which the server is still to be asked."""
    row = db.execute(
        """SELECT epoch, acked, replay_from FROM past_epoch WHERE replay_from IS NOT NULL
        ORDER BY place LIMIT 1"""
    ).fetchone()
    return PastEpoch(*row) if row else None


def rewind(db: Database, want: int) -> bool:
    """The server asks for ``want`` next: it has lost what it had answered for after that.

    Those operations keep their outcomes, and the proof of them, until it answers again. False
    when they are not here any more.
    """
    me = me_of(db)
    return _rewound(db, me.epoch, want, answered=me.acked + 1) and _set(
        db, acked=want - 1, stable=0
    )


def rewind_past(db: Database, past: PastEpoch, want: int) -> None:
    """As ``rewind``, of an earlier epoch; what is not here any more is given up."""
    is_here = _rewound(db, past.epoch, want, answered=past.acked)
    set_past(db, past.epoch, replay_from=want if is_here else None)


def set_past(db: Database, epoch: int, *, replay_from: int | None) -> None:
    """From where the server is asked again of that epoch; None: of nothing more."""
    db.execute("UPDATE past_epoch SET replay_from = ? WHERE epoch = ?", (replay_from, epoch))


def look_back(db: Database, common: int) -> bool:
    """Asks from further back: at ``common`` at the latest the histories part, or before it.

    False where they part right there, or nothing earlier is here any more.
    """
    me, past = me_of(db), past_to_replay(db)
    epoch, first = (past.epoch, past.replay_from) if past else (me.epoch, me.acked + 1)
    earliest = pruned_to(db, epoch) + 1
    if first <= max(common + 1, earliest):
        return False
    first = max(earliest, common - LOOK_BACK)
    if past:
        set_past(db, epoch, replay_from=first)
    else:
        set_acked(db, acked=first - 1, stable=0)
    db.execute(
        "UPDATE outbox SET feed_seq = NULL WHERE epoch = ? AND seq >= ? AND feed_seq < ?",
        (epoch, first, UNSEEN),
    )
    return True


def pruned_to(db: Database, epoch: int) -> int:
    """Up to where the operations of that epoch were forgotten."""
    found = db.execute(
        """SELECT pruned_to FROM me WHERE epoch = ?1
        UNION SELECT pruned_to FROM past_epoch WHERE epoch = ?1""",
        (epoch,),
    ).fetchone()
    return int(found[0])


def is_announcement_due(db: Database, me: Me) -> bool:
    """Whether the server is to be told of the leases, or that all was sent again."""
    return me.replay_to is not None and (not me.is_announced or is_all_sent(db, me))


def is_all_sent(db: Database, me: Me) -> bool:
    """Whether the restored server, told of the leases before, has everything again."""
    if not me.is_announced or me.replay_to is None or me.acked < me.replay_to:
        return False
    return past_to_replay(db) is None


def note_announced(db: Database, server_epoch: int, *, has_told_all: bool) -> None:
    """The server took the announcement; in a life we have not heard of, all begins anew."""
    if server_epoch != me_of(db).cursor.server_epoch:
        begin_server_epoch(db, server_epoch)
        return
    db.execute("UPDATE me SET is_announced = 1")
    if has_told_all:
        db.execute("UPDATE me SET replay_to = NULL")


def ask_again(db: Database, guest_id: str) -> None:
    """The server tells of a guest: what it had not decided of his, it may have decided now."""
    rows = db.execute(
        """SELECT epoch, min(seq) FROM outbox
        WHERE (outcome_status IN ('parked', 'quarantined') OR feed_seq = ?)
            AND guest_id IN (SELECT ? UNION SELECT guest_id FROM guest WHERE alias_of = ?)
        GROUP BY epoch""",
        (UNSEEN, guest_id, guest_id),
    ).fetchall()
    me = me_of(db)
    for epoch, first in rows:
        if epoch != me.epoch:
            db.execute(
                """UPDATE past_epoch SET replay_from = min(coalesce(replay_from, ?1), ?1)
                WHERE epoch = ?2""",
                (first, epoch),
            )
        elif first <= me.acked:
            set_acked(db, acked=first - 1, stable=me.stable)


def _answered_to(db: Database, me: Me) -> int:
    """The last place of this epoch that was answered for, ever.

    More than what counts as acked where it was rewound first: the server says what it wants before
    it says that it begins a new life, and its fence waits for what is told here.
    """
    (answered,) = db.execute(
        "SELECT max(seq) FROM outbox WHERE epoch = ? AND outcome IS NOT NULL", (me.epoch,)
    ).fetchone()
    return max(me.acked, me.replay_to or 0, answered or 0)


def _rewound(db: Database, epoch: int, want: int, *, answered: int) -> bool:
    held = db.execute(
        "SELECT count(*) FROM outbox WHERE epoch = ? AND seq = ?", (epoch, want)
    ).fetchone()[0]
    if not held or not 1 <= want <= answered:
        return False
    db.execute(
        """UPDATE outbox SET feed_seq = ?
        WHERE epoch = ? AND seq >= ? AND outcome_status IN ('applied', 'adjusted', 'rejected')""",
        (UNSEEN, epoch, want),
    )
    return True


def _set(db: Database, *, acked: int, stable: int) -> bool:
    set_acked(db, acked=acked, stable=stable)
    return True
