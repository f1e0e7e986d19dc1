"""Whatever comes back over HTTP becomes a message or a named trouble."""

import asyncio
import hashlib
import json
import re
from collections.abc import Awaitable, Callable

import pytest

from client.sync.errors import ProtocolTrouble, RequestRefused, ServerTrouble, ServerUnreachable
from client.sync.keys import DeviceKey, is_signed
from client.sync.transport import HttpTransport, Peer
from shared.sync.messages import ChangesReply, Cursor, request_signing_text
from shared.sync.snapshots import SnapshotPart
from tests.builders import DEVICE, DEVICE_SEED
from tests.client.sync.http_servers import Handler, answering, http, listening, never_answering
from tests.fakes import FakeChance

CURSOR = Cursor(server_epoch=7, seq=3)
PAGE = {"cursor": {"server_epoch": 7, "seq": 4}, "more": False, "changes": [], "server_time_ms": 5}


def test_a_page_of_changes_arrives_as_a_message() -> None:
    page = _pull_from(answering(http("200 OK", json.dumps(PAGE).encode())))
    assert page.cursor.seq == 4


def test_fields_of_a_newer_server_are_ignored() -> None:
    newer = json.dumps(PAGE | {"next_year": {"is": "fine"}}).encode()
    assert _pull_from(answering(http("200 OK", newer))).cursor.seq == 4


@pytest.mark.parametrize(
    "raw",
    [
        http("200 OK", json.dumps(PAGE).encode()[:-9]),
        http("200 OK", b""),
        http("200 OK", b"<html>Welcome to the hotel Wi-Fi</html>"),
        http("200 OK", b"[1, 2, 3]"),
        http("200 OK", b"\xff\xfe\x00"),
        http("200 OK", b'{"cursor": 1e999}'),
        http("200 OK", b"[" * 100_000),
        http("200 OK", b"not gzip", "Content-Encoding: gzip"),
        http("302 Found", b"", "Location: http://127.0.0.1:1/"),
        http("404 Not Found", b"nothing here"),
        http("400 Bad Request", b'{"title": "no code"}'),
    ],
)
def test_garbage_is_named_garbage(raw: bytes) -> None:
    with pytest.raises(ProtocolTrouble):
        _pull_from(answering(raw))


@pytest.mark.parametrize("raw", [b"", b"SSH-2.0-OpenSSH\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-"])
def test_a_peer_that_speaks_no_http_is_unreachable(raw: bytes) -> None:
    with pytest.raises(ServerUnreachable):
        _pull_from(answering(raw))


def test_a_reply_cut_off_on_its_way_is_no_reply() -> None:
    with pytest.raises(ServerUnreachable):
        _pull_from(answering(http("200 OK", json.dumps(PAGE).encode())[:-5]))


def test_nobody_listening_is_unreachable() -> None:
    with pytest.raises(ServerUnreachable):
        asyncio.run(_pull("http://127.0.0.1:1"))


def test_a_server_that_never_answers_is_given_up() -> None:
    """Every request has a time limit."""

    async def scenario() -> None:
        async with listening(never_answering) as address:
            transport = HttpTransport(FakeChance(), request_seconds_max=0.05)
            with pytest.raises(ServerUnreachable):
                await transport.changes(_peer(address), CURSOR, limit=1)
            await transport.close()

    asyncio.run(scenario())


def test_a_part_that_drips_does_not_hold_the_till() -> None:
    async def dripping(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n12345678")
        await reader.read()
        writer.close()

    async def scenario() -> None:
        async with listening(dripping) as address:
            transport = HttpTransport(FakeChance(), request_seconds_max=0.05)
            part = SnapshotPart(sha256="0" * 64, size_bytes=9, rows=1)
            with pytest.raises(ServerUnreachable):
                async with asyncio.timeout(5):
                    await transport.snapshot_part(_peer(address), part)
            await transport.close()

    asyncio.run(scenario())


def test_an_endless_reply_is_cut() -> None:
    async def endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        try:
            while True:
                writer.write(b" " * 1024 * 1024)
                await writer.drain()
        except ConnectionError:
            writer.close()

    with pytest.raises(ProtocolTrouble):
        _pull_from(endless)


@pytest.mark.parametrize(
    ("status", "header", "seconds"),
    [
        ("500 Internal Server Error", "X-None: 1", None),
        ("503 Service Unavailable", "Retry-After: 30", 30.0),
        ("429 Too Many Requests", "Retry-After: 2", 2.0),
        ("429 Too Many Requests", "Retry-After: 999999", 300.0),
        ("503 Service Unavailable", "Retry-After: Fri, 31 Dec 2027 23:59:59 GMT", None),
        ("502 Bad Gateway", "Retry-After: -5", None),
    ],
)
def test_an_ill_server_says_when_to_come_again(
    status: str, header: str, seconds: float | None
) -> None:
    with pytest.raises(ServerTrouble) as trouble:
        _pull_from(answering(http(status, b"<html>", header)))
    assert trouble.value.retry_after_seconds == seconds


def test_a_problem_carries_its_code_and_data() -> None:
    body = {"title": "Gap", "status": 409, "code": "sequence_gap", "data": {"want": 7}}
    with pytest.raises(RequestRefused) as refused:
        _pull_from(answering(http("409 Conflict", json.dumps(body).encode())))
    assert (refused.value.problem, refused.value.data) == ("sequence_gap", {"want": 7})


def test_a_request_is_signed_by_the_device() -> None:
    heads: list[str] = []

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append((await reader.readuntil(b"\r\n\r\n")).decode())
        writer.write(http("200 OK", json.dumps(PAGE).encode()))
        await writer.drain()
        writer.close()

    _pull_from(handle)
    target = heads[0].split(" ")[1]
    signed = re.search(
        r'MaxLoyalty-Device device_id="(.+)", nonce="([0-9a-f]{32})", signature="(.+)"', heads[0]
    )
    assert signed
    assert signed[1] == DEVICE
    text = request_signing_text(
        method="GET",
        target=target,
        nonce=signed[2],
        body_sha256=hashlib.sha256(b"").hexdigest(),
    )
    assert is_signed(text, signature=signed[3], public_key=DeviceKey(DEVICE_SEED).public_text)


@pytest.mark.parametrize(
    ("signature", "public_key"),
    [("", "AAAA"), ("not base64!", "AAAA"), ("AAAA", "not base64!"), ("AAAA", "")],
)
def test_a_signature_that_is_none_is_wrong(signature: str, public_key: str) -> None:
    assert not is_signed("text", signature=signature, public_key=public_key)


def _pull_from(handler: Handler) -> ChangesReply:
    return asyncio.run(_with(handler, _pull))


async def _with(handler: Handler, ask: Callable[[str], Awaitable[ChangesReply]]) -> ChangesReply:
    async with listening(handler) as address:
        return await ask(address)


async def _pull(address: str) -> ChangesReply:
    transport = HttpTransport(FakeChance())
    try:
        return await transport.changes(_peer(address), CURSOR, limit=10)
    finally:
        await transport.close()


def _peer(address: str) -> Peer:
    return Peer(address, DEVICE, DeviceKey(DEVICE_SEED))
