"""One push: the oldest unanswered operations out, their signed outcomes in and written down."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, takewhile

from sqlite_utils import Database

from client.clock import Moment
from client.store.me import Me, me_of, move_horizon, note_contact
from client.store.outbox import OperationState, OutboxRow, asked_again, mark_sent, waiting
from client.store.outcomes import record_reply
from client.store.replay import begin_server_epoch, past_to_replay
from client.sync.errors import ProtocolTrouble, RequestRefused
from client.sync.keys import DeviceKey, is_signed
from client.sync.line import Identity, Line
from shared.operations.chain import operation_id_of
from shared.operations.encode import to_millis
from shared.sync.messages import (
    PushedOperation,
    PushReply,
    PushRequest,
    push_signing_text,
    signing_text,
)

_ENVELOPE_BYTES = 2 * 1024
"""What surrounds the operations of a request, generously."""


@dataclass(frozen=True, slots=True)
class _Run:
    """What one request carries: operations of one epoch, answered for by one acknowledgement."""

    me: Me
    rows: list[OutboxRow]
    proof: PushReply | None
    """Where the server is restored: what it once said of them, in its own words."""


async def push_once(line: Line, identity: Identity, limit: int) -> PushReply | None:
    """Sends up to ``limit`` operations and records what became of them; None when none wait.

    Raises the troubles of ``Transport``; then the operations simply still wait.
    """
    bytes_max = line.transport.push_bytes_max(identity.peer)
    run = await line.store.read(lambda db: _next_run(db, limit, bytes_max))
    if not run.rows:
        return None
    request = signed_push(
        run.me, run.rows, key=identity.peer.key, nonce=line.chance.salt(), proof=run.proof
    )
    if any(row.state is OperationState.DURABLE for row in run.rows):
        await line.store.write(lambda db: mark_sent(db, run.rows[-1].seq), from_reserve=True)
    reply = await line.transport.push(identity.peer, request)
    _check(reply, request, run.me)
    moment = line.clock.moment()
    await line.store.write(lambda db: _record(db, reply, moment), from_reserve=True)
    return reply


def _next_run(db: Database, limit: int, bytes_max: int) -> _Run:
    """Earlier epochs first: the first operation of a newer one ends them at the server."""
    me, past = me_of(db), past_to_replay(db)
    if past is None:
        rows = waiting(db, limit)
        first = me.acked + 1
    else:
        rows = asked_again(db, limit, epoch=past.epoch, first=past.replay_from)
        first = past.replay_from
    proof = proof_of(db, rows[0].ack_id) if rows else None
    room = bytes_max - (len(proof.model_dump_json()) if proof else 0)
    run = _fitting(list(_of_one_answer(rows)), room)
    assert [row.seq for row in run] == list(range(first, first + len(run)))
    return _Run(me, run, proof)


def _of_one_answer(rows: list[OutboxRow]) -> Iterator[OutboxRow]:
    return takewhile(lambda row: row.ack_id == rows[0].ack_id, rows)


def proof_of(db: Database, ack_id: int | None) -> PushReply | None:
    """The acknowledgement with that number, in the server's own words."""
    row = db.execute("SELECT reply FROM acknowledgement WHERE ack_id = ?", (ack_id,)).fetchone()
    return PushReply.model_validate_json(row[0]) if row else None


def signed_push(
    me: Me, rows: Sequence[OutboxRow], *, key: DeviceKey, nonce: str, proof: PushReply | None
) -> PushRequest:
    """The request that carries ``rows``, a run of one epoch."""
    unsigned = PushRequest(
        nonce=nonce,
        device_id=me.device_id,
        epoch=rows[0].epoch,
        cursor=me.cursor,
        operations=tuple(_pushed(row) for row in rows),
        head=rows[-1].link.hex(),
        proof=proof,
    )
    signature = key.sign(push_signing_text(unsigned, me.tenant_id))
    return unsigned.model_copy(update={"signature": signature})


def _fitting(rows: list[OutboxRow], bytes_max: int) -> list[OutboxRow]:
    """As many rows, from the first, as one request may carry; always at least one."""
    room = bytes_max - _ENVELOPE_BYTES
    sizes = accumulate(len(_pushed(row).model_dump_json().encode()) + 1 for row in rows)
    fitting = sum(1 for _ in takewhile(lambda size: size <= room, sizes))
    return rows[: max(1, fitting)]


def _pushed(row: OutboxRow) -> PushedOperation:
    """Under the id of its place; papers go on calling it by its first one."""
    return PushedOperation(
        seq=row.seq, operation_id=operation_id_of(row.link), body=row.text, private=row.private
    )


def _check(reply: PushReply, request: PushRequest, me: Me) -> None:
    """Raises ``ProtocolTrouble`` unless the reply is our server's answer to this very request."""
    if (reply.nonce, reply.device_id, reply.epoch) != (
        request.nonce,
        request.device_id,
        request.epoch,
    ):
        raise ProtocolTrouble("an answer to another request")
    if not is_signed(
        signing_text(reply), signature=reply.signature, public_key=me.server_public_key
    ):
        raise ProtocolTrouble("the signature is not our server's")
    if reply.epoch == me.epoch and reply.have > me.last_seq:
        raise RequestRefused(409, "fork", {"have": reply.have})
    sent = [(each.seq, each.operation_id) for each in request.operations if each.seq <= reply.have]
    is_undecided = reply.have == request.operations[0].seq - 1
    told = [(each.seq, each.operation_id) for each in reply.outcomes]
    if sent != told or not (sent or is_undecided):
        raise ProtocolTrouble("not the outcomes of what was sent")
    if reply.have == request.operations[-1].seq and reply.head != request.head:
        raise RequestRefused(409, "fork", {"have": reply.have})


def _record(db: Database, reply: PushReply, moment: Moment) -> None:
    if reply.server_epoch != me_of(db).cursor.server_epoch:
        begin_server_epoch(db, reply.server_epoch)
    record_reply(db, reply, at_ms=max(0, to_millis(moment.at)))
    note_contact(db, server_ms=reply.server_time_ms, moment=moment)
    move_horizon(db, reply.horizon_ms, server_ms=reply.server_time_ms, is_feed_read=False)
