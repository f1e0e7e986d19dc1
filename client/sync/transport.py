"""The server's endpoints as a till calls them: messages in, messages or a named trouble out.

Knows addresses, signatures and forms of messages. Must not know what they mean for the till, or
how they travel.
"""

import hashlib
from collections.abc import AsyncGenerator, Collection
from dataclasses import dataclass
from typing import Protocol, TypeVar
from urllib.parse import urlencode

import httpx

from client.ids import Chance
from client.sync.hints import hints_of
from client.sync.keys import DeviceKey
from client.sync.wire import REQUEST_SECONDS_MAX, Wire
from shared.sync.messages import (
    DEVICE_HEADER,
    FIRST_VERSION,
    PROTOCOL_VERSION,
    PUSH_BYTES_MAX,
    AnnounceReply,
    AnnounceRequest,
    ChangesReply,
    Cursor,
    EnrolReply,
    EnrolRequest,
    LeaseReply,
    LeaseRequest,
    Message,
    PushReply,
    PushRequest,
    request_signing_text,
)
from shared.sync.packing import UNPACKED_TIMES_MAX
from shared.sync.rescue import RescueDelivery, RescueReply
from shared.sync.snapshots import SnapshotPart, SnapshotReply
from shared.sync.sums import SumsReply, ThingsReply, mask_of

SILENCE_SECONDS_MAX = 60.0
"""An event stream that shows no sign of life for so long is dead: two heartbeats are missing."""

_ENROL = "/api/v1/devices/enrol"
_PUSH = "/api/v1/sync/push"
_CHANGES = "/api/v1/sync/changes"
_LEASES = "/api/v1/leases"
_EVENTS = "/api/v1/sync/events"
_SNAPSHOT = "/api/v1/sync/snapshot"
_SUMS = "/api/v1/sync/sums"
_ANNOUNCE = "/api/v1/sync/announce"
_RESCUE = "/api/v1/sync/rescue"
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

    def push_bytes_max(self, peer: Peer) -> int:
        """How long a push may be before it is packed, if it is."""

    async def leases(self, peer: Peer, request: LeaseRequest) -> LeaseReply:
        """Points of a guest to spend."""

    async def announce(self, peer: Peer, request: AnnounceRequest) -> AnnounceReply:
        """What a restored server may have forgotten."""

    async def rescue(self, peer: Peer, delivery: RescueDelivery) -> RescueReply:
        """Another till's sealed work."""

    async def snapshot(self, peer: Peer) -> SnapshotReply:
        """What there is to load for a new device."""

    async def snapshot_part(self, peer: Peer, part: SnapshotPart) -> bytes:
        """A part of it as it travels, whatever its bytes say."""

    async def sums(self, peer: Peer, at: Cursor) -> SumsReply:
        """The sums of a replica that shows the feed up to ``at``."""

    async def things(self, peer: Peer, *, buckets: Collection[int], after: int) -> ThingsReply:
        """The next page of what is in these buckets."""

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
        self._wire = Wire(request_seconds_max=request_seconds_max, network=network)

    async def enrol(self, server_url: str, request: EnrolRequest) -> EnrolReply:
        """See ``Transport``."""
        return await self._wire.post(server_url + _ENROL, _text(request), EnrolReply, headers={})

    async def push(self, peer: Peer, request: PushRequest) -> PushReply:
        """See ``Transport``."""
        version = self._wire.version_of(peer.server_url)
        return await self._wire.post(
            peer.server_url + _PUSH,
            _text(in_form(request, version)),
            PushReply,
            headers={DEVICE_HEADER: peer.device_id},
        )

    def push_bytes_max(self, peer: Peer) -> int:
        """See ``Transport``."""
        is_packed = self._wire.version_of(peer.server_url) >= PROTOCOL_VERSION
        return PUSH_BYTES_MAX * UNPACKED_TIMES_MAX if is_packed else PUSH_BYTES_MAX

    async def changes(self, peer: Peer, cursor: Cursor, *, limit: int) -> ChangesReply:
        """See ``Transport``."""
        target = f"{_CHANGES}?{urlencode(cursor.model_dump() | {'limit': limit})}"
        return await self._signed_get(peer, target, ChangesReply)

    async def leases(self, peer: Peer, request: LeaseRequest) -> LeaseReply:
        """See ``Transport``."""
        return await self._signed_post(peer, _LEASES, request, expected=LeaseReply)

    async def announce(self, peer: Peer, request: AnnounceRequest) -> AnnounceReply:
        """See ``Transport``."""
        return await self._signed_post(peer, _ANNOUNCE, request, expected=AnnounceReply)

    async def rescue(self, peer: Peer, delivery: RescueDelivery) -> RescueReply:
        """See ``Transport``."""
        return await self._signed_post(peer, _RESCUE, delivery, expected=RescueReply)

    async def snapshot(self, peer: Peer) -> SnapshotReply:
        """See ``Transport``."""
        return await self._signed_get(peer, _SNAPSHOT, SnapshotReply)

    async def snapshot_part(self, peer: Peer, part: SnapshotPart) -> bytes:
        """See ``Transport``."""
        target = f"{_SNAPSHOT}/part?{urlencode({'sha256': part.sha256})}"
        return await self._wire.get_bytes(
            peer.server_url + target,
            size_bytes=part.size_bytes,
            headers=self._authorization(peer, target),
        )

    async def sums(self, peer: Peer, at: Cursor) -> SumsReply:
        """See ``Transport``."""
        return await self._signed_get(peer, f"{_SUMS}?{urlencode(at.model_dump())}", SumsReply)

    async def things(self, peer: Peer, *, buckets: Collection[int], after: int) -> ThingsReply:
        """See ``Transport``."""
        query = urlencode({"buckets": mask_of(buckets), "seq": after})
        return await self._signed_get(peer, f"{_SUMS}/things?{query}", ThingsReply)

    async def look_up(
        self, peer: Peer, path: str, *, query: dict[str, str | int], expected: type[M]
    ) -> M:
        """See ``client.sync.archive.Asking``."""
        return await self._signed_get(peer, f"{path}?{urlencode(query)}", expected)

    async def events(self, peer: Peer) -> AsyncGenerator[Cursor | None]:
        """See ``client.sync.events.EventSource``."""
        async with self._wire.stream(
            peer.server_url + _EVENTS,
            headers=self._authorization(peer, _EVENTS),
            silence_seconds_max=SILENCE_SECONDS_MAX,
        ) as pieces:
            async for hint in hints_of(pieces):
                yield hint

    async def close(self) -> None:
        """See ``Transport``."""
        await self._wire.close()

    async def _signed_get(self, peer: Peer, target: str, expected: type[M]) -> M:
        return await self._wire.get(
            peer.server_url + target, expected, headers=self._authorization(peer, target)
        )

    async def _signed_post(
        self, peer: Peer, target: str, message: Message, *, expected: type[M]
    ) -> M:
        content = _text(message)
        signed = self._authorization(peer, target, method="POST", body=content)
        return await self._wire.post(peer.server_url + target, content, expected, headers=signed)

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


def _text(message: Message) -> bytes:
    return message.model_dump_json(exclude_none=True).encode()


def in_form(request: PushRequest, version: int) -> PushRequest:
    """The push as a server that reads ``version`` wants it.

    An older server wants every id; a newer one finds them in the chain, after the first.
    """
    if version < PROTOCOL_VERSION:
        return request.model_copy(update={"v": FIRST_VERSION})
    first, *others = request.operations
    bare = (each.model_copy(update={"operation_id": ""}) for each in others)
    return request.model_copy(update={"operations": (first, *bare)})
