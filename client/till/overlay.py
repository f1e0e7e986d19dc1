"""The card the cashier sees: the server's, plus what this till did that it does not show yet.

No flicker and no double count (S9): the same effects the server will book, applied in the order
the operations were made. Must not write anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlite_utils import Database

from client.store import leases, outbox
from client.store.outbox import OutboxRow
from client.store.pending import pending_for_guest
from client.store.promises import promising_bodies
from client.till.answers import is_refused
from client.till.counters import counted, promised, refunded, uncounted
from client.till.sales import part_taken_back
from shared.domain.card import Card
from shared.domain.errors import PointsShortfall
from shared.domain.ids import LotId, OperationId
from shared.domain.lots import Lot, LotUse, spend, use_lots
from shared.domain.points import PointsKind
from shared.domain.refunding import RefundPart, refund_share, refund_uses
from shared.operations.bodies import AdjustmentBody, CancelBody, RedeemBody, RefundBody
from shared.operations.effects import card_after, new_lots, uses_of

Uses = tuple[LotUse, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What one operation does to the two balances."""

    regular: int
    promo: int

    @property
    def points(self) -> int:
        """The signed change of the total."""
        return self.regular + self.promo


@dataclass(frozen=True, slots=True)
class Overlay:
    """The card after all that is pending, and which lots each pending operation used."""

    card: Card
    uses: Mapping[OperationId, Uses]

    def change_of(self, operation_id: OperationId) -> Change:
        """What that operation did; nothing when it is not pending."""
        return _change(self.uses.get(operation_id, ()))

    def change_by_taking_back(self, target: OutboxRow, *, part: RefundPart, at: datetime) -> Change:
        """What taking ``part`` of ``target`` back now would do."""
        _, uses = _reversal(target, self, part=part, at=at)
        return _change(uses)


def overlay(db: Database, card: Card) -> Overlay:
    """``card`` of the replica with this till's pending operations applied.

    Of what changes no balance, only that a welcome or another grant was promised.
    """
    card = promised(card, promising_bodies(db, card.guest_id))
    pending = pending_for_guest(db, card.guest_id, card_id=card.card_id)
    paid = leases.lot_uses(db, [row.operation_id for row in pending]) if pending else {}
    uses: dict[OperationId, Uses] = {}
    for row in pending:
        created, its_uses = _effect(
            db, row, Overlay(card, uses), paid=paid.get(row.operation_id, ())
        )
        uses[row.operation_id] = its_uses
        card = _counted(db, row, card_after(card, created, its_uses))
    return Overlay(card, uses)


def _counted(db: Database, row: OutboxRow, card: Card) -> Card:
    body = row.body()
    if not isinstance(body, CancelBody | RefundBody):
        return counted(card, body, at=row.occurred_at)
    target = _target(db, body)
    if target is None:
        return card
    part = part_taken_back(db, row, target)
    if isinstance(body, RefundBody):
        return refunded(card, target.body(), part)
    return uncounted(card, target.body(), part)


def _target(db: Database, body: CancelBody | RefundBody) -> OutboxRow | None:
    """What is taken back; None where there is nothing to take back."""
    target = outbox.get(db, body.target_operation_id)
    return None if target is None or is_refused(target) else target


def _effect(
    db: Database, row: OutboxRow, shown: Overlay, *, paid: Uses
) -> tuple[tuple[Lot, ...], Uses]:
    """New empty lots and the signed uses of all lots; ``paid`` is what leases paid of it.

    Where another till was faster and too few points are left, only those are taken.
    """
    body, at = row.body(), row.occurred_at
    if isinstance(body, CancelBody | RefundBody):
        if outbox.get(db, body.target_operation_id) is None:
            return _as_told(row, body, shown.card)
        target = _target(db, body)
        part = part_taken_back(db, row, target) if target is not None else None
        if target is None or part is None:
            return (), ()
        return _reversal(target, shown, part=part, at=at)
    if isinstance(body, RedeemBody) and body.lease_ids:
        return (), _leased_uses(paid, body, shown.card, at=at)
    try:
        return uses_of(row.operation_id, body, shown.card, at=at)
    except PointsShortfall as short:
        return (), _spend_at_most(shown.card, short.available, at=at)


