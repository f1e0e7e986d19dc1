"""The endpoint by which a till asks for points it may spend."""

from starlette.requests import Request
from starlette.responses import Response

from server.bodies import body_of
from server.devices.service import authenticated
from server.exchange import Endpoint, host_of, parsed, reply, signed_by
from server.leases.service import ask
from shared.sync.messages import LeaseReply, LeaseRequest


async def ask_for_leases(request: Request) -> Response:
    """The device's leases on a guest, new ones among them, and who holds the rest."""
    host = host_of(request)
    body = await body_of(request)
    claim = signed_by(request, body=body)
    asked = parsed(body, LeaseRequest)
    answer = await host.database.write(
        lambda conn: ask(
            conn,
            authenticated(conn, claim),
            asked,
            now_ms=host.clock.now_ms(),
            chance=host.chance,
        )
    )
    return reply(answer)


ENDPOINTS = (
    Endpoint(
        method="POST",
        path="/api/v1/leases",
        handler=ask_for_leases,
        summary="Set a guest's free points aside for this till alone; again is the same as once",
        request=LeaseRequest,
        reply=LeaseReply,
        refusals=("signature_invalid", "device_revoked", "guest_unknown", "server_fenced"),
        is_signed=True,
    ),
)
