"""Leases: points that one device alone may spend, set aside before it may (an escrow).

Source: O'Neil, "The Escrow Transactional Method" (1986); bounded counters (Balegas et al., 2015);
design §6. A lease reserves parts of lots, so the split of promo and regular points on a receipt
printed without the network is the one that will be booked. Must not know clocks, queues, tables
or signatures: whoever calls says what is left and what time it is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from shared.domain.card import Card
from shared.domain.errors import PointsShortfall
from shared.domain.ids import GuestId, LeaseId, LotId
from shared.domain.lots import Lot, LotUse, spending_order

HORIZON_MINUTES_DEFAULT = 4 * 60
GRACE_MINUTES = 20
"""How long after a device's horizon the server waits before it takes a timed lease back."""


class SilencePolicy(StrEnum):
    """What the server does about the leases of a device it no longer hears."""

    TIMED = "TIMED"
    """Takes them back after horizon and grace; a late redemption may cost the house."""
    STRICT = "STRICT"
    """Never by itself: a manager declares the device lost. The house loses nothing."""


@dataclass(frozen=True, slots=True)
class OfflinePolicy:
    """How far a tenant trusts its tills while they are out of reach. House float off: all 0."""

    silence: SilencePolicy = SilencePolicy.TIMED
    horizon_minutes: int = HORIZON_MINUTES_DEFAULT
    float_per_operation: int = 0
    float_per_guest: int = 0
    """For one guest without an answer of the server in between."""
    float_per_day: int = 0
    """For one device in one day of the restaurant."""


@dataclass(frozen=True, slots=True)
class Lease:
    """What one lease still holds: parts of lots of one card."""

    lease_id: LeaseId
    guest_id: GuestId
    lots: tuple[Lot, ...]

    @property
    def left(self) -> int:
        """All points under it, expired ones too."""
        return sum(lot.left for lot in self.lots)

    def spendable(self, at: datetime) -> int:
        """Points that may be spent at ``at`` (aware UTC)."""
        return sum(lot.left for lot in self.lots if lot.is_spendable(at))


@dataclass(frozen=True, slots=True)
class LeaseUse:
    """Points taken (negative) from one lot under one lease."""

    lease_id: LeaseId
    use: LotUse


def spend_leases(leases: Iterable[Lease], points: int, *, at: datetime) -> tuple[LeaseUse, ...]:
    """Which parts of which leases pay for ``points``, in the spending order of lots.

    Raises ``PointsShortfall`` when they hold less at ``at``.
    """
    assert points > 0
    held = sorted(
        ((spending_order(lot), lease.lease_id, lot) for lease in leases for lot in lease.lots),
        key=lambda each: each[:2],
    )
    uses: list[LeaseUse] = []
    missing = points
    for _, lease_id, lot in held:
        taken = min(lot.left, missing) if lot.is_spendable(at) else 0
        if taken:
            uses.append(LeaseUse(lease_id, LotUse(lot.lot_id, lot.kind, -taken)))
            missing -= taken
    if missing:
        raise PointsShortfall(asked=points, available=points - missing)
    return tuple(uses)


def leases_after(leases: Sequence[Lease], uses: Iterable[LeaseUse]) -> tuple[Lease, ...]:
    """``leases`` after ``uses``; using more than is left is a bug of the caller."""
    change: dict[tuple[LeaseId, LotId], int] = {}
    for each in uses:
        key = (each.lease_id, each.use.lot_id)
        change[key] = change.get(key, 0) + each.use.points
    return tuple(
        replace(
            lease,
            lots=tuple(
                _after(lot, change.get((lease.lease_id, lot.lot_id), 0)) for lot in lease.lots
            ),
        )
        for lease in leases
    )


def free_card(card: Card, leases: Iterable[Lease]) -> Card:
    """``card`` without what these leases hold: what is nobody's yet."""
    held: dict[LotId, int] = {}
    for lease in leases:
        for lot in lease.lots:
            held[lot.lot_id] = held.get(lot.lot_id, 0) + lot.left
    return replace(card, lots=tuple(_after(lot, -held.get(lot.lot_id, 0)) for lot in card.lots))


def _after(lot: Lot, points: int) -> Lot:
    assert lot.left + points >= 0, "a lot cannot hold less than nothing"
    return replace(lot, left=lot.left + points)