def _as_told(
    row: OutboxRow, body: CancelBody | RefundBody, card: Card
) -> tuple[tuple[Lot, ...], Uses]:
    """What another till did: as much as the operation says, since its lots are unknown here."""
    at = row.occurred_at
    if body.points <= 0:
        return (), _spend_at_most(card, -body.points, at=at)
    back = Lot(LotId(f"{row.operation_id}:back"), PointsKind.REGULAR, 0, at)
    return (back,), (LotUse(back.lot_id, back.kind, body.points),)


def _leased_uses(paid: Uses, body: RedeemBody, card: Card, *, at: datetime) -> Uses:
    """What the leases paid, of the very lots they hold parts of; the rest in spending order."""
    left = {lot.lot_id: lot.left for lot in card.lots}
    uses = tuple(
        replace(use, points=-min(-use.points, left[use.lot_id]))
        for use in paid
        if left.get(use.lot_id)
    )
    rest = body.points + sum(use.points for use in uses)
    after = replace(card, lots=use_lots(card.lots, uses))
    return uses + _spend_at_most(after, rest, at=at)


def _spend_at_most(card: Card, points: int, *, at: datetime) -> Uses:
    points = min(points, card.total(at))
    return spend(card.lots, points, at=at) if points else ()


def _reversal(
    target: OutboxRow, shown: Overlay, *, part: RefundPart, at: datetime
) -> tuple[tuple[Lot, ...], Uses]:
    """Takes back what was given; gives back what was taken, to its own lots where they are known.

    A pending target is taken back as far as it had an effect here, be that none. Once the server
    has booked a redemption, which lots paid is its knowledge; the sums are ours.
    """
    card = shown.card
    original = shown.uses.get(target.operation_id)
    returned: tuple[Lot, ...] = ()
    if original is None:
        given = new_lots(target.operation_id, target.body(), at=target.occurred_at)
        original = tuple(LotUse(lot.lot_id, lot.kind, lot.left) for lot in given)
        returned = () if original else _returned_lots(target, part=part, at=at)
    uses = refund_uses(original, card.lots, part=part, at=at).uses
    uses += tuple(LotUse(lot.lot_id, lot.kind, lot.left) for lot in returned)
    present = {lot.lot_id for lot in card.lots}
    born = tuple(Lot(use.lot_id, use.kind, 0, at) for use in uses if use.lot_id not in present)
    return born, uses


def _returned_lots(target: OutboxRow, *, part: RefundPart, at: datetime) -> tuple[Lot, ...]:
    taken = _taken(target)
    kinds = ((PointsKind.REGULAR, -taken.regular), (PointsKind.PROMO, -taken.promo))
    shares = ((kind, refund_share(points, part)) for kind, points in kinds if points > 0)
    before = part.refunded_minor
    return tuple(
        Lot(LotId(f"{target.operation_id}:back:{before}:{kind.value}"), kind, points, at)
        for kind, points in shares
        if points
    )


def _taken(target: OutboxRow) -> Change:
    effect = target.outcome.effect if target.outcome else None
    if effect is not None:
        return Change(effect.regular, effect.promo)
    body = target.body()
    if isinstance(body, RedeemBody):
        return Change(-body.regular_points, -body.promo_points)
    return Change(body.points if isinstance(body, AdjustmentBody) else 0, 0)


def _change(uses: Uses) -> Change:
    return Change(
        regular=sum(use.points for use in uses if use.kind is PointsKind.REGULAR),
        promo=sum(use.points for use in uses if use.kind is PointsKind.PROMO),
    )
