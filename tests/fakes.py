"""What stands in for the world in tests: clocks, chance, a server without a socket.

Classes with the interface of the real thing, at the edge of the process only.
"""

import random
from collections.abc import AsyncGenerator, Callable, Collection
from contextlib import aclosing
from datetime import datetime, timedelta
from typing import TypeVar

from client.clock import Clock
from client.devices.keystore import DEVICE_KEY, PIN_PEPPER
from client.ids import Chance
from client.sync.errors import RequestRefused, ServerUnreachable
from client.sync.keys import DeviceKey
from client.sync.transport import HttpTransport, Peer
from shared.operations.chain import GENESIS
from shared.operations.encode import to_millis
from shared.sync.messages import (
    PUSH_BYTES_MAX,
    AnnounceReply,
    AnnounceRequest,
    Change,
    ChangesReply,
    Cursor,
    EnrolReply,
    EnrolRequest,
    HeldElsewhere,
    LeaseReply,
    LeaseRequest,
    Message,
    Outcome,
    PushedOperation,
    PushReply,
    PushRequest,
    SignedLease,
    signing_text,
)
from shared.sync.rescue import RescueDelivery, RescueReply
from shared.sync.snapshots import SnapshotPart, SnapshotReply
from shared.sync.sums import SumsReply, ThingsReply
from tests.builders import DEVICE_SEED, NOON, PEPPER, SERVER_EPOCH, SERVER_KEY, an_enrol_reply

M = TypeVar("M", bound=Message)


