"""Who this device is, where its chain stands, what of the server it has seen: one row."""

from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any, Final

from sqlite_utils import Database

from client.clock import Moment
from client.store.rows import first
from shared.domain.clocks import OFFSET_STOP_MS, ClockState, server_time_ms
from shared.domain.ids import DeviceId, RestaurantId, TenantId
from shared.operations.bodies import ClockReading, Totals
from shared.operations.chain import GENESIS
from shared.operations.encode import to_millis
from shared.sync.messages import Cursor, DeviceCertificate, EnrolReply

UNTIL_CONTACT: Final = 2**53
"""A moment of the server's that only the server can tell: the next contact."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """One moment read on two clocks: the server's and this machine's monotonic one."""

    server_ms: int
    mono_ms: int
    boot_id: str


@dataclass(frozen=True, slots=True)
class NewDevice:
    """What the device itself brings to its enrolment."""

    server_url: str
    device_name: str
    epoch: int
    enrolled_at_ms: int


@dataclass(frozen=True, slots=True)
class Me:
    """The row, typed."""

    server_url: str
    tenant_id: TenantId
    tenant_name: str
    restaurant_id: RestaurantId
    restaurant_name: str
    device_id: DeviceId
    device_name: str
    server_public_key: str
    """Base64: verifies every acknowledgement."""
    epoch: int
    last_seq: int
    head: bytes
    """The chain hash of the last operation."""
    acked: int
    """The highest seq the server has answered for."""
    stable: int
    count: int
    earned: int
    redeemed: int
    cursor: Cursor
    anchor: Anchor | None
    clock_offset_ms: int | None
    """This wall clock minus the server's, at the last contact."""
    last_contact_ms: int | None
    """Server time of the last contact."""
    horizon_ms: int
    """Server time until which leases may be spent; 0 is not at all."""
    latest_ms: int
    """The latest server time this device ever reckoned."""
    problem: str | None
    """Why nothing travels until a person acts: ``device_revoked`` …"""
    certificate: DeviceCertificate
    rescue_public_key: str
    is_announced: bool
    """Whether a restored server was told of the leases."""
    replay_to: int | None
    """Up to here a restored server gets again what it had acknowledged; None: nothing to do."""
    leases_void_ms: int
    """Leases granted up to this server time belong to an earlier life of this device."""

    def totals(self) -> Totals:
        """The running totals as they stand before the next operation, which is counted."""
        return Totals(count=self.count + 1, earned=self.earned, redeemed=self.redeemed)

    def server_time_ms(self, moment: Moment) -> int | None:
        """The server's time at ``moment`` as well as this device can know it (design §7)."""
        anchor = self.anchor
        if anchor is None:
            return None
        return server_time_ms(
            ClockState(
                anchor_server_ms=anchor.server_ms,
                anchor_mono_ms=anchor.mono_ms,
                anchor_boot_id=anchor.boot_id,
                offset_ms=self.clock_offset_ms or 0,
                latest_ms=self.latest_ms,
            ),
            wall_ms=to_millis(moment.at),
            mono_ms=moment.mono_ms,
            boot_id=moment.boot_id,
        )

    def is_clock_sound(self, moment: Moment) -> bool:
        """Whether this clock's word is good enough to spend points by (design §7)."""
        now_ms = self.server_time_ms(moment)
        return now_ms is not None and abs(to_millis(moment.at) - now_ms) <= OFFSET_STOP_MS

    def alone_until_ms(self, moment: Moment) -> int | None:
        """Until when, by the server's clock, leases may be spent; None when not at ``moment``."""
        now_ms = self.server_time_ms(moment)
        if now_ms is None or now_ms >= self.horizon_ms or not self.is_clock_sound(moment):
            return None
        return self.horizon_ms

    def clock_reading(self, moment: Moment) -> ClockReading:
        """What an operation made at ``moment`` says about its time (design §7)."""
        anchor = self.anchor
        return ClockReading(
            wall_ms=max(0, to_millis(moment.at)),
            mono_ms=moment.mono_ms,
            boot_id=moment.boot_id,
            anchor_server_ms=anchor.server_ms if anchor else None,
            anchor_mono_ms=anchor.mono_ms if anchor else None,
            anchor_boot_id=anchor.boot_id if anchor else None,
        )


def find_me(db: Database) -> Me | None:
    """This device, or None before enrolment."""
    row = first(db, "SELECT * FROM me")
    return _me(row) if row else None


def me_of(db: Database) -> Me:
    """This device; asking before enrolment is a bug."""
    me = find_me(db)
    assert me is not None, "the device is not enrolled"
    return me


def save_enrolment(db: Database, reply: EnrolReply, *, device: NewDevice) -> None:
    """The first row of a device's life; a second enrolment is a bug."""
    db.execute(
        """INSERT INTO me (id, server_url, tenant_id, tenant_name, restaurant_id, restaurant_name,
            device_id, device_name, server_public_key, certificate, rescue_public_key, epoch, head,
            server_epoch, enrolled_at_ms)
        VALUES (1, :server_url, :tenant_id, :tenant_name, :restaurant_id, :restaurant_name,
            :device_id, :device_name, :server_public_key, :certificate, :rescue_public_key, :epoch,
            :head, :server_epoch, :enrolled_at_ms)""",
        reply.model_dump(exclude={"v", "server_time_ms", "certificate"})
        | asdict(device)
        | {"head": GENESIS.hex(), "certificate": reply.certificate.model_dump_json()},
    )


