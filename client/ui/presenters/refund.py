"""A refund in words: how much of the check may go back, and what is still missing (LOY-100).

Asks the domain what it would refuse, so the words come before the finger; it decides nothing.
"""

from dataclasses import dataclass
from typing import Final

from client.till.operation_view import OperationView
from client.ui.presenters.checkout import CURRENCY_SIGNS
from client.ui.presenters.refusals import refusal_text
from client.ui.presenters.texts import say
from client.ui.presenters.typing_pad import grouped
from shared.domain.errors import AmountInvalid, RefundTooLarge, Refusal
from shared.domain.money import Money, parse_check_amount
from shared.domain.refunding import RefundReason
from shared.receipt.words import Language, money_text

REASON_KEYS: Final = {
    RefundReason.RETURN: "refundReasonReturn",
    RefundReason.QUALITY: "refundReasonQuality",
    RefundReason.MISTAKE: "refundReasonMistake",
}


@dataclass(frozen=True, slots=True)
class RefundState:
    """What was typed; ``left`` is what may go back at most."""

    view: OperationView
    left: Money
    typed: str = ""
    reason: str = RefundReason.RETURN

    @property
    def amount(self) -> Money:
        """What is to go back. Raises ``AmountInvalid``."""
        return parse_check_amount(self.typed or "0", currency=self.left.currency)


@dataclass(frozen=True, slots=True)
class RefundScene:
    """Every word of the screen."""

    guest: str
    check: str
    amount: str
    currency: str
    left: str
    error: str
    reason_texts: tuple[str, ...]
    """What the presets are called, in their order."""
    confirm: str
    can_confirm: bool


def refund_scene(state: RefundState, *, language: Language) -> RefundScene:
    """The screen for ``state``."""
    refusal = _refusal(state) if state.typed else None
    left, check = state.left, state.view.amount
    return RefundScene(
        guest=state.view.guest_name or say("noName", language),
        check=money_text(check, language=language) if check else "",
        amount=grouped(state.typed, language=language),
        currency=CURRENCY_SIGNS.get(left.currency, left.currency),
        left=say("refundLeft", language, amount=money_text(left, language=language)),
        error=_error(refusal, left.currency, language),
        reason_texts=tuple(say(REASON_KEYS[reason], language) for reason in RefundReason),
        confirm=_confirm(state, refusal, language),
        can_confirm=_is_complete(state, refusal),
    )


def _refusal(state: RefundState) -> Refusal | None:
    try:
        amount = state.amount
    except AmountInvalid as refusal:
        return refusal
    if amount.minor > state.left.minor:
        return RefundTooLarge(refund_minor=amount.minor, refundable_minor=state.left.minor)
    return None


def _error(refusal: Refusal | None, currency: str, language: Language) -> str:
    return refusal_text(refusal, language=language, currency=currency) if refusal else ""


def _is_complete(state: RefundState, refusal: Refusal | None) -> bool:
    return refusal is None and bool(state.typed) and state.amount.minor > 0


def _confirm(state: RefundState, refusal: Refusal | None, language: Language) -> str:
    if refusal is not None:
        return say("checkoutConfirmInvalid", language)
    if not _is_complete(state, refusal):
        return say("refundConfirmEmpty", language)
    return say("refundConfirm", language, amount=money_text(state.amount, language=language))
