"""Manual adjustment by a manager: bounded, reasoned, audited.

Source: CSH-95, CSH-96, CSH-97, LED-42, LED-43.
"""

from enum import StrEnum

from shared.domain.card import Card, require_may_adjust
from shared.domain.errors import (
    AdjustmentReasonMissing,
    AdjustmentTooLarge,
    AdjustmentZero,
    WrongProgrammeKind,
)
from shared.domain.programme import ProgrammeKind, ProgrammeSettings

REASON_TEXT_MAX_LENGTH = 200


class AdjustmentReason(StrEnum):
    """Presets; OTHER needs words of its own."""

    APOLOGY = "apology"
    MISSED_EARN = "missed_earn"
    MISTAKE = "mistake"
    GIFT = "gift"
    OTHER = "other"


def check_adjustment(
    card: Card, points: int, *, reason: str, note: str, settings: ProgrammeSettings
) -> AdjustmentReason:
    """The understood reason of an adjustment by ``points`` (signed).

    Raises ``WrongProgrammeKind`` where there are no points (LOY-01), ``CardNotUsable``,
    ``AdjustmentZero``, ``AdjustmentTooLarge`` or ``AdjustmentReasonMissing``.
    """
    if settings.kind is ProgrammeKind.DISCOUNT:
        raise WrongProgrammeKind(kind=settings.kind, action="adjust")
    require_may_adjust(card)
    if points == 0:
        raise AdjustmentZero
    if abs(points) > settings.adjustment_points_max:
        raise AdjustmentTooLarge(points=points, limit=settings.adjustment_points_max)
    if reason not in set(AdjustmentReason):
        raise AdjustmentReasonMissing
    if reason == AdjustmentReason.OTHER and not note.strip():
        raise AdjustmentReasonMissing
    return AdjustmentReason(reason)