class FakeClock(Clock):
    """Time stands still until a test moves it."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at
        self.mono_ms = 1_000_000
        self.boot = "boot-1"

    def now_utc(self) -> datetime:
        return self.at

    def monotonic_ms(self) -> int:
        return self.mono_ms

    def boot_id(self) -> str:
        return self.boot

    def advance(self, seconds: float) -> None:
        """Both clocks go on."""
        self.at += timedelta(seconds=seconds)
        self.mono_ms += round(seconds * 1000)

    def set_wall(self, at: datetime) -> None:
        """Somebody sets the wall clock; the monotonic one does not notice."""
        self.at = at

    def reboot(self) -> None:
        """The machine starts anew: its monotonic clock begins again."""
        self.boot += "+"
        self.mono_ms = 5_000


class FakeChance(Chance):
    """Seeded: the same ids and the same jitter in every run."""

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)

    def token_bytes(self, count: int) -> bytes:
        return self._random.randbytes(count)


class FakeKeystore:
    """Secrets in memory; begins with those of the enrolled test device."""

    def __init__(self, secrets: dict[str, bytes] | None = None) -> None:
        enrolled = {DEVICE_KEY: DEVICE_SEED, PIN_PEPPER: PEPPER}
        self.secrets = dict(enrolled if secrets is None else secrets)

    def load(self, name: str) -> bytes | None:
        return self.secrets.get(name)

    def save(self, name: str, secret: bytes) -> None:
        self.secrets[name] = secret

    def forget(self, name: str) -> None:
        self.secrets.pop(name, None)


class FakeServer:
    """The server's side of the protocol in memory: takes what comes, and signs its answers.

    It books nothing: ``decide`` says what becomes of each operation. ``trouble`` is raised by
    the next ``push`` or ``changes``; ``twist`` may change a reply before it is signed,
    ``tamper`` after.
    """

    def __init__(self, clock: Clock, *, key: DeviceKey = SERVER_KEY) -> None:
        self._clock = clock
        self._key = key
        self.server_epoch = SERVER_EPOCH
        self.operations: list[PushedOperation] = []
        self.pushes: list[PushRequest] = []
        self.pulls: list[Cursor] = []
        self.announcements: list[AnnounceRequest] = []
        self.is_announcement_cut = False
        self.is_restored_by_announcement = False
        self.feed: list[Change] = []
        self.head = GENESIS.hex()
        self.page_limit = 500
        self.troubles: list[Exception] = []
        self.trouble: Exception | None = None
        self.is_reply_lost = False
        self.is_never_content = False
        """Whoever says that he has sent everything again is asked for the first once more."""
        self.decide: Callable[[PushedOperation], Outcome] = an_applied_outcome
        self.twist: Callable[[PushReply], PushReply] = lambda reply: reply
        self.tamper: Callable[[PushReply], PushReply] = lambda reply: reply
        self.enrol_replies: list[EnrolReply | Exception] = []
        self.enrol_requests: list[EnrolRequest] = []
        self.lease_requests: list[LeaseRequest] = []
        self.granted: tuple[SignedLease, ...] = ()
        self.elsewhere: tuple[HeldElsewhere, ...] = ()
        self.horizon_ms = 0
        self.on_page: Callable[[], None] | None = None
        """Called when a page was read, before it is sent."""
        self.offer: SnapshotReply | None = None
        self.parts: dict[str, bytes] = {}
        self.parts_asked: list[str] = []
        self.checksum: str | None = None
        """What it says the replica should add up to; an older one says nothing."""
        self.comparisons: list[Cursor] = []
        self.is_closed = False

    @property
    def exchanges(self) -> int:
        """How often the till spoke to the server, in vain or not."""
        return len(self.pushes) + len(self.pulls) + len(self.lease_requests)

    async def enrol(self, server_url: str, request: EnrolRequest) -> EnrolReply:
        del server_url
        self.enrol_requests.append(request)
        answer = self.enrol_replies.pop(0) if self.enrol_replies else an_enrol_reply()
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def push(self, peer: Peer, request: PushRequest) -> PushReply:
        del peer
        self.pushes.append(request)
        self._fail_if_told()
        outcomes = [self._take(operation) for operation in request.operations]
        if request.operations[-1].seq == len(self.operations):
            self.head = request.head
        if self.is_reply_lost:
            self.is_reply_lost = False
            raise ServerUnreachable("the reply is lost")
        reply = self.twist(self._reply(request, outcomes))
        signed = reply.model_copy(update={"signature": self._key.sign(signing_text(reply))})
        return self.tamper(signed)

    def push_bytes_max(self, peer: Peer) -> int:
        del peer
        return PUSH_BYTES_MAX

    async def changes(self, peer: Peer, cursor: Cursor, *, limit: int) -> ChangesReply:
        del peer, limit
        self.pulls.append(cursor)
        self._fail_if_told()
        after = cursor.seq if cursor.server_epoch == self.server_epoch else 0
        page = [change for change in self.feed if change.seq > after][: self.page_limit]
        seq = page[-1].seq if page else after
        is_more = any(change.seq > seq for change in self.feed)
        if self.on_page:
            self.on_page()
        return ChangesReply(
            cursor=Cursor(server_epoch=self.server_epoch, seq=seq),
            more=is_more,
            changes=tuple(page),
            server_time_ms=to_millis(self._clock.now_utc()),
            horizon_ms=self.horizon_ms,
            checksum=None if is_more else self.checksum,
        )

    async def leases(self, peer: Peer, request: LeaseRequest) -> LeaseReply:
        del peer
        self.lease_requests.append(request)
        self._fail_if_told()
        return LeaseReply(
            leases=self.granted,
            elsewhere=self.elsewhere,
            is_recalling=bool(self.elsewhere),
            horizon_ms=self.horizon_ms,
            server_time_ms=to_millis(self._clock.now_utc()),
        )

    async def announce(self, peer: Peer, request: AnnounceRequest) -> AnnounceReply:
        del peer
        self._fail_if_told()
        if self.is_announcement_cut and self.announcements:
            self.is_announcement_cut = False
            raise ServerUnreachable("cut")
        self.announcements.append(request)
        if self.is_restored_by_announcement:
            self.is_restored_by_announcement = False
            self.server_epoch += 1
        if self.is_never_content and request.replayed_to is not None:
            raise RequestRefused(409, "sequence_gap", {"want": 1})
        return AnnounceReply(
            is_fenced=request.replayed_to is None,
            server_epoch=self.server_epoch,
            server_time_ms=to_millis(self._clock.now_utc()),
        )

    async def rescue(self, peer: Peer, delivery: RescueDelivery) -> RescueReply:
        raise AssertionError((peer, delivery))

    async def snapshot(self, peer: Peer) -> SnapshotReply:
        """Without an offer the feed is to be followed; that costs no trouble."""
        del peer
        if self.offer:
            self._fail_if_told()
            return self.offer
        beginning = Cursor(server_epoch=self.server_epoch, seq=0)
        return SnapshotReply(cursor=beginning, server_time_ms=to_millis(self._clock.now_utc()))

    async def snapshot_part(self, peer: Peer, part: SnapshotPart) -> bytes:
        del peer
        self.parts_asked.append(part.sha256)
        self._fail_if_told()
        return self.parts[part.sha256]

    async def sums(self, peer: Peer, at: Cursor) -> SumsReply:
        """A server that cannot say where a replica differs."""
        del peer
        self.comparisons.append(at)
        raise RequestRefused(404, "not_found", {})

    async def things(self, peer: Peer, *, buckets: Collection[int], after: int) -> ThingsReply:
        raise AssertionError((peer, buckets, after))

    async def close(self) -> None:
        self.is_closed = True

    def _fail_if_told(self) -> None:
        if self.troubles:
            raise self.troubles.pop(0)
        if self.trouble:
            raise self.trouble

    def _take(self, operation: PushedOperation) -> Outcome:
        if operation.seq == len(self.operations) + 1:
            self.operations.append(operation)
        return self.decide(self.operations[operation.seq - 1])

    def _reply(self, request: PushRequest, outcomes: list[Outcome]) -> PushReply:
        return PushReply(
            nonce=request.nonce,
            device_id=request.device_id,
            epoch=request.epoch,
            have=len(self.operations),
            head=self.head,
            outcomes=tuple(outcomes),
            server_epoch=self.server_epoch,
            stable=0,
            feed_head=len(self.feed),
            server_time_ms=to_millis(self._clock.now_utc()),
        )


def an_applied_outcome(operation: PushedOperation) -> Outcome:
    """Booked as shown."""
    return Outcome(seq=operation.seq, operation_id=operation.operation_id, status="applied")


class FlakyTransport:
    """A real transport on a bad day: loses replies, repeats requests, goes offline."""

    def __init__(self, inner: HttpTransport | None = None, *, chance: Chance | None = None) -> None:
        self.inner = inner or HttpTransport(chance or Chance())
        self.is_offline = False
        self.is_deaf = False
        """Whether the event stream breaks at the next news, and none can be opened any more."""
        self.heard_seq = -1
        """How far the feed has come as the event stream told."""
        self.lost_replies = 0
        """How many of the next pushes reach the server without their reply coming back."""
        self.repeats = 1
        """How often each push is really sent; the last reply counts."""
        self.pushes = 0
        self.comparisons = 0
        """How often the server was asked where the replica differs."""

    async def enrol(self, server_url: str, request: EnrolRequest) -> EnrolReply:
        self._fail_if_offline()
        return await self.inner.enrol(server_url, request)

    async def push(self, peer: Peer, request: PushRequest) -> PushReply:
        self._fail_if_offline()
        self.pushes += 1
        for _ in range(self.repeats - 1):
            await self.inner.push(peer, request)
        reply = await self.inner.push(peer, request)
        if self.lost_replies:
            self.lost_replies -= 1
            raise ServerUnreachable("flaky")
        return reply

    def push_bytes_max(self, peer: Peer) -> int:
        return self.inner.push_bytes_max(peer)

    async def changes(self, peer: Peer, cursor: Cursor, *, limit: int) -> ChangesReply:
        self._fail_if_offline()
        return await self.inner.changes(peer, cursor, limit=limit)

    async def leases(self, peer: Peer, request: LeaseRequest) -> LeaseReply:
        self._fail_if_offline()
        return await self.inner.leases(peer, request)

    async def announce(self, peer: Peer, request: AnnounceRequest) -> AnnounceReply:
        self._fail_if_offline()
        return await self.inner.announce(peer, request)

    async def rescue(self, peer: Peer, delivery: RescueDelivery) -> RescueReply:
        self._fail_if_offline()
        return await self.inner.rescue(peer, delivery)

    async def snapshot(self, peer: Peer) -> SnapshotReply:
        self._fail_if_offline()
        return await self.inner.snapshot(peer)

    async def snapshot_part(self, peer: Peer, part: SnapshotPart) -> bytes:
        self._fail_if_offline()
        return await self.inner.snapshot_part(peer, part)

    async def sums(self, peer: Peer, at: Cursor) -> SumsReply:
        self._fail_if_offline()
        self.comparisons += 1
        return await self.inner.sums(peer, at)

    async def things(self, peer: Peer, *, buckets: Collection[int], after: int) -> ThingsReply:
        self._fail_if_offline()
        return await self.inner.things(peer, buckets=buckets, after=after)

    async def look_up(
        self, peer: Peer, path: str, *, query: dict[str, str | int], expected: type[M]
    ) -> M:
        self._fail_if_offline()
        return await self.inner.look_up(peer, path, query=query, expected=expected)

    async def events(self, peer: Peer) -> AsyncGenerator[Cursor | None]:
        self._fail_if_offline()
        self._fail_if_deaf()
        async with aclosing(self.inner.events(peer)) as hints:
            async for hint in hints:
                self._fail_if_offline()
                if hint is not None and hint.seq > self.heard_seq:
                    self._fail_if_deaf()
                    self.heard_seq = hint.seq
                yield hint

    async def close(self) -> None:
        await self.inner.close()

    def _fail_if_offline(self) -> None:
        if self.is_offline:
            raise ServerUnreachable("flaky")

    def _fail_if_deaf(self) -> None:
        if self.is_deaf:
            raise ServerUnreachable("deaf")
