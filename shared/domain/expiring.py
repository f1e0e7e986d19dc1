"""Expiry: when points are due to go, which are gone for good, and which come back after all.

Promo points have a term of their own (LOY-18); regular points go together, some days after the
guest was active last (LOY-17, C-81). An expiry is booked only three days after it was due: till
then a redemption made offline in time may still arrive (design §7). Pure: whoever calls hands the
lots that nobody holds under a lease, and says what time it is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import groupby
from zoneinfo import ZoneInfo

from shared.domain.card import Card
from shared.domain.lots import Lot, LotUse, spending_order
from shared.domain.points import PointsKind
from shared.domain.programme import ProgrammeSettings

EXPIRY_GRACE = timedelta(hours=72)
"""So long after the term its expiry is booked: tills may tell of what was spent before it."""


class ExpiryCause(StrEnum):
    """Why points go."""

    TERM = "TERM"
    INACTIVITY = "INACTIVITY"


@dataclass(frozen=True, slots=True)
class Due:
    """Points of one kind that go on one day of the programme's zone, unless they are spent."""

    kind: PointsKind
    points: int
    at: datetime
    """When the first of them go."""
    cause: ExpiryCause


@dataclass(frozen=True, slots=True)
class Expired:
    """What is left of a lot, gone."""

    lot: Lot
    """As it was."""
    due_at: datetime
    cause: ExpiryCause

    @property
    def use(self) -> LotUse:
        """All of it leaves the lot."""
        return LotUse(self.lot.lot_id, self.lot.kind, -self.lot.left)


def due_at(lot: Lot, card: Card, settings: ProgrammeSettings) -> datetime | None:
    """When the points of ``lot`` are due to go; None when never.

    What came to an idle card by an adjustment has the whole span before it.
    """
    if lot.kind is PointsKind.PROMO:
        return lot.expires_at
    active_at = max(card.last_activity_at or lot.effective_at, lot.effective_at)
    return active_at + timedelta(days=settings.inactivity_days)


def expired(card: Card, *, settings: ProgrammeSettings, at: datetime) -> tuple[Expired, ...]:
    """What of ``card`` is gone at ``at`` (aware UTC), after the grace, in spending order."""
    return tuple(
        Expired(lot, due, _cause(lot))
        for lot, due in _due_lots(card, settings)
        if due + EXPIRY_GRACE <= at
    )


def warnings(card: Card, *, settings: ProgrammeSettings, at: datetime) -> tuple[Due, ...]:
    """What the guest is to be warned of at ``at`` (aware UTC), the soonest first (LOY-20)."""
    until = at + timedelta(days=settings.expiry_warning_days)
    return tuple(due for due in _coming(card, settings, at) if due.at <= until)


def next_due(card: Card, *, settings: ProgrammeSettings, at: datetime) -> Due | None:
    """What goes next after ``at`` (aware UTC), or None when the card has nothing to lose."""
    return next(iter(_coming(card, settings, at)), None)


def reinstate(
    gone: Card, points: int, *, settings: ProgrammeSettings, effective_at: datetime
) -> tuple[LotUse, ...]:
    """What comes back for a redemption that was made at ``effective_at`` and told late.

    The lots of ``gone`` are as large as what expired of them. At most ``points``, positive, of what
    was due to go only afterwards, in spending order (design §7).
    """
    uses: list[LotUse] = []
    for lot, due in _due_lots(gone, settings):
        back = min(lot.left, points) if effective_at < due else 0
        if back:
            uses.append(LotUse(lot.lot_id, lot.kind, back))
            points -= back
    return tuple(uses)


def _due_lots(card: Card, settings: ProgrammeSettings) -> Iterator[tuple[Lot, datetime]]:
    for lot in sorted(card.lots, key=spending_order):
        due = due_at(lot, card, settings)
        if lot.left and due is not None:
            yield lot, due


def _cause(lot: Lot) -> ExpiryCause:
    return ExpiryCause.TERM if lot.kind is PointsKind.PROMO else ExpiryCause.INACTIVITY


def _coming(card: Card, settings: ProgrammeSettings, at: datetime) -> list[Due]:
    """What is still to go after ``at``, the soonest first."""
    zone = ZoneInfo(settings.timezone)
    coming = [(due, lot) for lot, due in _due_lots(card, settings) if at < due]

    def day_and_kind(each: tuple[datetime, Lot]) -> tuple[date, PointsKind]:
        return each[0].astimezone(zone).date(), each[1].kind

    days = groupby(sorted(coming, key=day_and_kind), key=day_and_kind)
    return sorted((_due(list(group)) for _, group in days), key=lambda due: (due.at, due.kind))


def _due(together: Sequence[tuple[datetime, Lot]]) -> Due:
    first, lot = min(together, key=lambda each: each[0])
    return Due(lot.kind, sum(lot.left for _, lot in together), first, _cause(lot))
