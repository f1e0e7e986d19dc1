"""Points from one guest to another (LED-40, LED-41): a gift, never a debt.

What is given keeps its kind and its term: a transfer neither makes promo points last longer nor
turns them into regular ones. It is no activity of either guest (LOY-22). Must not know who may do
it, nor how a day is counted: the callers do.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from shared.domain.card import Card, require_may_get, require_may_give
from shared.domain.errors import SameGuest, TransferTooLarge, TransferZero, WrongProgrammeKind
from shared.domain.ids import OperationId, lot_id_of
from shared.domain.lots import Lot, LotUse, spend
from shared.domain.programme import ProgrammeKind, ProgrammeSettings


class TransferReason(StrEnum):
    """Why points change hands."""

    SHARED_CHECK = "shared_check"
    """The guests paid together, and the points went to one of them (CSH-25)."""
    GIFT = "gift"
    MISTAKE = "mistake"


@dataclass(frozen=True, slots=True)
class Transfer:
    """What leaves the one card and comes to the other."""

    taken: tuple[LotUse, ...]
    """Negative, promo points first as in a redemption."""
    born: tuple[Lot, ...]
    """As large as what they hold; the ``i``-th is what the ``i``-th use took."""


def check_transfer(
    sender: Card, receiver: Card, points: int, *, given_today: int, settings: ProgrammeSettings
) -> None:
    """Whether the rules let ``sender`` give ``points`` to ``receiver`` (G-09).

    Raises ``WrongProgrammeKind``, ``SameGuest``, ``CardNotUsable``, ``TransferZero`` or
    ``TransferTooLarge``. That the points are there, ``transfer`` asks.
    """
    if settings.kind is ProgrammeKind.DISCOUNT:
        raise WrongProgrammeKind(kind=settings.kind, action="transfer")
    if sender.guest_id == receiver.guest_id:
        raise SameGuest(guest_id=sender.guest_id)
    require_may_give(sender)
    require_may_get(receiver)
    if points <= 0:
        raise TransferZero
    limit = settings.transfer_points_per_day
    if given_today + points > limit:
        raise TransferTooLarge(points=points, limit=limit, given_today=given_today)


def transfer(sender: Card, points: int, *, operation_id: OperationId, at: datetime) -> Transfer:
    """Which lots of ``sender`` pay, and the lots that the receiver gets at ``at``.

    Raises ``PointsShortfall``: a transfer never makes the sender negative (LED-41).
    """
    taken = spend(sender.lots, points, at=at)
    by_id = {lot.lot_id: lot for lot in sender.lots}
    born = tuple(
        replace(
            by_id[use.lot_id],
            lot_id=lot_id_of(operation_id, place),
            left=-use.points,
            effective_at=at,
        )
        for place, use in enumerate(taken)
    )
    return Transfer(taken, born)
