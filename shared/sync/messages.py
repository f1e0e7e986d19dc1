"""The messages of the sync protocol.

Strict about types and open to new fields: a newer peer may add what an older one ignores, and must
do without what an older one does not send. ``v`` is the version in which a message got its form.
A till and a server one version apart still understand each other (tests/recorded), but for the
enrolment: whoever sets up a till can update it. The push has two forms; in the second its
operations need no id but the first, and its reply carries a horizon under the signature. Each side
says in the header ``PROTOCOL_HEADER`` which version it reads.

Of a list that a stranger may send only the first wrong item is told: to describe a million of them
would take minutes.

Signatures are Ed25519, base64, over ``signing_text``; making and checking them is the peers' work.
"""

from typing import Annotated, Any, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, FailFast, Field, model_validator

from shared.domain.points import PointsKind
from shared.operations.bodies import BODY_TEXT_MAX
from shared.operations.canonical import canonical_json
from shared.operations.fields import HexHash, Millis, UuidText
from shared.operations.private import PrivatePart

PROTOCOL_VERSION: Literal[2] = 2
PROTOCOL_HEADER = "X-Protocol-Version"
DEVICE_HEADER = "X-Device-Id"
"""Who pushes, for who must decide before he reads; the signed message says it again."""
FIRST_VERSION: Literal[1] = 1
"""What a peer speaks that does not say: it needs every id, and reads no packed body."""
PUSH_OPERATIONS_MAX = 500
PUSH_BYTES_MAX = 256 * 1024
"""Of a push as it travels, packed or not; unpacked it may be ``UNPACKED_TIMES_MAX`` as long."""
CHANGES_LIMIT_DEFAULT = 500
CHANGES_LIMIT_MAX = 2_000
KEEPSAKES_TEXT_MAX = 1024 * 1024
"""Of all keepsakes that a till shows at once, the newest first: a backup lacks no others."""

_UUID_OR_NOTHING = r"^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})?$"

HexHash64 = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
Nonce = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
Epoch = Annotated[int, Field(ge=0, le=2**32 - 1)]
Seq = Annotated[int, Field(ge=0, le=2**53)]


class Message(BaseModel):
    """The base of every message."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True, defer_build=True)


class Cursor(Message):
    """A place in the server's feed; a restored server begins a new ``server_epoch``."""

    server_epoch: Epoch
    seq: Seq


class EnrolRequest(Message):
    """A new device presents its code and its own public key."""

    v: Literal[2] = PROTOCOL_VERSION
    code: Annotated[str, Field(min_length=4, max_length=64)]
    public_key: Annotated[str, Field(min_length=40, max_length=64)]
    """Raw Ed25519 public key, base64."""
    device_name: Annotated[str, Field(min_length=1, max_length=80)]
    epoch: Epoch


class DeviceCertificate(Message):
    """The tenant's word for a device, which even a restored server believes (design §2)."""

    tenant_id: UuidText
    restaurant_id: UuidText
    device_id: UuidText
    device_name: Annotated[str, Field(min_length=1, max_length=80)]
    public_key: Annotated[str, Field(min_length=40, max_length=64)]
    enrolled_at_ms: Millis
    signature: str = ""
    """By the tenant's key over ``certificate_text``."""


class EnrolReply(Message):
    """Who the device is from now on."""

    v: Literal[2] = PROTOCOL_VERSION
    tenant_id: UuidText
    tenant_name: str
    restaurant_id: UuidText
    restaurant_name: str
    device_id: UuidText
    server_public_key: str
    """The tenant's key, raw Ed25519, base64: signs certificates and acknowledgements."""
    certificate: DeviceCertificate
    rescue_public_key: str
    """Raw X25519, base64: what a rescue packet is sealed to (design §3)."""
    server_epoch: Epoch
    server_time_ms: Millis


class PushedOperation(Message):
    """One operation: its verbatim body and what travels beside it."""

    seq: Annotated[int, Field(ge=1, le=2**53)]
    operation_id: Annotated[str, Field(pattern=_UUID_OR_NOTHING)] = ""
    """It follows from the chain; only a run's first one is told, to show where histories part."""
    body: Annotated[str, Field(max_length=BODY_TEXT_MAX, pattern=r"^[^\x00]*$")]
    """Verbatim. A NUL, which no JSON text holds and no database keeps, is refused."""
    private: PrivatePart | None = None


