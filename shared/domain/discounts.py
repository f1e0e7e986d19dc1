"""DISCOUNT programmes: a percentage off the check, and no points at all (LOY-01, LOY-03, G-05)."""

from shared.domain.bases import eligible_base
from shared.domain.check import Bill
from shared.domain.points import BASIS_POINTS_PER_ONE
from shared.domain.programme import ProgrammeKind, ProgrammeVersion, require_kind
from shared.domain.quotes import DiscountQuote, QuoteStep, StepKind
from shared.domain.redeeming import require_own_currency
from shared.domain.visitors import Visitor


def quote_discount(bill: Bill, visitor: Visitor, *, programme: ProgrammeVersion) -> DiscountQuote:
    """What ``visitor`` has off ``bill``: of the eligible base, half a kopeck and more rounded up.

    Below the programme's minimum nothing is off. Raises ``WrongProgrammeKind``, and
    ``FieldInvalid`` for a check in other money.
    """
    settings = programme.settings
    require_kind(programme, ProgrammeKind.DISCOUNT, action="discount")
    require_own_currency(bill.amount, settings)
    base = eligible_base(bill, settings)
    is_below = bill.amount.minor < settings.min_check_minor
    step = _step(visitor, programme, base_minor=base.minor, is_below=is_below)
    why = (QuoteStep(StepKind.MINIMUM, 0, base_minor=settings.min_check_minor),) if is_below else ()
    off = _off(base.minor, step.basis_points)
    return DiscountQuote(off, bill.amount.minor - off, (*base.steps, *why, step))


def _step(
    visitor: Visitor, programme: ProgrammeVersion, *, base_minor: int, is_below: bool
) -> QuoteStep:
    """Whose percentage it is: the guest's own, where he has one, or his level's."""
    own = visitor.discount_bp
    if own is not None:
        return QuoteStep(StepKind.OWN_DISCOUNT, 0, base_minor, 0 if is_below else own)
    level = programme.level(visitor.level_id)
    basis_points = 0 if is_below else level.discount_bp
    return QuoteStep(
        StepKind.DISCOUNT, 0, base_minor, basis_points, source_id=level.level_id, name=level.name
    )


def _off(base_minor: int, basis_points: int) -> int:
    doubled = base_minor * basis_points * 2 + BASIS_POINTS_PER_ONE
    return doubled // (2 * BASIS_POINTS_PER_ONE)
