"""A quote in words: each line of the earning, the limits of redeeming, the verb of the button.

Source: CSH-20, CSH-24, CSH-33, CSH-35. Must not compute points: it words what the quote says.
"""

from dataclasses import dataclass
from typing import Final

from client.ui.presenters.texts import say
from shared.domain.quotes import (
    EarnQuote,
    RedeemBound,
    RedemptionLimits,
    RedemptionQuote,
    StepKind,
)
from shared.receipt.compose import step_pair
from shared.receipt.words import Language, number_text, percent_text, points_text

_BASIS_POINTS_PER_PERCENT: Final = 100
_ROW_KINDS: Final = {
    StepKind.PROMO: "promo",
    StepKind.NET_BASE: "muted",
    StepKind.NO_RULE: "muted",
}


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """One line of the explanation; ``kind`` is plain, promo or muted."""

    label: str
    value: str
    kind: str = "plain"


def earn_rows(quote: EarnQuote, *, language: Language) -> tuple[QuoteRow, ...]:
    """Why the check earns what it earns, in the words of the receipt."""
    pairs = ((step, step_pair(step, language=language)) for step in quote.steps)
    return tuple(
        QuoteRow(pair.label, pair.value, _ROW_KINDS.get(step.kind, "plain")) for step, pair in pairs
    )


def limits_text(limits: RedemptionLimits, *, language: Language) -> str:
    """How much can be redeemed on this check, and which limit says so (CSH-35)."""
    points = points_text(limits.maximum, language=language)
    if limits.bound is RedeemBound.LEASE:
        return say("checkoutLimitByLease", language, points=points)
    if limits.bound is RedeemBound.BALANCE:
        return say("checkoutLimitByBalance", language, points=points)
    percent = percent_text(limits.limit_percent * _BASIS_POINTS_PER_PERCENT, language=language)
    return say("checkoutLimitByCheck", language, points=points, percent=percent)


def split_text(redemption: RedemptionQuote, *, language: Language) -> str:
    """Which points are taken: promo ones first (CSH-33)."""
    if redemption.regular_points == 0:
        return say("checkoutSplitPromo", language)
    if redemption.promo_points == 0:
        return say("checkoutSplitRegular", language)
    return say(
        "checkoutSplitBoth",
        language,
        promo=number_text(redemption.promo_points, language=language),
        regular=number_text(redemption.regular_points, language=language),
    )


def confirm_text(*, redeem: int, earn: int, language: Language) -> str:
    """What the one primary button will do."""
    if redeem and earn:
        return say(
            "checkoutConfirmBoth",
            language,
            redeem=number_text(redeem, language=language),
            earn=number_text(earn, language=language),
        )
    if redeem:
        points = points_text(redeem, language=language)
        return say("checkoutConfirmRedeem", language, points=points)
    if earn:
        return say("checkoutConfirmEarn", language, points=points_text(earn, language=language))
    return say("checkoutConfirmNothing", language)


def snapped(points: int, limits: RedemptionLimits) -> int:
    """Where a slider stops: nowhere between none and the least that can be redeemed."""
    if points >= limits.minimum:
        return min(points, limits.maximum)
    return limits.minimum if points * 2 >= limits.minimum else 0
