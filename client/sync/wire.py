"""One HTTP exchange: a request out, packed for who unpacks it, and a message or a trouble back.

Knows sizes, time limits, zstd and the versions of the protocol. Must not know addresses of the
protocol or what its messages mean. One client for the life of the program.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TypeVar

import httpx

from client.store.errors import Trouble
from client.sync.errors import (
    ProtocolTrouble,
    RequestRefused,
    ServerTrouble,
    ServerUnreachable,
    VersionUnsupported,
)
from client.sync.network import Network
from shared.sync.messages import (
    FIRST_VERSION,
    PROTOCOL_HEADER,
    PROTOCOL_VERSION,
    Message,
    Problem,
    versions_of,
)
from shared.sync.packing import (
    PACKED_FROM_BYTES,
    PackingInvalid,
    UnpackedTooLarge,
    Unpacker,
    packed,
)

CONNECT_TIMEOUT_SECONDS = 5.0
READ_TIMEOUT_SECONDS = 15.0
REQUEST_SECONDS_MAX = 60.0
"""A server that drips bytes does not hold the till longer than this."""
REPLY_BYTES_MAX = 16 * 1024 * 1024
RETRY_AFTER_MAX_SECONDS = 300.0

_HEADERS = {"Accept-Encoding": "zstd", PROTOCOL_HEADER: str(PROTOCOL_VERSION)}
_SERVER_TROUBLE = frozenset({408, 425, 429})
_SERVER_ERROR = 500
_NOT_UNDERSTOOD = frozenset({400, 415, 422})
_OK = 200

M = TypeVar("M", bound=Message)


class Wire:
    """The HTTP client, and what it learnt about the servers it met."""

    def __init__(
        self, *, request_seconds_max: float, network: httpx.AsyncBaseTransport | None
    ) -> None:
        self._request_seconds_max = request_seconds_max
        self._versions: dict[str, int] = {}
        self._http = httpx.AsyncClient(
            timeout=httpx.Timeout(READ_TIMEOUT_SECONDS, connect=CONNECT_TIMEOUT_SECONDS),
            headers=_HEADERS,
            trust_env=False,
            transport=network or Network(),
        )

    def version_of(self, url: str) -> int:
        """The version of the protocol that the server behind ``url`` reads, as far as it said."""
        return self._versions.get(_server(httpx.URL(url)), FIRST_VERSION)

    async def get(self, url: str, expected: type[M], *, headers: dict[str, str]) -> M:
        """What the server answers. Raises as the methods of ``Transport`` do."""
        return await self._message(self._http.build_request("GET", url, headers=headers), expected)

    async def get_bytes(self, url: str, *, size_bytes: int, headers: dict[str, str]) -> bytes:
        """So many bytes, as they are. Raises as the methods of ``Transport`` do."""
        request = self._http.build_request(
            "GET", url, headers={**headers, "Accept-Encoding": "identity"}
        )
        with _troubles():
            async with (
                asyncio.timeout(self._request_seconds_max),
                self._answered(request) as response,
            ):
                if response.status_code != _OK:
                    raise _trouble(response, await _body(response))
                body = await _body(response, bytes_max=size_bytes)
        if len(body) != size_bytes:
            raise ProtocolTrouble("another size than was promised")
        return body

    async def post(
        self, url: str, content: bytes, expected: type[M], *, headers: dict[str, str]
    ) -> M:
        """What the server answers to ``content``. Raises as the methods of ``Transport`` do."""
        headers = headers | {"Content-Type": "application/json"}
        if self.version_of(url) >= PROTOCOL_VERSION and len(content) >= PACKED_FROM_BYTES:
            content, headers = packed(content), headers | {"Content-Encoding": "zstd"}
        request = self._http.build_request("POST", url, content=content, headers=headers)
        return await self._message(request, expected)

    @asynccontextmanager
    async def stream(
        self, url: str, *, headers: dict[str, str], silence_seconds_max: float
    ) -> AsyncIterator[AsyncIterator[bytes]]:
        """An answer that goes on and on, as it comes, unpacked by nobody."""
        timeout = httpx.Timeout(silence_seconds_max, connect=CONNECT_TIMEOUT_SECONDS)
        request = self._http.build_request("GET", url, headers=headers, timeout=timeout)
        with _troubles():
            async with self._answered(request) as response:
                if response.status_code != _OK:
                    raise _trouble(response, await _body(response))
                yield response.aiter_raw()

    async def close(self) -> None:
        """Lets the connections go."""
        await self._http.aclose()

    async def _message(self, request: httpx.Request, expected: type[M]) -> M:
        with _troubles():
            async with (
                asyncio.timeout(self._request_seconds_max),
                self._answered(request) as response,
            ):
                body = await _body(response)
        self._learn(response)
        if response.status_code != _OK:
            raise _trouble(response, body)
        try:
            return expected.model_validate_json(body)
        except ValueError as error:
            raise _unreadable(body, expected) from error

    def _learn(self, response: httpx.Response) -> None:
        """A server that no longer understands us may be an older one now."""
        server, told = _server(response.request.url), response.headers.get(PROTOCOL_HEADER, "")
        if response.status_code in _NOT_UNDERSTOOD:
            self._versions.pop(server, None)
        elif told.isascii() and told.isdigit():
            self._versions[server] = min(int(told), PROTOCOL_VERSION)
        else:
            self._versions.pop(server, None)

    @asynccontextmanager
    async def _answered(self, request: httpx.Request) -> AsyncIterator[httpx.Response]:
        """The answer, its body still to come."""
        response = await self._http.send(request, stream=True)
        try:
            yield response
        finally:
            await response.aclose()


def _server(url: httpx.URL) -> str:
    return f"{url.scheme}://{url.netloc.decode('ascii')}"


async def _body(response: httpx.Response, *, bytes_max: int = REPLY_BYTES_MAX) -> bytes:
    match response.headers.get("Content-Encoding", "identity").strip().lower():
        case "identity":
            pieces = response.aiter_raw()
        case "zstd":
            pieces = _unpacked(response.aiter_raw())
        case other:
            raise ProtocolTrouble(f"an answer packed with {other[:20]}")
    body = bytearray()
    async for piece in pieces:
        body += piece
        if len(body) > bytes_max:
            raise ProtocolTrouble("the reply is too long")
    return bytes(body)


async def _unpacked(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    unpacker = Unpacker(limit_bytes=REPLY_BYTES_MAX)
    try:
        async for piece in pieces:
            yield unpacker.unpacked(piece)
        unpacker.finish()
    except (PackingInvalid, UnpackedTooLarge) as error:
        raise ProtocolTrouble(type(error).__name__) from error


@contextmanager
def _troubles() -> Iterator[None]:
    """What the network does to a request, by its name here."""
    try:
        yield
    except (httpx.TransportError, TimeoutError) as error:
        raise ServerUnreachable(type(error).__name__) from error
    except httpx.HTTPError as error:
        raise ProtocolTrouble(type(error).__name__) from error


def _trouble(response: httpx.Response, body: bytes) -> Trouble:
    status = response.status_code
    if status >= _SERVER_ERROR or status in _SERVER_TROUBLE:
        return ServerTrouble(status, _retry_after(response.headers.get("Retry-After", "")))
    try:
        problem = Problem.model_validate_json(body)
    except ValueError:
        return ProtocolTrouble(f"HTTP {status}")
    if problem.code == VersionUnsupported.code or _is_about_version(problem):
        return VersionUnsupported(problem.code)
    return RequestRefused(status, problem.code, problem.data)


def _is_about_version(problem: Problem) -> bool:
    """How a server of the first version puts it."""
    errors = problem.data.get("errors")
    return isinstance(errors, list) and {"path": "v", "reason": "literal_error"} in errors


def _unreadable(body: bytes, expected: type[Message]) -> Trouble:
    """Garbage, or a message of a version this till does not speak."""
    try:
        version = _AnyForm.model_validate_json(body).v
    except ValueError:
        version = FIRST_VERSION
    if version in versions_of(expected):
        return ProtocolTrouble(f"not a {expected.__name__}")
    return VersionUnsupported(f"{expected.__name__} {version}")


class _AnyForm(Message):
    v: int


def _retry_after(text: str) -> float | None:
    """Seconds, as our server says it; a date says nothing, as either clock may be wrong."""
    return min(float(text), RETRY_AFTER_MAX_SECONDS) if text.isascii() and text.isdigit() else None
