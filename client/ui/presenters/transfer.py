"""A transfer in words: who gets, how many, and what is still missing (LED-40, G-09).

Asks the domain what it would refuse, so the words come before the finger; it decides nothing.
"""

from dataclasses import dataclass
from typing import Final

from client.till.guest_view import GuestView
from client.ui.presenters.checkout import guest_note
from client.ui.presenters.guests import full_name
from client.ui.presenters.refusals import refusal_text
from client.ui.presenters.texts import say
from shared.domain.errors import PointsShortfall, Refusal
from shared.domain.transferring import TransferReason, check_transfer
from shared.receipt.words import Language, number_text, phone_text, points_text

REASON_KEYS: Final = {
    TransferReason.SHARED_CHECK: "transferReasonSharedCheck",
    TransferReason.GIFT: "transferReasonGift",
    TransferReason.MISTAKE: "transferReasonMistake",
}


@dataclass(frozen=True, slots=True)
class TransferState:
    """Who gives, who gets, and what was typed."""

    sender: GuestView
    receiver: GuestView | None = None
    sought: str = ""
    """The digits of the receiver's phone or code."""
    points: int = 0
    reason: str = TransferReason.SHARED_CHECK
    is_seeking: bool = True
    """Whether the pad types ``sought``; else it types the points."""


@dataclass(frozen=True, slots=True)
class TransferScene:
    """Every word of the screen."""

    guest: str
    guest_note: str
    sought: str
    points: str
    error: str
    receiver: str
    receiver_phone: str
    reason_texts: tuple[str, ...]
    """What the presets are called, in their order."""
    confirm: str
    can_confirm: bool


def transfer_scene(state: TransferState, *, language: Language) -> TransferScene:
    """The screen for ``state``."""
    refusal, receiver = _refusal(state), state.receiver
    return TransferScene(
        guest=full_name(state.sender.guest.profile, language=language),
        guest_note=guest_note(state.sender, language=language),
        sought=state.sought,
        points=number_text(state.points, language=language),
        error=refusal_text(refusal, language=language) if refusal and state.points else "",
        receiver=full_name(receiver.guest.profile, language=language) if receiver else "",
        receiver_phone=phone_text(receiver.guest.profile.phone) if receiver else "",
        reason_texts=tuple(say(REASON_KEYS[reason], language) for reason in TransferReason),
        confirm=_confirm(state, refusal, language),
        can_confirm=receiver is not None and state.points > 0 and refusal is None,
    )


def _refusal(state: TransferState) -> Refusal | None:
    """What stands against it; what was given earlier today the till itself adds up."""
    sender, receiver = state.sender, state.receiver
    settings = sender.programme.settings
    if receiver is not None and state.points:
        try:
            check_transfer(
                sender.card, receiver.card, state.points, given_today=0, settings=settings
            )
        except Refusal as refusal:
            return refusal
    if state.points > sender.total:
        return PointsShortfall(asked=state.points, available=sender.total)
    return None


def _confirm(state: TransferState, refusal: Refusal | None, language: Language) -> str:
    if state.receiver is None:
        return say("transferConfirmWhom", language)
    if state.points == 0:
        return say("transferConfirmEmpty", language)
    if refusal is not None:
        return say("checkoutConfirmInvalid", language)
    return say("transferConfirm", language, points=points_text(state.points, language=language))
