"""The screen of one check in words: the amount, the quote, what can be redeemed, what to press.

Source: CSH-20…CSH-37. Works on what the till quoted; it decides nothing about points.
"""

from dataclasses import dataclass
from typing import Final

from client.till.check_quote import CheckQuote
from client.till.guest_view import GuestView
from client.ui.presenters.check_details import (
    NOTHING_TYPED,
    DetailsScene,
    TypedCheck,
    bill_error,
    details_scene,
)
from client.ui.presenters.guests import CardNotice, card_notice, elsewhere_text, full_name
from client.ui.presenters.quotes import (
    QuoteRow,
    confirm_discount_text,
    confirm_text,
    discount_rows,
    earn_rows,
    limits_text,
    off_text,
    split_text,
)
from client.ui.presenters.reasons import Reason, reason_words
from client.ui.presenters.refusals import refusal_text
from client.ui.presenters.texts import say
from client.ui.presenters.typing_pad import grouped
from shared.domain.errors import Refusal
from shared.receipt.words import (
    Language,
    money_text,
    number_text,
    percent_text,
    points_text,
    signed_text,
)

CURRENCY_SIGNS: Final = {"RUB": "₽", "USD": "$", "EUR": "€", "KZT": "₸"}


@dataclass(frozen=True, slots=True)
class CheckoutState:
    """What was typed, and what the till says to it; ``quote`` is None until there is an amount."""

    view: GuestView
    typed: TypedCheck = NOTHING_TYPED
    redeem_points: int = 0
    refusal: Refusal | None = None
    """What is wrong with what was typed."""
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
    details: DetailsScene
    earn_title: str
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
    redemption = quote.redemption if quote else None
    limits = quote.limits if quote else None
    error = _redeem_error(state, language)
    currency = view.programme.settings.currency
    return CheckoutScene(
        guest=full_name(view.guest.profile, language=language),
        guest_note=guest_note(view, language=language),
        notice=card_notice(view.card.status, language=language),
        amount=grouped(state.typed.amount, language=language),
        currency=CURRENCY_SIGNS.get(currency, currency),
        amount_error=_amount_error(state, currency, language),
        details=details_scene(state.typed, view.programme, at=view.at, language=language),
        earn_title=say("checkoutEarn" if view.has_points else "checkoutDiscount", language),
        rows=_rows(state, language),
        earn_total=_total(quote, language),
        earn_note=_earn_note(state, language),
        can_redeem=limits is not None,
        redeem=number_text(state.redeem_points, language=language),
        redeem_points=state.redeem_points,
        redeem_maximum=limits.maximum if limits else 0,
        redeem_limits=_limits(quote, language),
        redeem_split=split_text(redemption, language=language) if redemption else "",
        redeem_held=_held(state, language),
        redeem_error=error,
        redeem_refusal=_redeem_refusal(quote, language),
        to_pay=money_text(quote.to_pay, language=language) if quote else "",
        balance_after=_balance_after(state, language),
        confirm=_confirm(state, language, error=error),
        can_confirm=not error and _is_anything(quote),
    )


def guest_note(view: GuestView, *, language: Language) -> str:
    """``Серебро · 2 800 баллов, из них 300 акционных``; ``Серебро · скидка 5 %``."""
    if not view.has_points:
        percent = percent_text(view.discount_bp, language=language)
        return say("checkoutGuestDiscount", language, level=view.level.name, percent=percent)
    points = points_text(view.total, language=language)
    if not view.promo:
        return say("checkoutGuestPoints", language, level=view.level.name, points=points)
    if view.promo == view.total:
        return say("checkoutGuestAllPromo", language, level=view.level.name, points=points)
    promo = number_text(view.promo, language=language)
    return say("checkoutGuestPromo", language, level=view.level.name, points=points, promo=promo)


def _rows(state: CheckoutState, language: Language) -> tuple[QuoteRow, ...]:
    quote, settings = state.quote, state.view.programme.settings
    if quote is None:
        return ()
    if quote.discount is not None:
        return discount_rows(quote.discount, settings=settings, language=language)
    return earn_rows(quote.earn, settings=settings, language=language) if quote.earn else ()


def _total(quote: CheckQuote | None, language: Language) -> str:
    if quote is None:
        return ""
    if quote.discount is not None:
        return off_text(quote.discount, currency=quote.to_pay.currency, language=language)
    earned = quote.totals.earned
    return signed_text(earned, language=language) if earned else ""


def _is_anything(quote: CheckQuote | None) -> bool:
    """Whether there is anything to book: a check with a discount of nothing is a visit too."""
    if quote is None:
        return False
    return bool(quote.totals.earned or quote.redemption or quote.discount)


def _limits(quote: CheckQuote | None, language: Language) -> str:
    if quote is None or quote.limits is None:
        return ""
    return limits_text(quote.limits, quote.bill.amount, language=language)


def _earn_note(state: CheckoutState, language: Language) -> str:
    quote = state.quote
    if quote is None:
        empty = "checkoutEarnEmpty" if state.view.has_points else "checkoutDiscountEmpty"
        return say(empty, language)
    return _reason(quote, quote.earn_refusal, language).text if quote.earn_refusal else ""


def _amount_error(state: CheckoutState, currency: str, language: Language) -> str:
    if state.refusal is None:
        return ""
    return bill_error(state.refusal, language=language, currency=currency)


def _redeem_error(state: CheckoutState, language: Language) -> str:
    """What is wrong with the asked number, while redeeming as such is possible."""
    quote = state.quote
    if quote is None or quote.limits is None or not state.redeem_points:
        return ""
    if quote.redeem_refusal is None:
        return ""
    return refusal_text(quote.redeem_refusal, language=language, currency=quote.to_pay.currency)


def _held(state: CheckoutState, language: Language) -> str:
    """Said while it matters: more is asked for than this till holds itself."""
    if state.redeem_points <= state.view.offline.points:
        return ""
    return elsewhere_text(state.view.offline.elsewhere, language=language)


def _redeem_refusal(quote: CheckQuote | None, language: Language) -> Reason:
    """Why nothing at all can be redeemed on this check."""
    if quote is None or quote.limits is not None or quote.redeem_refusal is None:
        return Reason("")
    return _reason(quote, quote.redeem_refusal, language)


def _confirm(state: CheckoutState, language: Language, *, error: str) -> str:
    if state.refusal or error:
        return say("checkoutConfirmInvalid", language)
    if state.quote is None:
        return say("checkoutConfirmAmount", language)
    if state.quote.discount is not None:
        currency = state.quote.to_pay.currency
        return confirm_discount_text(state.quote.discount, currency=currency, language=language)
    earn = state.quote.earn.total if state.quote.earn else 0
    redeem = state.quote.redemption.points if state.quote.redemption else 0
    return confirm_text(redeem=redeem, earn=earn, language=language)


def _balance_after(state: CheckoutState, language: Language) -> str:
    if state.quote is None or not state.view.has_points:
        return ""
    after = state.view.total + state.quote.net_change
    return points_text(after, language=language)


def _reason(quote: CheckQuote, refusal: Refusal, language: Language) -> Reason:
    currency = quote.to_pay.currency
    return reason_words(refusal.code, refusal.data(), language=language, currency=currency)
