"""How much of a card goes under a lease. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from server.ledger.leases import HeldLease
from shared.domain.card import Card, CardStatus
from shared.domain.lots import Lot, spend
from shared.operations.bodies import LEASES_MAX

LEASES_PER_GUEST = LEASES_MAX // 2
"""With so many on one guest a device gets no more, but is asked to give them back for one."""
_MAY_REDEEM = frozenset({CardStatus.ACTIVE, CardStatus.MIGRATED})


def part_of(free: Card, points: int, *, at: datetime) -> tuple[Lot, ...]:
    """At most ``points`` of what is free and spendable at ``at``, in spending order.

    Nothing of a card that may not redeem.
    """
    granted = min(points, free.total(at))
    if granted <= 0 or free.status not in _MAY_REDEEM:
        return ()
    lots = {lot.lot_id: lot for lot in free.lots}
    return tuple(
        replace(lots[use.lot_id], left=-use.points) for use in spend(free.lots, granted, at=at)
    )


def is_full(mine: Sequence[HeldLease]) -> bool:
    """Whether a device holds so many leases on one guest that they should become one."""
    return len(mine) >= LEASES_PER_GUEST