class Effect(Message):
    """What was booked: the change, the balances after it, and where to find it."""

    guest_id: UuidText
    """The surviving guest, when the operation named an alias."""
    card_id: UuidText
    regular: int
    promo: int
    regular_after: int
    promo_after: int
    transaction_seq: Seq | None = None


OutcomeStatus = Literal["applied", "adjusted", "rejected", "parked", "quarantined"]


class Outcome(Message):
    """The sticky answer to one operation (LED-30): never downgraded, the same for ever."""

    seq: Seq
    operation_id: UuidText
    status: OutcomeStatus
    code: str | None = None
    """The refusal's code, or what was adjusted (``guest_merged``, ``code_changed`` …)."""
    data: dict[str, Any] = Field(default_factory=dict)
    """Of the code; and ``origin``, the first id of what was enqueued again under a new epoch."""
    notes: Annotated[tuple[str, ...], FailFast()] = ()
    """Differences that changed no points, for review: ``level_differs``, ``clock_differs`` …"""
    effect: Effect | None = None
    feed_seq: Seq | None = None
    """From this place of the feed on, the replica shows the effect."""


class PushReply(Message):
    """The signed acknowledgement."""

    v: Literal[1, 2] = PROTOCOL_VERSION
    nonce: Nonce
    device_id: UuidText
    epoch: Epoch
    have: Seq
    head: HexHash
    outcomes: Annotated[tuple[Outcome, ...], FailFast()]
    server_epoch: Epoch
    stable: Seq
    feed_head: Seq
    server_time_ms: Millis
    horizon_ms: Millis = 0
    """Server time until which the device may spend its leases; 0 is not at all (fence)."""
    signature: str = ""

    @model_validator(mode="after")
    def _first_version_knows_no_horizon(self) -> Self:
        if self.v == FIRST_VERSION and self.horizon_ms:
            raise ValueError("a horizon outside the signature")
        return self

    def for_reader_of(self, version: int) -> Self:
        """The reply as a till that reads ``version`` checks its signature."""
        if version >= PROTOCOL_VERSION:
            return self
        return self.model_copy(update={"v": FIRST_VERSION, "horizon_ms": 0})


class PushRequest(Message):
    """A contiguous run of a device's operations, signed once."""

    v: Literal[1, 2] = PROTOCOL_VERSION
    nonce: Nonce
    device_id: UuidText
    epoch: Epoch
    cursor: Cursor
    operations: Annotated[
        tuple[PushedOperation, ...], Field(min_length=1, max_length=PUSH_OPERATIONS_MAX), FailFast()
    ]
    head: HexHash
    """The chain hash of the last operation."""
    proof: PushReply | None = None
    """The server's own signed acknowledgement of this run, when it was restored and lost it.

    Not under the device's signature: it has the server's.
    """
    signature: str = ""

    @model_validator(mode="after")
    def _first_is_named(self) -> Self:
        if not self.operations[0].operation_id:
            raise ValueError("the first operation of a run has its id")
        return self


class Change(Message):
    """The present state of one thing, or that it is gone."""

    seq: Seq
    kind: str
    """``guest``, ``card``, ``programme``, ``staff``, ``restaurant``, ``tenant``, ``codes``,
    ``lease``, ``device``, ``consent_text``; a till passes over a kind it does not know."""
    id: str
    gone: bool = False
    data: dict[str, Any] = Field(default_factory=dict)
    keepsake: str = ""
    """Of what the back office made, as the server locked it up for itself, base64. A till cannot
    read it, nor make one: it keeps it, and shows it to a server that was restored (design §9)."""


class ChangesReply(Message):
    """A page of the feed after the asked cursor."""

    v: Literal[1] = FIRST_VERSION
    cursor: Cursor
    more: bool
    changes: tuple[Change, ...]
    server_time_ms: Millis
    horizon_ms: Millis = 0
    """As in ``PushReply``; both come from a contact that is durable at the server."""
    checksum: HexHash64 | None = None
    """Of the whole replica at ``cursor``, on a page with nothing more after it."""


class LeasedLot(Message):
    """Part of a lot under a lease."""

    lot_id: Annotated[str, Field(max_length=48)]
    kind: PointsKind
    points: Annotated[int, Field(ge=1, le=2**53)]
    effective_at_ms: Millis
    expires_at_ms: Millis | None = None


class SignedLease(Message):
    """Points that one device alone may spend: the server's word, and the proof of it (design §6).

    What was granted, for ever the same: what is left only the device knows.
    """

    lease_id: UuidText
    tenant_id: UuidText
    device_id: UuidText
    guest_id: UuidText
    """As the server knew him when it was granted; an alias stays valid."""
    server_epoch: Epoch
    granted_at_ms: Millis
    lots: Annotated[tuple[LeasedLot, ...], Field(min_length=1), FailFast()]
    signature: str = ""


