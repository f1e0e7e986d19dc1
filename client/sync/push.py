"""One push: the oldest unanswered operations out, their signed outcomes in and written down."""

from itertools import accumulate, takewhile

from sqlite_utils import Database

from client.clock import Moment
from client.store.me import Me, me_of, move_horizon, note_contact
from client.store.outbox import OperationState, OutboxRow, mark_sent, waiting
from client.store.outcomes import begin_server_epoch, record_reply
from client.sync.errors import ProtocolTrouble, RequestRefused
from client.sync.keys import is_signed
from client.sync.line import Identity, Line
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


async def push_once(line: Line, identity: Identity, limit: int) -> PushReply | None:
    """Sends up to ``limit`` operations and records what became of them; None when none wait.

    Raises the troubles of ``Transport``; then the operations simply still wait.
    """
    me, rows = await line.store.read(lambda db: (me_of(db), waiting(db, limit)))
    run = _fitting(rows, line.transport.push_bytes_max(identity.peer))
    if not run:
        return None
    assert [row.seq for row in run] == list(range(me.acked + 1, me.acked + 1 + len(run)))
    request = _request(line, identity, me=me, run=run)
    if any(row.state is OperationState.DURABLE for row in run):
        await line.store.write(lambda db: mark_sent(db, run[-1].seq), from_reserve=True)
    reply = await line.transport.push(identity.peer, request)
    _check(reply, request, me)
    moment = line.clock.moment()
    await line.store.write(lambda db: _record(db, reply, moment), from_reserve=True)
    return reply


def _fitting(rows: list[OutboxRow], bytes_max: int) -> list[OutboxRow]:
    """As many rows, from the first, as one request may carry; always at least one."""
    room = bytes_max - _ENVELOPE_BYTES
    sizes = accumulate(len(_pushed(row).model_dump_json().encode()) + 1 for row in rows)
    fitting = sum(1 for _ in takewhile(lambda size: size <= room, sizes))
    return rows[: max(1, fitting)]


def _pushed(row: OutboxRow) -> PushedOperation:
    return PushedOperation(
        seq=row.seq, operation_id=row.operation_id, body=row.text, private=row.private
    )


def _request(line: Line, identity: Identity, *, me: Me, run: list[OutboxRow]) -> PushRequest:
    unsigned = PushRequest(
        nonce=line.chance.salt(),
        device_id=me.device_id,
        epoch=me.epoch,
        cursor=me.cursor,
        operations=tuple(_pushed(row) for row in run),
        head=run[-1].link.hex(),
    )
    signature = identity.peer.key.sign(push_signing_text(unsigned, me.tenant_id))
    return unsigned.model_copy(update={"signature": signature})


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
    if reply.have > me.last_seq:
        raise RequestRefused(409, "fork", {"have": reply.have})
    sent = [(each.seq, each.operation_id) for each in request.operations if each.seq <= reply.have]
    if not sent or sent != [(each.seq, each.operation_id) for each in reply.outcomes]:
        raise ProtocolTrouble("not the outcomes of what was sent")
    if reply.have == request.operations[-1].seq and reply.head != request.head:
        raise RequestRefused(409, "fork", {"have": reply.have})


def _record(db: Database, reply: PushReply, moment: Moment) -> None:
    if reply.server_epoch != me_of(db).cursor.server_epoch:
        begin_server_epoch(db, reply.server_epoch)
    record_reply(db, reply, at_ms=max(0, to_millis(moment.at)))
    note_contact(db, server_ms=reply.server_time_ms, moment=moment)
    move_horizon(db, reply.horizon_ms, server_ms=reply.server_time_ms, is_feed_read=False)
