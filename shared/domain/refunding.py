"""Taking a booked operation back, in whole or in part, exactly.

Source: LOY-96…LOY-101. A reversal never makes a balance negative: what is there is taken, the
shortfall goes on the record for the manager.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.domain.errors import RefundTooLarge
from shared.domain.lots import Lot, LotUse, spending_order
from shared.domain.points import PointsKind, share_of


@dataclass(frozen=True, slots=True)
class Reversal:
    """What a cancellation does to the lots, and what it could not take back."""

    uses: tuple[LotUse, ...]
    shortfall: int = 0


def refund_share(
    points: int, *, refund_minor: int, original_minor: int, refunded_minor: int, returned: int
) -> int:
    """How many of ``points`` go back for a refund of ``refund_minor``.

    ``refunded_minor`` and ``returned`` are what earlier refunds of the same check took. The last
    refund returns exactly the rest (LOY-100). Raises ``RefundTooLarge``.
    """
    refundable = original_minor - refunded_minor
    if not 0 < refund_minor <= refundable:
        raise RefundTooLarge(refund_minor=refund_minor, refundable_minor=refundable)
    if refund_minor == refundable:
        return points - returned
    return min(share_of(points, refund_minor, original_minor), points - returned)


def reverse_uses(original: Sequence[LotUse], lots: Sequence[Lot], *, at: datetime) -> Reversal:
    """The uses that undo ``original`` on a card that now holds ``lots``.

    Points that were spent return to the very lots they came from. Points that were given are
    taken from their own lot first; what was spent since comes from other lots of the same kind,
    and the rest is the shortfall (LOY-97, LOY-101).
    """
    given_back = tuple(
        LotUse(use.lot_id, use.kind, -use.points) for use in original if use.points < 0
    )
    left = {lot.lot_id: lot.left for lot in lots}
    taken: dict[tuple[str, PointsKind], LotUse] = {}
    shortfall = 0
    for use in original:
        missing = use.points
        if missing <= 0:
            continue
        for lot in _own_lot_first(use, lots, at):
            part = min(left[lot.lot_id], missing)
            if part:
                left[lot.lot_id] -= part
                missing -= part
                before = taken.get((lot.lot_id, lot.kind))
                total = part - (before.points if before else 0)
                taken[lot.lot_id, lot.kind] = LotUse(lot.lot_id, lot.kind, -total)
        shortfall += missing
    return Reversal(given_back + tuple(taken.values()), shortfall)


def _own_lot_first(use: LotUse, lots: Sequence[Lot], at: datetime) -> list[Lot]:
    own = [lot for lot in lots if lot.lot_id == use.lot_id]
    others = [
        lot
        for lot in lots
        if lot.lot_id != use.lot_id and lot.kind is use.kind and lot.is_spendable(at)
    ]
    return own + sorted(others, key=spending_order)
