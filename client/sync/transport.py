"""HTTP to the server: requests in, messages or a named trouble out.

Knows addresses, headers, time limits and size limits. Must not know what the messages mean for
the till. One client for the life of the program: building one costs a fifth of a second.
"""

import asyncio
import hashlib
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Protocol, TypeVar
from urllib.parse import urlencode

import httpx

from client.ids import Chance
from client.sync.errors import ProtocolTrouble, RequestRefused, ServerTrouble, ServerUnreachable
from client.sync.hints import hints_of
from client.sync.keys import DeviceKey
from shared.sync.messages import (
    ChangesReply,
    Cursor,
    EnrolReply,
    EnrolRequest,
    LeaseReply,
    LeaseRequest,
    Message,
    Problem,
    PushReply,
    PushRequest,
    request_signing_text,
)

CONNECT_TIMEOUT_SECONDS = 5.0
READ_TIMEOUT_SECONDS = 15.0
REQUEST_SECONDS_MAX = 60.0
"""A server that drips bytes does not hold the till longer than this."""
SILENCE_SECONDS_MAX = 60.0
"""An event stream that shows no sign of life for so long is dead: two heartbeats are missing."""
REPLY_BYTES_MAX = 16 * 1024 * 1024
RETRY_AFTER_MAX_SECONDS = 300.0

_ENROL = "/api/v1/devices/enrol"
_PUSH = "/api/v1/sync/push"
_CHANGES = "/api/v1/sync/changes"
_LEASES = "/api/v1/leases"
_EVENTS = "/api/v1/sync/events"
_SERVER_TROUBLE = frozenset({408, 425, 429})
_SERVER_ERROR = 500
_OK = 200

M = TypeVar("M", bound=Message)


@dataclass(frozen=True, slots=True)
class Peer:
    """Both ends of the wire: the server's address, and who asks."""

    server_url: str
    device_id: str
    key: DeviceKey


class Transport(Protocol):
    """What the engine needs of the network.

    Every method raises ``ServerUnreachable``, ``ServerTrouble``, ``ProtocolTrouble`` or
    ``RequestRefused``.
    """

    async def enrol(self, server_url: str, request: EnrolRequest) -> EnrolReply:
        """A new device presents itself."""

    async def push(self, peer: Peer, request: PushRequest) -> PushReply:
        """A run of operations, signed already."""

    async def changes(self, peer: Peer, cursor: Cursor, *, limit: int) -> ChangesReply:
        """The next page of the feed."""

    async def leases(self, peer: Peer, request: LeaseRequest) -> LeaseReply:
        """Points of a guest to spend."""

    async def close(self) -> None:
        """Lets the connections go."""


