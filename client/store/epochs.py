"""A new epoch: what the server does not hold is enqueued again, under its first ids (§2, §5, §9).

The till was cloned, or rolled back to an older image, or its server tells another history. What
the server holds stays in its old epoch, so that a restored server can still get it. What a restored
server lost, and can never take in its old place, keeps its outcome: a promise in the new one.
"""

from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from client.clock import Moment
from client.store.leases import move_ends
from client.store.me import UNTIL_CONTACT, Me, me_of
from client.store.notices import add_notice
from client.store.releases import release_all
from client.store.replay import UNSEEN
from client.store.rows import query
from shared.domain.ids import OperationId
from shared.operations.bodies import FirstPlace, parse_body
from shared.operations.chain import GENESIS, ChainPlace, link_hash
from shared.operations.encode import to_millis
from shared.operations.repeated import repeated_text


@dataclass(frozen=True, slots=True)
class Parting:
    """Where the server's history of an epoch, this one or an earlier one, is not this till's."""

    epoch: int
    common: int
    """Up to there it is."""


@dataclass(frozen=True, slots=True)
class _Place:
    """An operation that leaves its place."""

    epoch: int
    seq: int
    operation_id: OperationId
    body: str
    previous: str | None
    """The hash before it; None where that was forgotten."""
    is_promised: int


def begin_epoch(
    db: Database, epoch: int, *, moment: Moment, reason: str, parting: Parting | None = None
) -> int:
    """Goes on in ``epoch``; how many operations were enqueued again.

    First what the server lost behind ``parting``, in the order in which it had it, then what was
    not answered for. The leases are given back behind them, and a manager is told ``reason``. One
    transaction: a power cut leaves the old epoch or the new one.
    """
    me = me_of(db)
    parting = parting or Parting(me.epoch, me.last_seq)
    answered = _answered(db, me, parting)
    again = _places(db, me.epoch, after=answered)
    _hide(db, parting)
    if parting.epoch != me.epoch:
        promised = [place for place in again if place.is_promised]  # of epochs still earlier
        lost = _places(db, parting.epoch, after=parting.common)
        again = [*promised, *lost, *(place for place in again if not place.is_promised)]
        _cut_past(db, parting)
    _keep_past(db, me, answered=answered)
    db.execute(
        """UPDATE me SET epoch = ?, last_seq = 0, head = ?, acked = 0, stable = 0,
            pruned_to = 0, problem = NULL, leases_void_ms = ?,
            replay_to = iif(replay_to IS NULL, NULL, 0)""",
        (epoch, GENESIS.hex(), UNTIL_CONTACT),
    )
    for place in again:
        _repeat(db, me, place)
    db.execute(
        """UPDATE me SET replay_to = coalesce(
            (SELECT max(seq) FROM outbox WHERE epoch = me.epoch AND is_promised = 1), replay_to)"""
    )
    move_ends(db, me.epoch, answered=answered)
    if parting.epoch != me.epoch:
        move_ends(db, parting.epoch, answered=parting.common)
    release_all(db, moment)
    add_notice(db, reason, data={"again": len(again)}, at_ms=max(0, to_millis(moment.at)))
    return len(again)


def _answered(db: Database, me: Me, parting: Parting) -> int:
    """Up to where this epoch stays as it is."""
    (first,) = db.execute(
        "SELECT min(seq) FROM outbox WHERE epoch = ? AND (outcome IS NULL OR is_promised = 1)",
        (me.epoch,),
    ).fetchone()
    answered = me.last_seq if first is None else int(first) - 1
    return min(answered, parting.common) if parting.epoch == me.epoch else answered


def _places(db: Database, epoch: int, *, after: int) -> list[_Place]:
    rows = query(
        db,
        """SELECT epoch, seq, operation_id, body, is_promised, (SELECT hash FROM outbox AS before
            WHERE before.epoch = outbox.epoch AND before.seq = outbox.seq - 1) AS previous
        FROM outbox WHERE epoch = ? AND seq > ? ORDER BY seq""",
        (epoch, after),
    )
    return [_Place(**row) for row in rows]


def _hide(db: Database, parting: Parting) -> None:
    """What the server lost no replica shows."""
    db.execute(
        """UPDATE outbox SET feed_seq = ?
        WHERE epoch = ? AND seq > ? AND outcome_status IN ('applied', 'adjusted', 'rejected')""",
        (UNSEEN, parting.epoch, parting.common),
    )


def _cut_past(db: Database, parting: Parting) -> None:
    """Of an earlier epoch only what the server holds too is left."""
    db.execute(
        """UPDATE past_epoch SET acked = :common,
            replay_from = iif(replay_from <= :common, replay_from, NULL)
        WHERE epoch = :epoch""",
        {"common": parting.common, "epoch": parting.epoch},
    )
    db.execute("DELETE FROM past_epoch WHERE acked = 0")


def _keep_past(db: Database, me: Me, *, answered: int) -> None:
    """What the server is still to be asked about of the old epoch is asked before the new one."""
    if not answered:
        return
    db.execute(
        """INSERT INTO past_epoch (epoch, place, acked, stable, replay_from, pruned_to)
        VALUES (?, (SELECT coalesce(max(place), 0) + 1 FROM past_epoch), ?, ?, ?,
            (SELECT pruned_to FROM me))""",
        (me.epoch, answered, me.stable, me.acked + 1 if me.acked < answered else None),
    )


def _repeat(db: Database, me: Me, place: _Place) -> None:
    """Moves one row to the end of the new chain."""
    assert place.previous or place.seq == 1, "the last that was answered for is never pruned"
    now = me_of(db)
    totals = parse_body(place.body).totals
    first = FirstPlace(
        epoch=place.epoch,
        seq=place.seq,
        previous=place.previous or GENESIS.hex(),
        totals=totals,
    )
    repeated = repeated_text(place.body, origin=place.operation_id, first=first, totals=totals)
    end = ChainPlace(me.tenant_id, me.device_id, now.epoch, now.last_seq + 1)
    link = link_hash(end, now.head, repeated)
    moved: dict[str, Any] = {
        "new_epoch": end.epoch,
        "new_seq": end.seq,
        "body": repeated,
        "hash": link.hex(),
        "epoch": place.epoch,
        "seq": place.seq,
    }
    db.execute(
        """UPDATE outbox SET epoch = :new_epoch, seq = :new_seq, body = :body, hash = :hash,
            state = iif(outcome IS NULL, 'durable', 'acked'), is_promised = outcome IS NOT NULL
        WHERE epoch = :epoch AND seq = :seq""",
        moved,
    )
    db.execute("UPDATE me SET last_seq = ?, head = ?", (end.seq, link.hex()))