def advance_chain(db: Database, *, seq: int, head: bytes, totals: Totals) -> None:
    """The chain is one operation longer."""
    db.execute(
        """UPDATE me SET last_seq = ?, head = ?, total_count = ?, total_earned = ?,
            total_redeemed = ?""",
        (seq, head.hex(), totals.count, totals.earned, totals.redeemed),
    )


def note_time(db: Database, server_ms: int) -> None:
    """It was that late by the server's clock: time does not run back (design §7)."""
    db.execute("UPDATE me SET latest_ms = max(latest_ms, ?)", (server_ms,))


def set_acked(db: Database, *, acked: int, stable: int) -> None:
    """How far the server has answered, and how far that is in a verified backup of it."""
    db.execute("UPDATE me SET acked = ?, stable = ?", (acked, stable))


def set_cursor(db: Database, cursor: Cursor, *, is_end: bool = True) -> None:
    """How far the replica has come; at the feed's end it shows everything up to there."""
    db.execute(
        """UPDATE me SET server_epoch = :server_epoch, cursor_seq = :seq,
            shown_seq = CASE WHEN :is_end THEN :seq ELSE shown_seq END""",
        {**cursor.model_dump(), "is_end": is_end},
    )


def begin_replica(db: Database, server_epoch: int) -> None:
    """The feed is read from its start; what it no longer tells is swept at its end."""
    set_cursor(db, Cursor(server_epoch=server_epoch, seq=0))
    db.execute("UPDATE me SET is_sweep_due = 1")


def end_replica(db: Database) -> bool:
    """The feed's end is reached; True when the replica must be swept now."""
    return db.execute("UPDATE me SET is_sweep_due = 0 WHERE is_sweep_due = 1").rowcount > 0


def note_contact(db: Database, *, server_ms: int, moment: Moment) -> None:
    """The server answered at ``moment`` and said what time it has."""
    db.execute(
        """UPDATE me SET anchor_server_ms = ?, anchor_mono_ms = ?, anchor_boot_id = ?,
            clock_offset_ms = ?, last_contact_ms = ?, latest_ms = ?,
            leases_void_ms = min(leases_void_ms, ?)""",
        (
            server_ms,
            moment.mono_ms,
            moment.boot_id,
            to_millis(moment.at) - server_ms,
            server_ms,
            server_ms,
            server_ms,
        ),
    )


def move_horizon(db: Database, horizon_ms: int, *, server_ms: int, is_feed_read: bool) -> None:
    """The server said at ``server_ms`` until when leases may be spent; 0 stops that at once.

    Whoever was silent past his old horizon may have lost leases meanwhile: for him a later one
    counts only once the feed is read to its end, and he has been told which.
    """
    db.execute(
        """UPDATE me SET horizon_ms = :horizon_ms
        WHERE :horizon_ms = 0 OR :is_feed_read OR :server_ms < horizon_ms""",
        {"horizon_ms": horizon_ms, "server_ms": server_ms, "is_feed_read": is_feed_read},
    )


def set_problem(db: Database, problem: str | None) -> None:
    """Why nothing travels any more, or None when it does again.

    Whoever is shut out holds nothing: the server gives his leases to others.
    """
    db.execute("UPDATE me SET problem = ?", (problem,))
    if problem is not None:
        move_horizon(db, 0, server_ms=0, is_feed_read=False)


def _me(row: dict[str, Any]) -> Me:
    anchored = row["anchor_server_ms"] is not None
    return Me(
        server_url=row["server_url"],
        tenant_id=TenantId(row["tenant_id"]),
        tenant_name=row["tenant_name"],
        restaurant_id=RestaurantId(row["restaurant_id"]),
        restaurant_name=row["restaurant_name"],
        device_id=DeviceId(row["device_id"]),
        device_name=row["device_name"],
        server_public_key=row["server_public_key"],
        epoch=row["epoch"],
        last_seq=row["last_seq"],
        head=bytes.fromhex(row["head"]),
        acked=row["acked"],
        stable=row["stable"],
        count=row["total_count"],
        earned=row["total_earned"],
        redeemed=row["total_redeemed"],
        cursor=Cursor(server_epoch=row["server_epoch"], seq=row["cursor_seq"]),
        anchor=Anchor(row["anchor_server_ms"], row["anchor_mono_ms"], row["anchor_boot_id"])
        if anchored
        else None,
        clock_offset_ms=row["clock_offset_ms"],
        last_contact_ms=row["last_contact_ms"],
        horizon_ms=row["horizon_ms"],
        latest_ms=row["latest_ms"],
        problem=row["problem"],
        certificate=_certificate(row["certificate"]),
        rescue_public_key=row["rescue_public_key"],
        is_announced=bool(row["is_announced"]),
        replay_to=row["replay_to"],
        leases_void_ms=row["leases_void_ms"],
    )


@lru_cache(maxsize=1)
def _certificate(text: str) -> DeviceCertificate:
    """One for the life of the device, and everything asks who it is."""
    return DeviceCertificate.model_validate_json(text)
