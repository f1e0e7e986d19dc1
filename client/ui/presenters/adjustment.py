"""A manual adjustment in words: limits, before and after, what is still missing (CSH-95…97).

Asks the domain what it would refuse, so the words come before the finger; it decides nothing.
"""

from dataclasses import dataclass
from typing import Final

from client.till.guest_view import GuestView
from client.ui.presenters.checkout import guest_note
from client.ui.presenters.guests import full_name
from client.ui.presenters.refusals import refusal_text
from client.ui.presenters.texts import say
from shared.domain.adjusting import AdjustmentReason, check_adjustment
from shared.domain.errors import PointsShortfall, Refusal
from shared.domain.lots import spend
from shared.receipt.words import Language, number_text, points_text

REASON_KEYS: Final = {
    AdjustmentReason.APOLOGY: "adjustmentReasonApology",
    AdjustmentReason.MISSED_EARN: "adjustmentReasonMissedEarn",
    AdjustmentReason.MISTAKE: "adjustmentReasonMistake",
    AdjustmentReason.GIFT: "adjustmentReasonGift",
    AdjustmentReason.OTHER: "adjustmentReasonOther",
}


@dataclass(frozen=True, slots=True)
class AdjustmentState:
    """What was typed; ``points`` without a sign."""

    view: GuestView
    points: int = 0
    is_taking: bool = False
    reason: str = ""
    note: str = ""

    @property
    def change(self) -> int:
        """The signed change of the balance."""
        return -self.points if self.is_taking else self.points


@dataclass(frozen=True, slots=True)
class AdjustmentScene:
    """Every word of the screen."""

    title: str
    guest: str
    guest_note: str
    points: str
    limit: str
    error: str
    note_label: str
    before: str
    after: str
    reason_texts: tuple[str, ...]
    """What the presets are called, in their order."""
    confirm: str
    can_confirm: bool


def adjustment_scene(state: AdjustmentState, *, language: Language) -> AdjustmentScene:
    """The screen for ``state``."""
    view = state.view
    points_refusal = _points_refusal(state)
    refusal = points_refusal or _refusal(state)
    limit = view.programme.settings.adjustment_points_max
    after = view.total if points_refusal else view.total + state.change
    needs_note = state.reason == AdjustmentReason.OTHER
    note_key = "adjustmentNoteRequired" if needs_note else "adjustmentNoteOptional"
    return AdjustmentScene(
        title=say("adjustmentTitleTake" if state.is_taking else "adjustmentTitle", language),
        guest=full_name(view.guest.profile, language=language),
        guest_note=guest_note(view, language=language),
        points=("−" if state.is_taking else "+") + number_text(state.points, language=language),
        limit=""
        if points_refusal
        else say("adjustmentLimit", language, points=points_text(limit, language=language)),
        error=refusal_text(points_refusal, language=language) if points_refusal else "",
        note_label=say(note_key, language),
        before=number_text(view.total, language=language),
        after=number_text(after, language=language),
        reason_texts=tuple(say(REASON_KEYS[reason], language) for reason in AdjustmentReason),
        confirm=_confirm(state, refusal, language),
        can_confirm=state.points > 0 and refusal is None,
    )


def _points_refusal(state: AdjustmentState) -> Refusal | None:
    """What stands against the number alone; nothing while none is typed."""
    if state.points == 0:
        return None
    refusal = _refusal(state, reason=AdjustmentReason.GIFT)
    if refusal is not None or not state.is_taking:
        return refusal
    try:
        spend(state.view.card.lots, state.points, at=state.view.at)
    except PointsShortfall as shortfall:
        return shortfall
    return None


def _refusal(state: AdjustmentState, *, reason: str = "") -> Refusal | None:
    try:
        check_adjustment(
            state.view.card,
            state.change,
            reason=reason or state.reason,
            note=state.note,
            settings=state.view.programme.settings,
        )
    except Refusal as refusal:
        return refusal
    return None


def _confirm(state: AdjustmentState, refusal: Refusal | None, language: Language) -> str:
    if state.points == 0:
        return say("adjustmentConfirmEmpty", language)
    if _points_refusal(state) is not None:
        return say("checkoutConfirmInvalid", language)
    if refusal is not None:
        return refusal_text(refusal, language=language)
    key = "adjustmentConfirmTake" if state.is_taking else "adjustmentConfirmGive"
    return say(key, language, points=points_text(state.points, language=language))
