"""What stands between the network and every endpoint: the gate, and packing for who can unpack.

Must not know what an endpoint does.
"""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from server.access import SignatureInvalid
from server.bodies import (
    JSON,
    ZSTD,
    BodyNotPacked,
    BodyTooLarge,
    BodyTooSlow,
    MediaTypeUnsupported,
    body_bytes,
)
from server.exchange import (
    Endpoint,
    JsonInvalid,
    MessageInvalid,
    VersionUnsupported,
    address_of,
    claimed_device,
    host_of,
)
from shared.sync.packing import PACKED_FROM_BYTES, packed

WRONG = (
    BodyNotPacked,
    BodyTooLarge,
    BodyTooSlow,
    JsonInvalid,
    MediaTypeUnsupported,
    MessageInvalid,
    SignatureInvalid,
    VersionUnsupported,
)
"""Refused before anybody was believed to be who he says, or because he was not."""

BYTES_OF_ONE_WRONG = 64 * 1024
"""A few bytes may unpack to megabytes, parsed before anybody is believed: they weigh more."""

Handler = Callable[[Request], Awaitable[Response]]


def behind_door(endpoint: Endpoint) -> Handler:
    """The endpoint's handler as the router calls it.

    Where nothing is signed a claim is worth nothing: all of one address are one sender.
    """
    is_signed = endpoint.is_signed or SignatureInvalid.code in endpoint.refusals

    async def answer(request: Request) -> Response:
        gate, address = host_of(request).gate, address_of(request)
        claimed = claimed_device(request) if is_signed else None

        def weight() -> int:
            return 1 + body_bytes(request) // BYTES_OF_ONE_WRONG

        with gate.passage(claimed, address=address, wrong=WRONG, weight=weight):
            response = await endpoint.handler(request)
        if response.media_type == JSON and _may_pack(request, response):
            _pack(response)
        return response

    return answer


def _may_pack(request: Request, response: Response) -> bool:
    if len(response.body) < PACKED_FROM_BYTES:
        return False
    accepted = request.headers.get("accept-encoding", "").lower()
    return ZSTD in (part.strip() for part in accepted.split(","))


def _pack(response: Response) -> None:
    response.body = packed(bytes(response.body))
    response.headers["content-encoding"] = ZSTD
    response.headers["content-length"] = str(len(response.body))
    response.headers["vary"] = "Accept-Encoding"
