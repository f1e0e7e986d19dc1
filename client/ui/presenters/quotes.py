"""A quote in words: each line of the earning, the limits of redeeming, the verb of the button.

Source: CSH-20, CSH-24, CSH-33, CSH-35. Must not compute points: it words what the quote says.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final
from zoneinfo import ZoneInfo

from client.ui.presenters.texts import say
from shared.domain.money import Money
from shared.domain.programme import ProgrammeSettings
from shared.domain.quotes import (
    DISCOUNTS,
    DiscountQuote,
    EarnQuote,
    QuoteStep,
    RedeemBound,
    RedemptionLimits,
    RedemptionQuote,
    StepKind,
)
from shared.receipt.compose import step_pair
from shared.receipt.words import (
    Language,
    hundredths_text,
    money_text,
    number_text,
    percent_text,
    points_text,
)

_BASIS_POINTS_PER_PERCENT: Final = 100
_BASIS_POINTS_PER_POINT: Final = 1_000_000
"""Of a kopeck: 10 000 basis points are one, 100 kopecks are a point."""
_ROW_KINDS: Final = {
    StepKind.PROMO: "promo",
    StepKind.PROMO_BEATEN: "muted",
    StepKind.NET_BASE: "muted",
    StepKind.TIPS: "muted",
    StepKind.EXCLUDED: "muted",
    StepKind.RATE: "muted",
    StepKind.NO_RULE: "muted",
    StepKind.MINIMUM: "muted",
}
_OF_PERCENT: Final = DISCOUNTS | {StepKind.RULE, StepKind.LEVEL}
"""Steps that take a percentage of their base."""
_VALUELESS: Final = frozenset({StepKind.PROMO_BEATEN, StepKind.NO_RULE})


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """One line of the explanation; ``kind`` is plain, promo or muted."""

    label: str
    value: str
    kind: str = "plain"
    detail: str = ""
    """Of which sum, and what the rounding took."""


def earn_rows(
    quote: EarnQuote, *, settings: ProgrammeSettings, language: Language
) -> tuple[QuoteRow, ...]:
    """Why the check earns what it earns, in the words of the receipt; what gives points first."""
    return _sorted(_row(step, settings, language) for step in quote.steps)


def discount_rows(
    quote: DiscountQuote, *, settings: ProgrammeSettings, language: Language
) -> tuple[QuoteRow, ...]:
    """Why so much is off the check (LOY-03)."""
    off = off_text(quote, currency=settings.currency, language=language)
    rows = ((step, _row(step, settings, language)) for step in quote.steps)
    return _sorted(replace(row, value=off) if step.kind in DISCOUNTS else row for step, row in rows)


def off_text(quote: DiscountQuote, *, currency: str, language: Language) -> str:
    """``−200 ₽``: what is off the check."""
    return money_text(Money(-quote.discount_minor, currency), language=language)


def confirm_discount_text(quote: DiscountQuote, *, currency: str, language: Language) -> str:
    """What the one primary button will do; a visit counts without a discount too."""
    if not quote.discount_minor:
        return say("checkoutConfirmVisit", language)
    money = money_text(Money(quote.discount_minor, currency), language=language)
    return say("checkoutConfirmDiscount", language, money=money)


def limits_text(limits: RedemptionLimits, amount: Money, *, language: Language) -> str:
    """How much can be redeemed on this check, and which limit says so (CSH-35)."""
    points = points_text(limits.maximum, language=language)
    if limits.bound is RedeemBound.LEASE:
        return say("checkoutLimitByLease", language, points=points)
    percent = percent_text(limits.limit_percent * _BASIS_POINTS_PER_PERCENT, language=language)
    money = money_text(amount, language=language)
    values = {"points": points, "percent": percent, "money": money}
    if limits.bound is RedeemBound.BALANCE:
        return say("checkoutLimitByBalance", language, **values)
    return say("checkoutLimitByCheck", language, **values)


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


def _sorted(rows: Iterable[QuoteRow]) -> tuple[QuoteRow, ...]:
    return tuple(sorted(rows, key=lambda row: row.kind == "muted"))


def _row(step: QuoteStep, settings: ProgrammeSettings, language: Language) -> QuoteRow:
    """Its term by the clock on the restaurant's wall."""
    if step.expires_at is not None:
        step = replace(step, expires_at=step.expires_at.astimezone(ZoneInfo(settings.timezone)))
    pair = step_pair(step, currency=settings.currency, language=language)
    is_promo = step.expires_at is not None
    return QuoteRow(
        label=pair.label,
        value="" if step.kind in _VALUELESS else pair.value,
        kind=_ROW_KINDS.get(step.kind, "promo" if is_promo else "plain"),
        detail=_detail(step, settings.currency, language) if step.kind in _OF_PERCENT else "",
    )


def _detail(step: QuoteStep, currency: str, language: Language) -> str:
    """``от 1 999 ₽ (199,9)``: the sum, and what it gives before the rounding down."""
    base = money_text(Money(step.base_minor, currency), language=language)
    _, rest = divmod(step.base_minor * step.basis_points, _BASIS_POINTS_PER_POINT)
    hundredths = rest * 100 // _BASIS_POINTS_PER_POINT
    if not hundredths or step.kind in DISCOUNTS:
        return say("quoteBase", language, base=base)
    exact = hundredths_text(step.points, hundredths, language=language)
    return say("quoteRounded", language, base=base, exact=exact)
