"""Who answers for a redemption: leases this till holds, the house, or the server. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from client.till.offline import Offline
from shared.domain.card import Card
from shared.domain.errors import LeaseMissing
from shared.domain.ids import LeaseId
from shared.domain.leases import Lease, LeaseUse, spend_leases
from shared.domain.lots import Lot, LotUse, spend
from shared.domain.points import PointsKind
from shared.domain.quotes import RedeemBound, RedemptionLimits, RedemptionQuote
from shared.domain.redeeming import paid_by


@dataclass(frozen=True, slots=True)
class Payment:
    """Points this till spends by its own right: booked whatever becomes of the network."""

    lease_ids: tuple[LeaseId, ...]
    """All that may be drawn on, so that the server draws in the same order."""
    uses: tuple[LeaseUse, ...]
    float_points: int
    promo_points: int
    regular_points: int


def payment_of(card: Card, offline: Offline, points: int, *, at: datetime) -> Payment | None:
    """How this till alone pays ``points`` (at most what ``card`` holds); None when it may not."""
    if points > offline.spendable:
        return None
    leased = min(points, offline.points)
    uses = spend_leases(offline.leases, leased, at=at) if leased else ()
    vouched = points - leased
    floated = spend(_free_lots(card, offline.leases), vouched, at=at) if vouched else ()
    taken = (*(each.use for each in uses), *floated)
    return Payment(
        lease_ids=tuple(lease.lease_id for lease in offline.leases if lease.spendable(at)),
        uses=uses,
        float_points=vouched,
        promo_points=_taken(taken, PointsKind.PROMO),
        regular_points=_taken(taken, PointsKind.REGULAR),
    )


def limits_alone(limits: RedemptionLimits, offline: Offline) -> RedemptionLimits:
    """What may be redeemed without the network. Raises ``LeaseMissing`` below the minimum."""
    spendable = offline.spendable
    if spendable < limits.minimum:
        raise LeaseMissing(points=limits.minimum, spendable=spendable)
    if limits.maximum <= spendable:
        return limits
    return replace(limits, maximum=spendable, bound=RedeemBound.LEASE)


def as_paid(quote: RedemptionQuote, payment: Payment | None) -> RedemptionQuote:
    """``quote`` with the split of what really pays."""
    if payment is None:
        return quote
    return paid_by(quote, promo_points=payment.promo_points, regular_points=payment.regular_points)


def _free_lots(card: Card, leases: Iterable[Lease]) -> tuple[Lot, ...]:
    """Other tills may have been faster: less can be left of a lot than was leased of it."""
    held: dict[str, int] = {}
    for lease in leases:
        for lot in lease.lots:
            held[lot.lot_id] = held.get(lot.lot_id, 0) + lot.left
    return tuple(replace(lot, left=max(0, lot.left - held.get(lot.lot_id, 0))) for lot in card.lots)


def _taken(uses: Iterable[LotUse], kind: PointsKind) -> int:
    return -sum(use.points for use in uses if use.kind is kind)