class LeaseRequest(Message):
    """A till asks for points of a guest to spend (design §6)."""

    v: Literal[1] = FIRST_VERSION
    guest_id: UuidText
    points_wanted: Annotated[int, Field(ge=0, le=2**53)] = 0
    """Beyond what is free, other devices are asked to give leases back until this many are."""


class HeldElsewhere(Message):
    """Points of the guest under a lease of another device."""

    device_id: UuidText
    device_name: str
    points: int
    until_ms: Millis
    """When the server takes them back by itself; 0 is never (strict policy)."""


class LeaseReply(Message):
    """All leases this device has on the guest, new ones among them, and who holds the rest."""

    v: Literal[1] = FIRST_VERSION
    leases: tuple[SignedLease, ...]
    elsewhere: tuple[HeldElsewhere, ...]
    is_recalling: bool
    """Other devices were asked just now: ask again when the feed tells of the guest's card."""
    horizon_ms: Millis
    server_time_ms: Millis


class AnnounceRequest(Message):
    """A device tells a restored server what that may have forgotten (design §9).

    First the leases it holds or its queued operations name, before it sends those again; and once
    more with ``replayed_to`` when everything the server had acknowledged is there again. A server
    whose backup is older than the device's enrolment knows it by its certificate.
    """

    v: Literal[1] = FIRST_VERSION
    server_epoch: Epoch
    """The newest the device has heard of."""
    epoch: Epoch
    leases: Annotated[tuple[SignedLease, ...], FailFast()] = ()
    replayed_to: Seq | None = None
    """All up to here had been acknowledged, and has been sent again."""
    keepsakes: Annotated[tuple[str, ...], FailFast()] = ()
    """What the server gave it to keep, so that operations that name it can be decided again."""
    certificate: DeviceCertificate


class AnnounceReply(Message):
    """Whether the server still waits for others, or may be trusted with everything again."""

    v: Literal[1] = FIRST_VERSION
    is_fenced: bool
    server_epoch: Epoch
    server_time_ms: Millis


class Problem(BaseModel):
    """RFC 7807 problem details with our machine code and the data of the refusal (LED-37)."""

    model_config = ConfigDict(extra="allow")

    type: str = "about:blank"
    title: str
    status: int
    detail: str | None = None
    code: str
    retryable: bool = False
    data: dict[str, Any] = Field(default_factory=dict)


def versions_of(model: type[BaseModel]) -> tuple[int, ...]:
    """The versions of the protocol in which a message of this kind is understood."""
    versions: tuple[int, ...] = get_args(model.model_fields["v"].annotation)
    return versions


def signing_text(message: PushReply) -> str:
    """What the signature of an acknowledgement covers: all that its version knows but itself."""
    outside = {"signature", "horizon_ms"} if message.v == FIRST_VERSION else {"signature"}
    return canonical_json(message.model_dump(mode="json", exclude=outside))


def lease_signing_text(lease: SignedLease) -> str:
    """What the tenant's key signs when it grants a lease."""
    return canonical_json(
        {"what": "max-loyalty lease v1", **lease.model_dump(mode="json", exclude={"signature"})}
    )


def push_signing_text(request: PushRequest, tenant_id: str) -> str:
    """What a device signs: who, which run, where it ends, what it has seen.

    The bodies are covered by ``head``.
    """
    return canonical_json(
        {
            "cursor": request.cursor.model_dump(),
            "device_id": request.device_id,
            "epoch": request.epoch,
            "from": request.operations[0].seq,
            "head": request.head,
            "nonce": request.nonce,
            "tenant_id": tenant_id,
            "to": request.operations[-1].seq,
            "what": "max-loyalty push v1",
        }
    )


def certificate_text(certificate: DeviceCertificate) -> str:
    """What the tenant's key signs when it recognises a device."""
    told = certificate.model_dump(mode="json", exclude={"signature"})
    return canonical_json({"what": "max-loyalty device certificate v1", **told})


def request_signing_text(*, method: str, target: str, nonce: str, body_sha256: str) -> str:
    """What a device signs to authenticate any other request; ``target`` is path and query."""
    return canonical_json(
        {
            "body": body_sha256,
            "method": method,
            "nonce": nonce,
            "target": target,
            "what": "max-loyalty request v1",
        }
    )
