"""Reading the body of a request: bounded in size, packed or not, and in time.

What is too large is refused before it is read when its sender says so, and while it is unpacked
when he does not. Must not know what the bytes mean.
"""

import asyncio
from dataclasses import dataclass
from typing import ClassVar, Protocol

from starlette.requests import Request

from shared.domain.errors import Refusal
from shared.sync.packing import (
    UNPACKED_TIMES_MAX,
    PackingInvalid,
    UnpackedTooLarge,
    Unpacker,
)

BODY_BYTES_MAX = 64 * 1024
DRAINED_BYTES_MAX = 16 * 1024 * 1024
"""How much of a body that turns out too large is read and thrown away, so that its sender, still
sending, gets to read the refusal. One that says so beforehand is not read at all."""
BODY_TIMEOUT_SECONDS = 30
JSON = "application/json"
PLAIN, ZSTD = "identity", "zstd"


@dataclass(eq=False)
class BodyTooLarge(Refusal):
    """The body is larger than this endpoint reads, as it travels or unpacked."""

    code: ClassVar[str] = "body_too_large"
    limit_bytes: int


@dataclass(eq=False)
class BodyTooSlow(Refusal):
    """The body did not arrive in time."""

    code: ClassVar[str] = "body_too_slow"


@dataclass(eq=False)
class BodyNotPacked(Refusal):
    """The body says it is packed with zstd, and is not one whole frame of it."""

    code: ClassVar[str] = "body_not_packed"


@dataclass(eq=False)
class MediaTypeUnsupported(Refusal):
    """The body is not JSON, or packed in a way nobody here unpacks."""

    code: ClassVar[str] = "media_type_unsupported"
    wanted: str = JSON
    encodings: tuple[str, ...] = (PLAIN, ZSTD)


async def body_of(request: Request, *, limit_bytes: int = BODY_BYTES_MAX) -> bytes:
    """The body, unpacked: what a device signs.

    At most ``limit_bytes`` travel; what was packed may be ``UNPACKED_TIMES_MAX`` as long. Raises
    ``MediaTypeUnsupported``, ``BodyTooLarge``, ``BodyTooSlow`` or ``BodyNotPacked``.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    encoding = request.headers.get("content-encoding", PLAIN).strip().lower()
    if media_type != JSON or encoding not in (PLAIN, ZSTD):
        raise MediaTypeUnsupported
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > limit_bytes:
        raise BodyTooLarge(limit_bytes=limit_bytes)
    taker: _Taker = _Plain()
    if encoding == ZSTD:
        taker = Unpacker(limit_bytes=limit_bytes * UNPACKED_TIMES_MAX)
    try:
        async with asyncio.timeout(BODY_TIMEOUT_SECONDS):
            body = await _read(request, taker, limit_bytes=limit_bytes)
    except TimeoutError as error:
        raise BodyTooSlow from error
    except UnpackedTooLarge as error:
        raise BodyTooLarge(limit_bytes=limit_bytes * UNPACKED_TIMES_MAX) from error
    except PackingInvalid as error:
        raise BodyNotPacked from error
    request.state.body_bytes = len(body)
    return body


def body_bytes(request: Request) -> int:
    """How long the body was that was read, unpacked; 0 where none was."""
    return getattr(request.state, "body_bytes", 0)


class _Taker(Protocol):
    def unpacked(self, piece: bytes) -> bytes: ...

    def finish(self) -> None: ...


class _Plain:
    """Takes what comes as it is."""

    def unpacked(self, piece: bytes) -> bytes:
        return piece

    def finish(self) -> None:
        pass


async def _read(request: Request, taker: _Taker, *, limit_bytes: int) -> bytes:
    pieces: list[bytes] = []
    size = 0
    async for piece in request.stream():
        size += len(piece)
        if size > DRAINED_BYTES_MAX:
            break
        if size <= limit_bytes and piece:
            pieces.append(taker.unpacked(piece))
    if size > limit_bytes:
        raise BodyTooLarge(limit_bytes=limit_bytes)
    taker.finish()
    return b"".join(pieces)
