"""What an operation does to a card's lots, the same on the till and on the server.

The till shows the server's card at its cursor plus the effects of its own operations that the
server has not shown it yet: no flicker, no double count (S9).
"""

from dataclasses import replace
from datetime import datetime

from shared.domain.card import Card
from shared.domain.ids import OperationId, lot_id_of
from shared.domain.lots import Lot, LotUse, spend, use_lots
from shared.domain.points import PointsKind
from shared.operations.bodies import (
    AdjustmentBody,
    EarnBody,
    GrantBody,
    OperationBody,
    RedeemBody,
    RegistrationBody,
    TransferBody,
)
from shared.operations.encode import from_millis


def new_lots(operation_id: OperationId, body: OperationBody, *, at: datetime) -> tuple[Lot, ...]:
    """The lots that the operation creates when it is effective at ``at``.

    A grant of nothing (the server left it out) makes none, and the others keep their places: a
    lease of the till may name them.
    """
    if isinstance(body, EarnBody):
        return _lots(operation_id, at, regular=body.regular_points, grants=body.grants)
    if isinstance(body, RegistrationBody):
        return _lots(operation_id, at, grants=body.grants)
    if isinstance(body, AdjustmentBody) and body.points > 0:
        return _lots(operation_id, at, regular=body.points)
    return ()


def spent_points(body: OperationBody) -> int:
    """How many points the operation takes from the card's lots, by the spending order."""
    if isinstance(body, RedeemBody | TransferBody):
        return body.points
    if isinstance(body, AdjustmentBody):
        return max(0, -body.points)
    return 0


def uses_of(
    operation_id: OperationId, body: OperationBody, card: Card, *, at: datetime
) -> tuple[tuple[Lot, ...], tuple[LotUse, ...]]:
    """New lots and the signed uses of all lots, for any kind but ``cancel`` and ``refund``.

    A new lot is born empty and filled by its use, so the sum of uses of a lot is what it holds.
    Raises ``PointsShortfall``.
    """
    created = new_lots(operation_id, body, at=at)
    uses = tuple(LotUse(lot.lot_id, lot.kind, lot.left) for lot in created)
    points = spent_points(body)
    if points:
        uses += spend(card.lots, points, at=at)
    return tuple(replace(lot, left=0) for lot in created), uses


def card_after(card: Card, created: tuple[Lot, ...], uses: tuple[LotUse, ...]) -> Card:
    """``card`` with ``created`` empty lots added and ``uses`` applied."""
    return replace(card, lots=use_lots((*card.lots, *created), uses))


def _lots(
    operation_id: OperationId,
    at: datetime,
    *,
    regular: int = 0,
    grants: tuple[GrantBody, ...] = (),
) -> tuple[Lot, ...]:
    lots = [Lot(lot_id_of(operation_id, 0), PointsKind.REGULAR, regular, at)] if regular else []
    lots += [
        Lot(
            lot_id_of(operation_id, place),
            PointsKind.PROMO,
            grant.points,
            at,
            from_millis(grant.expires_at_ms),
        )
        for place, grant in enumerate(grants, start=1)
        if grant.points
    ]
    return tuple(lots)
