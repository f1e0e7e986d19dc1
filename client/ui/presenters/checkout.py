"""The screen of one check in words: the amount, the quote, what can be redeemed, what to press.

Source: CSH-20…CSH-37. Works on what the till quoted; it decides nothing about points.
"""

from dataclasses import dataclass
from typing import Final

from client.till.check_quote import CheckQuote
from client.till.guest_view import GuestView
from client.ui.presenters.guests import CardNotice, card_notice, elsewhere_text, full_name
from client.ui.presenters.quotes import (
    QuoteRow,
    confirm_text,
    earn_rows,
    limits_text,
    split_text,
)
from client.ui.presenters.reasons import Reason, reason_words
from client.ui.presenters.refusals import refusal_text
from client.ui.presenters.texts import say
from client.ui.presenters.typing_pad import grouped
from shared.domain.errors import AmountInvalid, Refusal
from shared.domain.quotes import RedemptionLimits
from shared.receipt.words import (
    Language,
    money_text,
    number_text,
    points_text,
    signed_text,
)

CURRENCY_SIGNS: Final = {"RUB": "₽", "USD": "$", "EUR": "€", "KZT": "₸"}


@dataclass(frozen=True, slots=True)
class CheckoutState:
    """What was typed, and what the till says to it; ``quote`` is None until there is an amount."""

    view: GuestView
    typed: str = ""
    redeem_points: int = 0
    amount_refusal: AmountInvalid | None = None
    quote: CheckQuote | None = None


@dataclass(frozen=True, slots=True)
class CheckoutScene:
    """Every word of the screen."""

    guest: str
    guest_note: str
    notice: CardNotice
    amount: str
    currency: str
    amount_error: str
    rows: tuple[QuoteRow, ...]
    earn_total: str
    earn_note: str
    can_redeem: bool
    redeem: str
    redeem_points: int
    redeem_maximum: int
    redeem_limits: str
    redeem_split: str
    redeem_held: str
    """Which till holds points that are missing here."""
    redeem_error: str
    redeem_refusal: Reason
    to_pay: str
    balance_after: str
    confirm: str
    can_confirm: bool


def checkout_scene(state: CheckoutState, *, language: Language) -> CheckoutScene:
    """The screen for ``state``."""
    view, quote = state.view, state.quote
    earned = quote.earn.total if quote and quote.earn else 0
    redemption = quote.redemption if quote else None
    limits = _usable_limits(quote)
    error = _redeem_error(state, language)
    currency = view.programme.settings.currency
    return CheckoutScene(
        guest=full_name(view.guest.profile, language=language),
        guest_note=guest_note(view, language=language),
        notice=card_notice(view.card.status, language=language),
        amount=grouped(state.typed, language=language),
        currency=CURRENCY_SIGNS.get(currency, currency),
        amount_error=refusal_text(state.amount_refusal, language=language)
        if state.amount_refusal
        else "",
        rows=earn_rows(quote.earn, language=language) if quote and quote.earn else (),
        earn_total=signed_text(earned, language=language) if earned else "",
        earn_note=_earn_note(quote, language),
        can_redeem=limits is not None,
        redeem=number_text(state.redeem_points, language=language),
        redeem_points=state.redeem_points,
        redeem_maximum=limits.maximum if limits else 0,
        redeem_limits=limits_text(limits, language=language) if limits else "",
        redeem_split=split_text(redemption, language=language) if redemption else "",
        redeem_held=_held(state, language),
        redeem_error=error,
        redeem_refusal=_redeem_refusal(quote, language),
        to_pay=money_text(quote.to_pay, language=language) if quote else "",
        balance_after=_balance_after(state, language),
        confirm=_confirm(state, language, error=error),
        can_confirm=not error and bool(earned or redemption),
    )


def guest_note(view: GuestView, *, language: Language) -> str:
    """``Серебро · 2 800 баллов, из них 300 акционных``."""
    points = points_text(view.total, language=language)
    if not view.promo:
        return say("checkoutGuestPoints", language, level=view.level.name, points=points)
    promo = number_text(view.promo, language=language)
    return say("checkoutGuestPromo", language, level=view.level.name, points=points, promo=promo)


def _usable_limits(quote: CheckQuote | None) -> RedemptionLimits | None:
    return quote.limits if quote else None


def _earn_note(quote: CheckQuote | None, language: Language) -> str:
    if quote is None:
        return say("checkoutEarnEmpty", language)
    return _reason(quote.earn_refusal, language).text if quote.earn_refusal else ""


def _redeem_error(state: CheckoutState, language: Language) -> str:
    """What is wrong with the asked number, while redeeming as such is possible."""
    quote = state.quote
    if quote is None or _usable_limits(quote) is None or not state.redeem_points:
        return ""
    return refusal_text(quote.redeem_refusal, language=language) if quote.redeem_refusal else ""


def _held(state: CheckoutState, language: Language) -> str:
    """Said while it matters: more is asked for than this till holds itself."""
    if state.redeem_points <= state.view.offline.points:
        return ""
    return elsewhere_text(state.view.offline.elsewhere, language=language)


def _redeem_refusal(quote: CheckQuote | None, language: Language) -> Reason:
    """Why nothing at all can be redeemed on this check."""
    if quote is None or _usable_limits(quote) is not None or quote.redeem_refusal is None:
        return Reason("")
    return _reason(quote.redeem_refusal, language)


def _confirm(state: CheckoutState, language: Language, *, error: str) -> str:
    if state.amount_refusal or error:
        return say("checkoutConfirmInvalid", language)
    if state.quote is None:
        return say("checkoutConfirmAmount", language)
    earn = state.quote.earn.total if state.quote.earn else 0
    redeem = state.quote.redemption.points if state.quote.redemption else 0
    return confirm_text(redeem=redeem, earn=earn, language=language)


def _balance_after(state: CheckoutState, language: Language) -> str:
    if state.quote is None:
        return ""
    after = state.view.total + state.quote.net_change
    return points_text(after, language=language)


def _reason(refusal: Refusal, language: Language) -> Reason:
    return reason_words(refusal.code, refusal.data(), language=language)
