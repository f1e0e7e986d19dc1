"""The endpoints by which a restored server learns again, and a broken till's work arrives."""

import base64
import binascii

from starlette.requests import Request
from starlette.responses import Response

from server.bodies import body_of
from server.devices.service import authenticated
from server.exchange import Endpoint, host_of, parsed, reply, signed_by
from server.recovery.announce import announce
from server.recovery.rescue import take_rescue
from server.rescue_keys import RescueUnreadable
from shared.sync.messages import AnnounceReply, AnnounceRequest
from shared.sync.rescue import RescueDelivery, RescueReply

ANNOUNCE_BYTES_MAX = 2 * 1024 * 1024
DELIVERY_BYTES_MAX = 12 * 1024 * 1024


async def announce_device(request: Request) -> Response:
    """Leases and the end of a replay in, whether the fence still stands out."""
    host = host_of(request)
    body = await body_of(request, limit_bytes=ANNOUNCE_BYTES_MAX)
    claim, message = signed_by(request, body=body), parsed(body, AnnounceRequest)
    answer = await host.database.write(
        lambda conn: announce(conn, message, claim, now_ms=host.clock.now_ms(), chance=host.chance)
    )
    return reply(answer)


async def deliver_rescue(request: Request) -> Response:
    """Another till's sealed packet in, what became of its operations out.

    It is long, so whoever brings it is believed before it is parsed.
    """
    host = host_of(request)
    body = await body_of(request, limit_bytes=DELIVERY_BYTES_MAX)
    claim = signed_by(request, body=body)
    await host.database.read(lambda conn: authenticated(conn, claim))
    message = parsed(body, RescueDelivery)
    try:
        sealed = base64.b64decode(message.packet, validate=True)
    except binascii.Error as error:
        raise RescueUnreadable from error
    answer = await host.database.write(
        lambda conn: take_rescue(
            conn,
            sealed,
            authenticated(conn, claim).tenant_id,
            now_ms=host.clock.now_ms(),
            chance=host.chance,
        )
    )
    return reply(answer)


_REFUSALS = ("signature_invalid", "device_revoked", "sequence_gap")

ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        method="POST",
        path="/api/v1/sync/announce",
        handler=announce_device,
        summary="Tell a restored server of leases, and that all was sent again",
        request=AnnounceRequest,
        reply=AnnounceReply,
        refusals=_REFUSALS,
        is_signed=True,
    ),
    Endpoint(
        method="POST",
        path="/api/v1/sync/rescue",
        handler=deliver_rescue,
        summary="Deliver the sealed rescue packet of another till; again is the same as once",
        request=RescueDelivery,
        reply=RescueReply,
        refusals=(*_REFUSALS, "fork", "rescue_unreadable"),
        is_signed=True,
    ),
)
