"""Healing: a restored server is told again, a history that parted goes on in a new epoch (§5, §9).

Knows which troubles heal without a person. Must not know when the engine turns.
"""

import logging
from collections.abc import Sequence

from sqlite_utils import Database

from client.clock import Moment
from client.store.epochs import Parting, begin_epoch
from client.store.keepsakes import keepsakes
from client.store.leases import signed_leases
from client.store.me import me_of
from client.store.notices import add_notice
from client.store.replay import (
    PastEpoch,
    is_all_sent,
    look_back,
    note_announced,
    past_to_replay,
    pruned_to,
    rewind,
    rewind_past,
    set_past,
)
from client.sync.errors import RequestRefused
from client.sync.line import Identity, Line
from shared.operations.encode import to_millis
from shared.sync.messages import AnnounceReply, AnnounceRequest

EPOCH_BYTES = 4
LEASES_AT_ONCE = 2_000
"""In one message to the server: well below the length that it reads."""
ROLLED_BACK, LOST, RESTORED = "rolled_back", "operations_lost", "server_restored"
_PARTED = frozenset({"fork", "epoch_retired"})
_UNKNOWN_DEVICE = "signature_invalid"

log = logging.getLogger(__name__)


async def announce_once(line: Line, identity: Identity) -> AnnounceReply:
    """Tells the server of what was kept first, and once more when everything was sent again.

    Raises the troubles of ``Transport``; then all is told again, which adds nothing.
    """
    pieces = await line.store.read(_announcement)
    reply = await _told(line, identity, pieces)
    has_told_all = pieces[-1].replayed_to is not None
    await line.store.write(
        lambda db: note_announced(db, reply.server_epoch, has_told_all=has_told_all),
        from_reserve=True,
    )
    return reply


async def _told(line: Line, identity: Identity, pieces: Sequence[AnnounceRequest]) -> AnnounceReply:
    """The last answer, or the first of a server that has begun another life."""
    first, *others = pieces
    reply = await line.transport.announce(identity.peer, first)
    for each in others:
        if reply.server_epoch != each.server_epoch:
            break
        reply = await line.transport.announce(identity.peer, each)
    return reply


def _announcement(db: Database) -> list[AnnounceRequest]:
    """At least one piece; that all was sent again is told when all that was kept has been."""
    me = me_of(db)
    bare = AnnounceRequest(
        server_epoch=me.cursor.server_epoch, epoch=me.epoch, certificate=me.certificate
    )
    if is_all_sent(db, me):
        return [bare.model_copy(update={"replayed_to": me.replay_to})]
    leases = signed_leases(db)
    pieces = [
        bare.model_copy(update={"leases": leases[start : start + LEASES_AT_ONCE]})
        for start in range(0, max(1, len(leases)), LEASES_AT_ONCE)
    ]
    return [pieces[0].model_copy(update={"keepsakes": keepsakes(db)}), *pieces[1:]]


async def heal(line: Line, identity: Identity, refused: RequestRefused) -> bool:
    """Whether the trouble is mended, so that the next turn may go on at once.

    Raises the troubles of ``Transport`` where mending needs the server.
    """
    if refused.problem == _UNKNOWN_DEVICE:
        await announce_once(line, identity)
        return True
    epoch = int.from_bytes(line.chance.token_bytes(EPOCH_BYTES))
    moment = line.clock.moment()
    return await line.store.write(
        lambda db: _mended(db, refused, epoch=epoch, moment=moment), from_reserve=True
    )


def _mended(db: Database, refused: RequestRefused, *, epoch: int, moment: Moment) -> bool:
    past = past_to_replay(db)
    if refused.problem == "sequence_gap":
        return _rewound(db, refused.data.get("want"), past, epoch=epoch, moment=moment)
    if refused.problem not in _PARTED:
        return False
    common = refused.data.get("common")
    if not isinstance(common, int) or common < 0:
        common = None
    if common is not None and look_back(db, common):
        return True
    me = me_of(db)
    parting = _parting(db, past.epoch if past else me.epoch, common, moment=moment)
    if past is not None and (parting is None or parting.common >= past.acked):
        set_past(db, past.epoch, replay_from=None)  # the server holds all it will ever hold of it
        return True
    have = refused.data.get("have")
    is_image = isinstance(have, int) and have > me.last_seq
    reason = ROLLED_BACK if is_image else refused.problem
    begin_epoch(db, epoch, moment=moment, reason=reason, parting=parting)
    return True


def _parting(db: Database, epoch: int, common: int | None, *, moment: Moment) -> Parting | None:
    """None where the server does not say. The first that is left cannot prove its place: lost."""
    if common is None:
        return None
    pruned = pruned_to(db, epoch)
    if common > pruned or not pruned:
        return Parting(epoch, common)
    _tell_lost(db, common + 1, pruned + 1, moment=moment)
    return Parting(epoch, pruned + 1)


def _rewound(
    db: Database, want: object, past: PastEpoch | None, *, epoch: int, moment: Moment
) -> bool:
    """A restored server gets what it lost at once (P8); what nobody has any more is told."""
    me = me_of(db)
    if not isinstance(want, int) or want < 1:
        return _not_mended(want)
    if past is not None:
        rewind_past(db, past, want)
        return True
    if rewind(db, want):
        return True
    if want > me.acked:
        return _not_mended(want)
    (last,) = db.execute(
        "SELECT max(seq) FROM outbox WHERE epoch = ? AND outcome IS NOT NULL", (me.epoch,)
    ).fetchone()
    _tell_lost(db, want, max(want, last or 0), moment=moment)
    begin_epoch(db, epoch, moment=moment, reason=RESTORED)
    return True


def _not_mended(want: object) -> bool:
    """No server of ours can mean such a place."""
    log.warning("the server asks for an impossible place", extra={"want": want})
    return False


def _tell_lost(db: Database, first: int, last: int, *, moment: Moment) -> None:
    """What was forgotten nobody has any more; and a chain has no holes."""
    add_notice(db, LOST, data={"from": first, "to": last}, at_ms=max(0, to_millis(moment.at)))