class HttpTransport:
    """The transport of the product."""

    def __init__(
        self,
        chance: Chance,
        *,
        request_seconds_max: float = REQUEST_SECONDS_MAX,
        network: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """``network`` carries the requests; None is this machine's own."""
        self._chance = chance
        self._request_seconds_max = request_seconds_max
        self._http = httpx.AsyncClient(
            timeout=httpx.Timeout(READ_TIMEOUT_SECONDS, connect=CONNECT_TIMEOUT_SECONDS),
            limits=httpx.Limits(max_connections=4, keepalive_expiry=30),
            trust_env=False,
            transport=network,
        )

    async def enrol(self, server_url: str, request: EnrolRequest) -> EnrolReply:
        """See ``Transport``."""
        return await self._post(server_url + _ENROL, request, EnrolReply)

    async def push(self, peer: Peer, request: PushRequest) -> PushReply:
        """See ``Transport``."""
        return await self._post(peer.server_url + _PUSH, request, PushReply)

    async def changes(self, peer: Peer, cursor: Cursor, *, limit: int) -> ChangesReply:
        """See ``Transport``."""
        target = f"{_CHANGES}?{urlencode(cursor.model_dump() | {'limit': limit})}"
        request = self._http.build_request(
            "GET", peer.server_url + target, headers=self._authorization(peer, target)
        )
        return await self._send(request, ChangesReply)

    async def leases(self, peer: Peer, request: LeaseRequest) -> LeaseReply:
        """See ``Transport``."""
        content = request.model_dump_json(exclude_none=True).encode()
        signed = self._authorization(peer, _LEASES, method="POST", body=content)
        return await self._send(
            self._http.build_request(
                "POST",
                peer.server_url + _LEASES,
                content=content,
                headers=signed | {"Content-Type": "application/json"},
            ),
            LeaseReply,
        )

    async def events(self, peer: Peer) -> AsyncGenerator[Cursor | None]:
        """See ``client.sync.events.EventSource``."""
        request = self._http.build_request(
            "GET",
            peer.server_url + _EVENTS,
            headers=self._authorization(peer, _EVENTS),
            timeout=httpx.Timeout(SILENCE_SECONDS_MAX, connect=CONNECT_TIMEOUT_SECONDS),
        )
        with _troubles():
            async with self._answered(request) as response:
                if response.status_code != _OK:
                    raise _trouble(response.status_code, response.headers, await _body(response))
                async for hint in hints_of(response.aiter_bytes()):
                    yield hint

    async def close(self) -> None:
        """See ``Transport``."""
        await self._http.aclose()

    def _authorization(
        self, peer: Peer, target: str, *, method: str = "GET", body: bytes = b""
    ) -> dict[str, str]:
        nonce = self._chance.salt()
        text = request_signing_text(
            method=method, target=target, nonce=nonce, body_sha256=hashlib.sha256(body).hexdigest()
        )
        value = (
            f'MaxLoyalty-Device device_id="{peer.device_id}", nonce="{nonce}",'
            f' signature="{peer.key.sign(text)}"'
        )
        return {"Authorization": value}

    async def _post(self, url: str, message: Message, expected: type[M]) -> M:
        request = self._http.build_request(
            "POST",
            url,
            content=message.model_dump_json(exclude_none=True),
            headers={"Content-Type": "application/json"},
        )
        return await self._send(request, expected)

    async def _send(self, request: httpx.Request, expected: type[M]) -> M:
        with _troubles():
            async with asyncio.timeout(self._request_seconds_max), self._answered(request) as got:
                status, headers, body = got.status_code, got.headers, await _body(got)
        if status != _OK:
            raise _trouble(status, headers, body)
        try:
            return expected.model_validate_json(body)
        except ValueError as error:
            raise ProtocolTrouble(f"not a {expected.__name__}") from error

    @asynccontextmanager
    async def _answered(self, request: httpx.Request) -> AsyncIterator[httpx.Response]:
        """The answer, its body still to come."""
        response = await self._http.send(request, stream=True)
        try:
            yield response
        finally:
            await response.aclose()


async def _body(response: httpx.Response) -> bytes:
    body = bytearray()
    async for piece in response.aiter_bytes():
        body += piece
        if len(body) > REPLY_BYTES_MAX:
            raise ProtocolTrouble("the reply is too long")
    return bytes(body)


@contextmanager
def _troubles() -> Iterator[None]:
    """What the network does to a request, by its name here."""
    try:
        yield
    except (httpx.TransportError, TimeoutError) as error:
        raise ServerUnreachable(type(error).__name__) from error
    except httpx.HTTPError as error:
        raise ProtocolTrouble(type(error).__name__) from error


def _trouble(
    status: int, headers: httpx.Headers, body: bytes
) -> ServerTrouble | RequestRefused | ProtocolTrouble:
    if status >= _SERVER_ERROR or status in _SERVER_TROUBLE:
        return ServerTrouble(status, _retry_after(headers.get("Retry-After", "")))
    try:
        problem = Problem.model_validate_json(body)
    except ValueError:
        return ProtocolTrouble(f"HTTP {status}")
    return RequestRefused(status, problem.code, problem.data)


def _retry_after(text: str) -> float | None:
    """Seconds, as our server says it; a date says nothing, as either clock may be wrong."""
    return min(float(text), RETRY_AFTER_MAX_SECONDS) if text.isascii() and text.isdigit() else None
