"""The two endpoints of the sync protocol: push and changes."""

from typing import Annotated

from pydantic import BaseModel, Field
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from server.access import SignatureInvalid, check_signature
from server.books import Books
from server.devices.service import Device, believed, enrolled_facts
from server.exchange import (
    Endpoint,
    claimed_device,
    host_of,
    message_of,
    query_of,
    reply,
    signed_by,
    version_read_by,
)
from server.leases.contacts import hear, is_contact_due
from server.sync.changes import changes
from server.sync.events import MEDIA_TYPE as EVENT_STREAM
from server.sync.events import listen
from server.sync.push import push
from shared.domain.ids import DeviceId, TenantId
from shared.sync.messages import (
    CHANGES_LIMIT_DEFAULT,
    CHANGES_LIMIT_MAX,
    PUSH_BYTES_MAX,
    ChangesReply,
    Cursor,
    Epoch,
    PushReply,
    PushRequest,
    Seq,
    push_signing_text,
)


class ChangesQuery(BaseModel):
    """After which place of the feed, and how many changes at most."""

    server_epoch: Epoch = 0
    seq: Seq = 0
    limit: Annotated[int, Field(ge=1, le=CHANGES_LIMIT_MAX)] = CHANGES_LIMIT_DEFAULT


async def push_operations(request: Request) -> Response:
    """A signed run of operations in, the signed acknowledgement out."""
    host = host_of(request)
    message = await message_of(request, PushRequest, limit_bytes=PUSH_BYTES_MAX)
    device_id, tenant_id = await _believed(request, message)
    reads = version_read_by(request)
    async with host.turns.turn(tenant_id, device_id):
        answer = await host.database.write(
            lambda conn: push(
                conn, message, now_ms=host.clock.now_ms(), chance=host.chance, reads=reads
            )
        )
    return reply(answer)


async def _believed(request: Request, message: PushRequest) -> tuple[DeviceId, TenantId]:
    """Who pushes, his signature checked, so that nobody waits in line in another's name.

    Raises ``SignatureInvalid``.
    """
    host = host_of(request)
    device_id = DeviceId(message.device_id)
    if claimed_device(request) not in (None, device_id):
        raise SignatureInvalid
    enrolled = await host.roster.enrolled(
        device_id, lambda: host.database.read(lambda conn: enrolled_facts(conn, device_id))
    )
    text = push_signing_text(message, enrolled.tenant_id)
    check_signature(enrolled.public_key, text=text, signature=message.signature)
    return device_id, enrolled.tenant_id


async def pull_changes(request: Request) -> Response:
    """A page of what changed in the house.

    Now and then the device is written down first, so that the horizon it reads is durable and the
    page tells of everything that was taken back from it while it was silent.
    """
    host = host_of(request)
    claim = signed_by(request)
    query = query_of(request, ChangesQuery)
    after = Cursor(server_epoch=query.server_epoch, seq=query.seq)
    now_ms = host.clock.now_ms()

    def read(conn: Connection) -> tuple[Device, bool, ChangesReply]:
        books = Books(conn)
        reader = believed(books, claim)
        is_due = is_contact_due(books, reader, now_ms=now_ms)
        page = changes(books, reader, after=after, limit=query.limit, now_ms=now_ms)
        return reader, is_due, page

    reader, is_due, page = await host.database.read(read)
    if is_due:
        await host.database.write(
            lambda conn: hear(conn, reader, now_ms=now_ms, chance=host.chance)
        )
        _, _, page = await host.database.read(read)
    return reply(page)


ENDPOINTS = (
    Endpoint(
        method="POST",
        path="/api/v1/sync/push",
        handler=push_operations,
        summary="Deliver a run of operations; again is the same as once",
        request=PushRequest,
        reply=PushReply,
        refusals=(
            "signature_invalid",
            "device_revoked",
            "sequence_gap",
            "fork",
            "epoch_retired",
            "push_in_flight",
            "server_busy",
        ),
    ),
    Endpoint(
        method="GET",
        path="/api/v1/sync/changes",
        handler=pull_changes,
        summary="What changed after a place in the feed, as it is now",
        query=ChangesQuery,
        reply=ChangesReply,
        refusals=("signature_invalid", "device_revoked"),
        is_signed=True,
    ),
    Endpoint(
        method="GET",
        path="/api/v1/sync/events",
        handler=listen,
        summary="An open stream: an event with a cursor whenever there is something to pull",
        media_type=EVENT_STREAM,
        is_signed=True,
    ),
)
