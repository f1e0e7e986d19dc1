"""A new epoch: what the server never answered for is enqueued again, under its first ids (§2, §5).

The till was cloned, or rolled back to an older image, or its server tells another history. What
was answered for stays in its old epoch, so that a restored server can still get it.
"""

from typing import Any

from sqlite_utils import Database

from client.clock import Moment
from client.store.leases import move_ends
from client.store.me import UNTIL_CONTACT, Me, me_of
from client.store.notices import add_notice
from client.store.releases import release_all
from shared.domain.ids import OperationId
from shared.operations.bodies import FirstPlace, parse_body
from shared.operations.chain import GENESIS, ChainPlace, link_hash
from shared.operations.encode import to_millis
from shared.operations.repeated import repeated_text


def begin_epoch(db: Database, epoch: int, *, moment: Moment, reason: str) -> int:
    """Goes on in ``epoch``; how many operations were enqueued again.

    The leases are given back behind them, and a manager is told ``reason``. One transaction: a
    power cut leaves the old epoch or the new one.
    """
    me = me_of(db)
    again = db.execute(
        """SELECT seq, operation_id, body FROM outbox
        WHERE epoch = ? AND outcome IS NULL ORDER BY seq""",
        (me.epoch,),
    ).fetchall()
    answered = again[0][0] - 1 if again else me.last_seq
    _keep_past(db, me, answered=answered)
    previous = _hash_at(db, me, answered)
    db.execute(
        """UPDATE me SET epoch = ?, last_seq = 0, head = ?, acked = 0, stable = 0,
            pruned_to = 0, problem = NULL, leases_void_ms = ?,
            replay_to = iif(replay_to IS NULL, NULL, 0)""",
        (epoch, GENESIS.hex(), UNTIL_CONTACT),
    )
    for seq, operation_id, text in again:
        previous = _repeat(db, me, (seq, OperationId(operation_id), text), previous=previous)
    move_ends(db, me.epoch, answered=answered)
    release_all(db, moment)
    add_notice(db, reason, data={"again": len(again)}, at_ms=max(0, to_millis(moment.at)))
    return len(again)


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


def _hash_at(db: Database, me: Me, seq: int) -> str:
    if not seq:
        return GENESIS.hex()
    row = db.execute(
        "SELECT hash FROM outbox WHERE epoch = ? AND seq = ?", (me.epoch, seq)
    ).fetchone()
    assert row, "the last that was answered for is never pruned"
    return str(row[0])


def _repeat(db: Database, me: Me, row: tuple[int, OperationId, str], *, previous: str) -> str:
    """Moves one row to the end of the new chain; its old hash, which the next one's first was."""
    seq, operation_id, text = row
    now = me_of(db)
    totals = parse_body(text).totals
    first = FirstPlace(epoch=me.epoch, seq=seq, previous=previous, totals=totals)
    repeated = repeated_text(text, origin=operation_id, first=first, totals=totals)
    place = ChainPlace(me.tenant_id, me.device_id, now.epoch, now.last_seq + 1)
    link = link_hash(place, now.head, repeated)
    old: str = db.execute(
        "SELECT hash FROM outbox WHERE epoch = ? AND seq = ?", (me.epoch, seq)
    ).fetchone()[0]
    moved: dict[str, Any] = {
        "new_epoch": place.epoch,
        "new_seq": place.seq,
        "body": repeated,
        "hash": link.hex(),
        "epoch": me.epoch,
        "seq": seq,
    }
    db.execute(
        """UPDATE outbox SET epoch = :new_epoch, seq = :new_seq, body = :body, hash = :hash,
            state = 'durable' WHERE epoch = :epoch AND seq = :seq""",
        moved,
    )
    db.execute("UPDATE me SET last_seq = ?, head = ?", (place.seq, link.hex()))
    return old
