"""Taking a booked operation back, in whole or in part, exactly.

Shares are floors of running totals: each refund takes what all refunds so far come to, less what
the earlier ones took. So one refund of 210.00 and two of 105.00 take the same points, and the last
one takes exactly the rest (LOY-73, LOY-96, LOY-100). A reversal never makes a balance negative:
what is there is taken, the shortfall goes on the record for the manager (LOY-101). What expired
before anybody spent it is gone already: it is not taken once more from the guest's other points.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from shared.domain.errors import RefundTooLarge
from shared.domain.ids import LotId
from shared.domain.lots import Lot, LotUse, spending_order
from shared.domain.points import PointsKind, share_of


class RefundReason(StrEnum):
    """Why a guest gets money back."""

    RETURN = "return"
    QUALITY = "quality"
    MISTAKE = "mistake"


@dataclass(frozen=True, slots=True)
class RefundPart:
    """How much of a check goes back now, in minor units, and how much went before."""

    original_minor: int
    refunded_minor: int
    refund_minor: int


WHOLE = RefundPart(original_minor=1, refunded_minor=0, refund_minor=1)
"""All of an operation that no check stands behind."""


@dataclass(frozen=True, slots=True)
class Reversal:
    """What a cancellation or refund does to the lots, and what it could not take back."""

    uses: tuple[LotUse, ...]
    shortfall: int = 0
    expired: int = 0
    """What had expired in its own lots and counts as taken."""


@dataclass(frozen=True, slots=True)
class Expiries:
    """What expired of the points that an operation gave, before anybody spent them."""

    of_lots: Mapping[LotId, int] = field(default_factory=dict)
    uncounted: int = 0
    """How many of them no earlier refund has counted as taken."""


NO_EXPIRIES = Expiries()


def require_part(part: RefundPart) -> None:
    """Raises ``RefundTooLarge`` unless that much of the check is left to go back (LOY-100)."""
    refundable = part.original_minor - part.refunded_minor
    if not 0 < part.refund_minor <= refundable:
        raise RefundTooLarge(refund_minor=part.refund_minor, refundable_minor=refundable)


def refund_share(points: int, part: RefundPart) -> int:
    """How many of ``points`` go back with ``part``. Raises ``RefundTooLarge``."""
    require_part(part)
    before, after = _bounds(points, part)
    return after - before


def refund_uses(
    original: Sequence[LotUse],
    lots: Sequence[Lot],
    *,
    part: RefundPart,
    at: datetime,
    expiries: Expiries = NO_EXPIRIES,
) -> Reversal:
    """The uses that undo ``part`` of ``original`` on a card that now holds ``lots``.

    Points that were spent return to the very lots they came from, what was spent last first; into
    a lot whose term is over they return too, and expire there. Points that were given are taken
    from their own lot, as far as they did not expire there; then from lots of the same kind, then
    of the other kind; the rest is the shortfall (LOY-97, LOY-101). Raises ``RefundTooLarge``.
    """
    require_part(part)
    pool = _Pool(lots, at, expiries)
    for use in _shares([use for use in reversed(original) if use.points < 0], part):
        pool.give(use)
    missing = [pool.take_own(use) for use in _shares(_given(original), part)]
    shortfall = sum(pool.take_other(use) for use in missing)
    return Reversal(pool.uses(), shortfall, expiries.uncounted - pool.uncounted)


def _given(original: Sequence[LotUse]) -> list[LotUse]:
    return [use for use in original if use.points > 0]


def _shares(uses: Sequence[LotUse], part: RefundPart) -> Iterator[LotUse]:
    """What of each of ``uses`` (all of one sign) goes back now, opposite in sign.

    A kind is one row of the ledger (LOY-96): its total is shared, then laid on its uses in order.
    """
    for kind in PointsKind:
        mine = [use for use in uses if use.kind is kind]
        before, after = _bounds(sum(abs(use.points) for use in mine), part)
        for use in mine:
            size = abs(use.points)
            now = min(after, size) - min(before, size)
            before, after = max(0, before - size), max(0, after - size)
            if now:
                yield LotUse(use.lot_id, kind, now if use.points < 0 else -now)


def _bounds(points: int, part: RefundPart) -> tuple[int, int]:
    after_minor = part.refunded_minor + part.refund_minor
    before = share_of(points, part.refunded_minor, part.original_minor)
    return before, share_of(points, after_minor, part.original_minor)


class _Pool:
    """The card's lots while a reversal takes from them and gives to them."""

    def __init__(self, lots: Sequence[Lot], at: datetime, expiries: Expiries) -> None:
        self._left = {lot.lot_id: lot.left for lot in lots}
        in_term = (lot for lot in lots if lot.expires_at is None or at < lot.expires_at)
        self._in_order = sorted(in_term, key=spending_order)
        self._own = {lot.lot_id: lot for lot in lots}
        self._done: dict[str, LotUse] = {}
        self._expired = expiries.of_lots
        self.uncounted = expiries.uncounted

    def give(self, use: LotUse) -> None:
        self._left[use.lot_id] = self._left.get(use.lot_id, 0) + use.points
        self._add(use)

    def take_own(self, use: LotUse) -> LotUse:
        """Takes from the use's own lot and its kind; returns what is still missing."""
        own = [self._own[use.lot_id]] if use.lot_id in self._own else []
        missing = self._count_expired(self._take(use, own))
        return self._take(missing, [lot for lot in self._in_order if lot.kind is use.kind])

    def take_other(self, use: LotUse) -> int:
        """Takes from lots of the other kind; returns how many points are missing in the end."""
        return -self._take(use, [lot for lot in self._in_order if lot.kind is not use.kind]).points

    def uses(self) -> tuple[LotUse, ...]:
        return tuple(use for use in self._done.values() if use.points)

    def _count_expired(self, use: LotUse) -> LotUse:
        """What is left to take of ``use``; the rest went from its own lot when it expired."""
        gone = min(-use.points, self._expired.get(use.lot_id, 0), self.uncounted)
        self.uncounted -= gone
        return replace(use, points=use.points + gone)

    def _take(self, use: LotUse, lots: Sequence[Lot]) -> LotUse:
        missing = -use.points
        for lot in lots:
            part = min(self._left[lot.lot_id], missing)
            if part:
                self._left[lot.lot_id] -= part
                self._add(LotUse(lot.lot_id, lot.kind, -part))
                missing -= part
        return LotUse(use.lot_id, use.kind, -missing)

    def _add(self, use: LotUse) -> None:
        before = self._done.get(use.lot_id)
        points = use.points + (before.points if before else 0)
        self._done[use.lot_id] = LotUse(use.lot_id, use.kind, points)
