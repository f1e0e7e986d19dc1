"""Lots: points of one origin and one expiry, and the order in which they are spent.

Promo points go first, the earliest expiry first; then regular points, first in first out
(LOY-16, LOY-19). Every use names its lots, so a refund returns points to where they came from.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from shared.domain.errors import PointsShortfall
from shared.domain.ids import CardId, LotId
from shared.domain.points import PointsKind


@dataclass(frozen=True, slots=True)
class Lot:
    """What is left of the points that one operation gave."""

    lot_id: LotId
    kind: PointsKind
    left: int
    effective_at: datetime
    expires_at: datetime | None = None

    def is_spendable(self, at: datetime) -> bool:
        """Whether points of this lot may be spent at ``at`` (aware UTC)."""
        return self.left > 0 and (self.expires_at is None or at < self.expires_at)


@dataclass(frozen=True, slots=True)
class LotUse:
    """Points taken from (negative) or given to (positive) one lot."""

    lot_id: LotId
    kind: PointsKind
    points: int


@dataclass(frozen=True, slots=True)
class LotMove:
    """A whole lot, with what is left in it, goes from one card to another (merge, migration)."""

    lot_id: LotId
    from_card: CardId
    to_card: CardId


def balance_of(lots: Iterable[Lot], kind: PointsKind, at: datetime) -> int:
    """Spendable points of one kind at ``at``."""
    return sum(lot.left for lot in lots if lot.kind is kind and lot.is_spendable(at))


def spend(lots: Sequence[Lot], points: int, *, at: datetime) -> tuple[LotUse, ...]:
    """Which lots pay for ``points``, in spending order; the uses are negative.

    Raises ``PointsShortfall`` when the spendable lots hold less (CSH-34).
    """
    assert points > 0
    uses: list[LotUse] = []
    missing = points
    for lot in sorted((lot for lot in lots if lot.is_spendable(at)), key=spending_order):
        taken = min(lot.left, missing)
        uses.append(LotUse(lot.lot_id, lot.kind, -taken))
        missing -= taken
        if missing == 0:
            return tuple(uses)
    raise PointsShortfall(asked=points, available=points - missing)


def spending_order(lot: Lot) -> tuple[bool, datetime, datetime, str]:
    """The sort key of LOY-16 and LOY-19; the id makes it total, so both sides agree."""
    return (
        lot.kind is PointsKind.REGULAR,
        lot.expires_at or lot.effective_at,
        lot.effective_at,
        lot.lot_id,
    )


def use_lots(lots: Sequence[Lot], uses: Iterable[LotUse]) -> tuple[Lot, ...]:
    """``lots`` after ``uses``; a use of an unknown lot is a bug of the caller."""
    by_id = {lot.lot_id: lot for lot in lots}
    for use in uses:
        lot = by_id[use.lot_id]
        assert lot.left + use.points >= 0, "a lot cannot hold less than nothing"
        by_id[use.lot_id] = replace(lot, left=lot.left + use.points)
    return tuple(by_id.values())
