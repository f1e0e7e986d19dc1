"""Settlement of a redemption that a till confirmed by itself: who pays for it (design §6).

First the leases it names, then what of the card is under no lease, the rest the house. The expiry
of a lease stops spending on the device, never settlement here. What was spent under a lease that
was taken back meanwhile is not taken from the others: of those, the till counts what is left, and
may spend it. Pure: values in, values out.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from server.ledger.incoming import OutcomeNote
from server.ledger.leases import HeldLease
from shared.domain.card import Card
from shared.domain.ids import LeaseId, LotId
from shared.domain.leases import Lease, LeaseUse, leases_after, spend_leases
from shared.domain.lots import LotUse, spend
from shared.domain.points import PointsKind

_BEFORE_ANY_EXPIRY = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Claim:
    """What the till spent: ``points`` under ``leases``, and ``vouched`` by house float."""

    points: int
    vouched: int
    leases: tuple[HeldLease, ...]
    is_hold_refused: bool = False
    """A lease it names should have been born with an operation that was refused."""
    is_lapsed: bool = False
    """A lease it names could not be granted again, or not whole, after a restore."""
    is_awaited: bool = False
    """A lease it names is to be born with an operation that was set aside."""
    beyond: int = 0
    """How much of ``vouched`` no policy ever allowed."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """Who pays."""

    leased: tuple[LeaseUse, ...]
    """What leaves the leases, negative."""
    uses: tuple[LotUse, ...]
    """What leaves the card's lots, under leases or not, negative."""
    late: dict[LeaseId, int]
    """Points under leases that were taken back before this was told."""
    loss: int
    """What the house pays."""
    notes: tuple[OutcomeNote, ...]
    owed: Mapping[PointsKind, int] = field(default_factory=dict)
    """What the card has yet to bring instead, after a restore."""
    reinstated: tuple[LotUse, ...] = ()
    """What had expired and comes back, positive, before ``uses`` take it."""

    def taken(self, kind: PointsKind) -> int:
        """Points of one kind that leave the card."""
        return -sum(use.points for use in self.uses if use.kind is kind)


def settle(claim: Claim, free: Card, *, at: datetime) -> Settlement:
    """Who pays for ``claim`` at ``at``; ``free`` is the card without what is under any lease."""
    spent = _spent(claim.leases, claim.points, at=at)
    gone = {each.lease_id for each in claim.leases if each.untold}
    leased = tuple(each for each in spent if each.lease_id not in gone)
    late = _late(each for each in spent if each.lease_id in gone)
    untaken = claim.points + sum(each.use.points for each in leased)
    missing = untaken + claim.vouched
    spendable = min(missing, free.total(at))
    uses = spend(free.lots, spendable, at=at) if spendable else ()
    return Settlement(
        leased=leased,
        uses=_merged((*(each.use for each in leased), *uses)),
        late=late,
        loss=missing - spendable,
        notes=_notes(claim, untaken=untaken, late=late),
    )


def with_reinstated(paid: Settlement, back: tuple[LotUse, ...]) -> Settlement:
    """``paid``, but what expired meanwhile pays before the house does (design §7)."""
    if not back:
        return paid
    taken = (replace(use, points=-use.points) for use in back)
    return replace(
        paid,
        uses=_merged((*paid.uses, *taken)),
        loss=paid.loss - sum(use.points for use in back),
        notes=(*paid.notes, "reinstated"),
        reinstated=back,
    )


def _spent(held: Sequence[HeldLease], points: int, *, at: datetime) -> tuple[LeaseUse, ...]:
    """How the till spent them, as far as it was granted so much; what expired by our clock last.

    What is more was spent twice, by copies of the same device.
    """
    leases = [_as_its_till_holds(each) for each in held]
    spendable = min(points, sum(lease.spendable(at) for lease in leases))
    uses = spend_leases(leases, spendable, at=at) if spendable else ()
    rest = leases_after(leases, uses)
    expired = min(points - spendable, sum(lease.left for lease in rest))
    if expired:
        uses += spend_leases(rest, expired, at=_BEFORE_ANY_EXPIRY)
    return uses


def _as_its_till_holds(lease: HeldLease) -> Lease:
    """Before it hears that it was taken back."""
    return replace(lease.held, lots=lease.untold) if lease.untold else lease.held


def _late(uses: Iterable[LeaseUse]) -> dict[LeaseId, int]:
    """How much was spent under which of the leases that were taken back."""
    late: defaultdict[LeaseId, int] = defaultdict(int)
    for each in uses:
        late[each.lease_id] -= each.use.points
    return dict(late)


def _notes(claim: Claim, *, untaken: int, late: dict[LeaseId, int]) -> tuple[OutcomeNote, ...]:
    notes: list[OutcomeNote] = []
    is_more = untaken > sum(late.values())
    if late or (is_more and claim.is_lapsed):
        notes.append("lease_reclaimed")
    if is_more and not claim.is_lapsed:
        notes.append("hold_refused" if claim.is_hold_refused else "lease_overspent")
    if claim.vouched:
        notes.append("float_used")
    if claim.beyond:
        notes.append("float_exceeded")
    return tuple(notes)


def _merged(uses: Iterable[LotUse]) -> tuple[LotUse, ...]:
    """One use for each lot, in the order in which they are first named."""
    points: defaultdict[tuple[LotId, PointsKind], int] = defaultdict(int)
    for use in uses:
        points[use.lot_id, use.kind] += use.points
    return tuple(LotUse(lot_id, kind, each) for (lot_id, kind), each in points.items())
