"""Today's till works with a server of version 1: what that said then, word for word."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import pytest

from client.sync.errors import VersionUnsupported
from client.sync.keys import DeviceKey, is_signed
from client.sync.transport import HttpTransport, Peer
from shared.operations.bodies import parse_body
from shared.operations.encode import body_text
from shared.sync.messages import (
    Cursor,
    Message,
    PushReply,
    PushRequest,
    signing_text,
)
from shared.sync.payloads import CardPayload, GuestPayload, StaffPayload, TenantPayload
from tests.client.sync.http_servers import http, listening
from tests.fakes import FakeChance
from tests.recorded.peers import recorded, text_of

T = TypeVar("T")
HOUSE = recorded("v1", "house")
ASKED = recorded("v1", "push_request")
SERVER_KEY = recorded("v1", "enrol_reply")["server_public_key"]
REQUEST = PushRequest.model_validate_json(text_of("v1", "push_request")).model_copy(update={"v": 2})


def test_its_acknowledgement_is_believed() -> None:
    reply = _answered(lambda to, peer: to.push(peer, REQUEST), text_of("v1", "push_reply"))[0]
    assert is_signed(signing_text(reply), signature=reply.signature, public_key=SERVER_KEY)
    assert reply.horizon_ms == 0


def test_a_horizon_slipped_in_beside_its_signature_is_not_believed() -> None:
    slipped = recorded("v1", "push_reply") | {"horizon_ms": 1}
    with pytest.raises(ValueError, match="outside the signature"):
        PushReply.model_validate_json(json.dumps(slipped))


def test_its_feed_is_read() -> None:
    cursor = Cursor(server_epoch=0, seq=0)
    page = _answered(
        lambda to, peer: to.changes(peer, cursor, limit=5), text_of("v1", "changes_reply")
    )[0]
    assert (page.horizon_ms, page.checksum) == (0, None)
    payloads: dict[str, type[Message]] = {
        "guest": GuestPayload,
        "card": CardPayload,
        "staff": StaffPayload,
        "tenant": TenantPayload,
    }
    for change in page.changes:
        if change.kind in payloads:
            payloads[change.kind].model_validate_json(json.dumps(change.data))


def test_it_is_sent_what_a_till_of_its_version_would_send() -> None:
    """Every id, the old version's number, nothing packed, no name it does not know."""
    _, head, body = _answered(lambda to, peer: to.push(peer, REQUEST), text_of("v1", "push_reply"))
    assert "content-encoding" not in head.lower()
    assert json.loads(body) == ASKED


def test_a_body_that_says_nothing_new_has_no_new_names() -> None:
    for operation in ASKED["operations"]:
        assert body_text(parse_body(operation["body"])) == operation["body"]


def test_where_it_understands_no_more_an_update_is_asked_for() -> None:
    """How a server of version 1 answers what is of another version."""
    problem = {
        "title": "The message has missing or wrong fields.",
        "status": 422,
        "code": "message_invalid",
        "data": {"errors": [{"path": "v", "reason": "literal_error"}]},
    }
    with pytest.raises(VersionUnsupported):
        _answered(
            lambda to, peer: to.push(peer, REQUEST),
            json.dumps(problem),
            status="422 Unprocessable Content",
        )


def _answered(
    ask: Callable[[HttpTransport, Peer], Awaitable[T]], reply: str, *, status: str = "200 OK"
) -> tuple[T, str, bytes]:
    """What a till makes of ``reply``, and the head and body of what it sent."""
    return asyncio.run(_ask(ask, http(status, reply.encode())))


async def _ask(
    ask: Callable[[HttpTransport, Peer], Awaitable[T]], raw: bytes
) -> tuple[T, str, bytes]:
    sent: dict[str, Any] = {"body": b""}

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        sent["head"] = (await reader.readuntil(b"\r\n\r\n")).decode()
        for line in sent["head"].lower().split("\r\n"):
            if line.startswith("content-length:"):
                sent["body"] = await reader.readexactly(int(line.partition(":")[2]))
        writer.write(raw)
        await writer.drain()
        writer.close()

    async with listening(handle) as address:
        transport = HttpTransport(FakeChance())
        peer = Peer(address, HOUSE["device_id"], DeviceKey(bytes.fromhex(HOUSE["seed"])))
        try:
            answer = await ask(transport, peer)
        finally:
            await transport.close()
    return answer, sent["head"], sent["body"]
