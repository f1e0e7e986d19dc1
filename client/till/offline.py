"""What of a guest's points this till may spend alone, and until when (design §6, §7).

Knows horizon, clock and house float. Must not know checks, nor write anything.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from client.clock import Moment
from client.store import floats, house, leases
from client.store.me import me_of
from shared.domain.card import Card
from shared.domain.ids import GuestId
from shared.domain.leases import Lease, OfflinePolicy
from shared.operations.encode import from_millis, to_millis


@dataclass(frozen=True, slots=True)
class HeldPoints:
    """Points of the guest that another till may spend."""

    device_name: str
    points: int
    until: datetime | None
    """When they are taken back by themselves; None is never."""


@dataclass(frozen=True, slots=True)
class Offline:
    """One guest's points as this till alone may spend them at one moment."""

    leases: tuple[Lease, ...] = ()
    """None of them after the horizon, or while the clock is not to be trusted."""
    points: int = 0
    """What they hold now: redeemed without asking anybody."""
    until: datetime | None = None
    """The horizon, in the restaurant's time zone; None while nothing may be spent alone."""
    float_points: int = 0
    """How many points beyond the leases the house vouches for."""
    elsewhere: tuple[HeldPoints, ...] = ()
    """Who held the rest when the server was asked last, unless his time is over since."""

    @property
    def spendable(self) -> int:
        """How many points may be redeemed without asking anybody."""
        return self.points + self.float_points


ALONE_NOTHING: Final = Offline()


def offline_of(db: Database, card: Card, *, moment: Moment, timezone: str) -> Offline:
    """What this till may spend of ``card`` (of the canonical guest) by itself."""
    zone, guest_id = ZoneInfo(timezone), card.guest_id
    me = me_of(db)
    now_ms = me.server_time_ms(moment) or 0
    elsewhere = tuple(
        HeldPoints(each.device_name, each.points, _local(each.until_ms, zone))
        for each in leases.elsewhere(db, guest_id)
        if not each.until_ms or each.until_ms > now_ms
    )
    if me.problem is not None or not me.is_clock_sound(moment):
        return Offline(elsewhere=elsewhere)
    float_points = _float_left(db, guest_id, at=moment.at.astimezone(zone))
    horizon_ms = me.alone_until_ms(moment)
    if horizon_ms is None:
        return Offline(float_points=float_points, elsewhere=elsewhere)
    held = leases.open_leases(db, guest_id)
    return Offline(
        leases=held,
        points=sum(lease.spendable(moment.at) for lease in held),
        until=_local(horizon_ms, zone),
        float_points=float_points,
        elsewhere=elsewhere,
    )


def _float_left(db: Database, guest_id: GuestId, *, at: datetime) -> int:
    """``at`` tells the restaurant's day."""
    policy = _policy(db)
    if policy.float_per_operation == 0:
        return 0
    midnight_ms = to_millis(at.replace(hour=0, minute=0, second=0, microsecond=0))
    for_guest = policy.float_per_guest - floats.unanswered_of_guest(db, guest_id)
    today = policy.float_per_day - floats.since(db, midnight_ms)
    return max(0, min(policy.float_per_operation, for_guest, today))


def _policy(db: Database) -> OfflinePolicy:
    tenant = house.tenant(db)
    return tenant.offline.policy() if tenant else OfflinePolicy()


def _local(moment_ms: int, zone: ZoneInfo) -> datetime | None:
    return from_millis(moment_ms).astimezone(zone) if moment_ms else None
