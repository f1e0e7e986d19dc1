"""The list of operations and what became of each, in words (CSH-36, CSH-76, CSH-78).

Every outcome of the server gets its reason and its next step. Must not know who may act: it words
what the till reports.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from client.till.operation_view import OperationState, OperationView
from client.ui.presenters.inbox import Settles, settles, settles_text
from client.ui.presenters.quotes import QuoteRow
from client.ui.presenters.reasons import REASONS, Reason, reason_words
from client.ui.presenters.texts import say
from shared.domain.money import DEFAULT_CURRENCY
from shared.receipt.words import (
    Language,
    moment_text,
    money_text,
    number_text,
    points_noun,
    signed_text,
)

KIND_KEYS: Final = {
    "registration": "operationKindRegistration",
    "earn": "operationKindEarn",
    "redeem": "operationKindRedeem",
    "discount": "operationKindDiscount",
    "adjustment": "operationKindAdjustment",
    "cancel": "operationKindCancel",
    "refund": "operationKindRefund",
    "transfer": "operationKindTransfer",
    "lease_release": "operationKindLeaseRelease",
    "device_lost": "operationKindDeviceLost",
    "shift_open": "operationKindShiftOpen",
    "shift_handover": "operationKindShiftHandover",
    "shift_close": "operationKindShiftClose",
    "notice": "operationKindNotice",
}
_GLYPHS: Final = {
    "registration": "userPlus",
    "earn": "plus",
    "redeem": "minus",
    "discount": "receipt",
    "adjustment": "edit",
    "cancel": "undo",
    "refund": "undo",
    "transfer": "send",
    "lease_release": "undo",
    "device_lost": "warning",
    "shift_open": "clock",
    "shift_handover": "clock",
    "shift_close": "clock",
    "notice": "warning",
}
_STATES: Final = {
    OperationState.WAITING: ("operationStateWaiting", "warning", "clock"),
    OperationState.SENT: ("operationStateSent", "plain", "send"),
    OperationState.CONFIRMED: ("operationStateConfirmed", "success", "check"),
    OperationState.ATTENTION: ("operationStateAttention", "danger", "warning"),
    OperationState.PRACTISED: ("trainingOperation", "plain", "star"),
}
_EMPTY: Final = {
    "all": ("operationsEmptyTitle", "operationsEmptyText"),
    "attention": ("operationsEmptyAttentionTitle", "operationsEmptyAttentionText"),
}
_PLAIN_TEXTS: Final = {
    OperationState.WAITING: "operationWaitingText",
    OperationState.SENT: "operationSentText",
    OperationState.CONFIRMED: "operationConfirmedText",
    OperationState.PRACTISED: "trainingOperationText",
}


@dataclass(frozen=True, slots=True)
class OperationRow:
    """One row of the list; ``status_kind`` names the colour of its pill."""

    operation_id: str
    time: str
    title: str
    guest: str
    glyph: str
    points: str
    points_noun: str
    is_given: bool
    status: str
    status_kind: str
    status_glyph: str
    reason: str = ""
    """Why somebody should look at it, while nobody has."""
    is_cancelled: bool = False
    is_fresh: bool = False
    """It is new, or has just become something else (CSH-85)."""


@dataclass(frozen=True, slots=True)
class OperationDetail:
    """The chosen operation."""

    title: str
    guest: str
    points: str
    headline: str
    text: str
    next_step: str
    kind: str
    rows: tuple[QuoteRow, ...]
    is_in_doubt: bool
    """It is settled or given up; nothing else can be done with it."""
    may_cancel: bool
    may_refund: bool
    may_acknowledge: bool
    may_reprint: bool
    cancel_question: str


def operation_row(
    view: OperationView, *, now: datetime, language: Language, is_fresh: bool = False
) -> OperationRow:
    """One line of the list."""
    state, kind, glyph = _pill(view, language)
    return OperationRow(
        operation_id=view.operation_id,
        time=when_text(view.occurred_at, now=now, language=language),
        title=say(KIND_KEYS[view.kind], language),
        guest=_whose(view, language),
        glyph=_GLYPHS[view.kind],
        points=signed_text(view.points, language=language) if view.points else "",
        points_noun=points_noun(view.points, language) if view.points else "",
        is_given=view.points > 0,
        status=state,
        status_kind=kind,
        status_glyph=glyph,
        reason=outcome_words(view, language=language).text if _wants_eyes(view) else "",
        is_cancelled=view.is_cancelled,
        is_fresh=is_fresh,
    )


def operation_detail(view: OperationView, *, language: Language) -> OperationDetail:
    """Everything about one operation, with its reason and what to do."""
    state, kind, _ = _pill(view, language)
    reason = outcome_words(view, language=language)
    what = say(KIND_KEYS[view.kind], language)
    points = signed_text(view.points, language=language) if view.points else ""
    needs_eyes, is_in_doubt = view.state is OperationState.ATTENTION, view.in_doubt is not None
    return OperationDetail(
        title=what,
        guest=_whose(view, language),
        points=points,
        headline=state,
        text=reason.text,
        next_step=reason.next_step,
        kind=kind,
        rows=_rows(view, language),
        is_in_doubt=is_in_doubt,
        may_cancel=view.can_cancel,
        may_refund=view.left_to_refund is not None and not is_in_doubt,
        may_acknowledge=needs_eyes and not is_in_doubt and not view.is_acknowledged,
        may_reprint=view.receipt_id is not None and not is_in_doubt,
        cancel_question=_cancel_question(view, what, language),
    )


def outcome_words(view: OperationView, *, language: Language) -> Reason:
    """Why the operation is where it is, and what the person at the till does about it."""
    if view.outcome_code is not None:
        currency = view.amount.currency if view.amount else DEFAULT_CURRENCY
        return reason_words(
            view.outcome_code, view.outcome_data, language=language, currency=currency
        )
    if view.is_cancelled and view.state is not OperationState.ATTENTION:
        return Reason(say("operationCancelledText", language))
    if view.state in _PLAIN_TEXTS:
        return Reason(say(_PLAIN_TEXTS[view.state], language))
    return Reason(say("operationAttentionText", language))


def slip_note(views: Sequence[OperationView], *, language: Language) -> str:
    """When the scanned slip was printed, and by which till where it was not this one."""
    first = views[0]
    when = moment_text(first.occurred_at)
    if not first.told:
        return when
    return say("scannedElsewhere", language, when=when, till=first.told[0].device_name)


def count_text(label: str, count: int, *, language: Language) -> str:
    """A filter with how many operations wait behind it, where there are any."""
    return f"{label} · {number_text(count, language=language)}" if count else label


def empty_words(chosen: str, *, language: Language) -> Reason:
    """What an empty list says under the filter ``chosen``: title and text."""
    title, text = _EMPTY.get(chosen, ("operationsEmptyFilterTitle", "operationsEmptyFilterText"))
    return Reason(say(title, language), say(text, language))


def _whose(view: OperationView, language: Language) -> str:
    """The guest; of what is about none, who did it."""
    if view.guest_name:
        return view.guest_name
    return view.staff_name if view.guest_id is None else say("noName", language)


def when_text(at: datetime, *, now: datetime, language: Language) -> str:
    """``сегодня, 14:05`` or ``20.11.2026 14:05``, in the time zone of ``at``."""
    if at.date() == now.astimezone(at.tzinfo).date():
        return say("operationToday", language, time=at.strftime("%H:%M"))
    return moment_text(at)


def _pill(view: OperationView, language: Language) -> tuple[str, str, str]:
    key, kind, glyph = _STATES[view.state]
    if _wants_eyes(view):
        is_calm = settles(view.outcome_code) is Settles.NOBODY
        text = settles_text(view.outcome_code, language=language)
        return (text, "plain", "info") if is_calm else (text, kind, glyph)
    if view.state is OperationState.ATTENTION and view.is_acknowledged:
        key, kind, glyph = "operationStateSeen", "plain", "info"
    elif view.state is not OperationState.ATTENTION and view.is_cancelled:
        key, kind, glyph = "operationStateCancelled", "plain", "undo"
    return say(key, language), kind, glyph


def _wants_eyes(view: OperationView) -> bool:
    return view.state is OperationState.ATTENTION and not view.is_acknowledged


def _cancel_question(view: OperationView, what: str, language: Language) -> str:
    """What would be taken back: points, or the check where there are none."""
    if view.points or view.amount is None:
        worth = signed_text(view.points, language=language)
    else:
        worth = money_text(view.amount, language=language)
    return say("operationCancelText", language, what=what, points=worth)


def _rows(view: OperationView, language: Language) -> tuple[QuoteRow, ...]:
    rows = []
    if view.amount is not None:
        amount = money_text(view.amount, language=language)
        rows.append(QuoteRow(say("operationCheck", language), amount))
    rows += [
        QuoteRow(say("operationTime", language), moment_text(view.occurred_at)),
        QuoteRow(say("operationStaff", language), view.staff_name),
        *_approver(view, language),
        *_till(view, language),
        QuoteRow(say("operationNumber", language), str(view.seq), "muted"),
    ]
    return (*rows, *_notes(view, language))


def _approver(view: OperationView, language: Language) -> Iterator[QuoteRow]:
    if view.approver_name:
        yield QuoteRow(say("operationApprover", language), view.approver_name)


def _till(view: OperationView, language: Language) -> Iterator[QuoteRow]:
    """Which till it was, where it was not this one."""
    if view.told:
        yield QuoteRow(say("operationTill", language), view.told[0].device_name)


def _notes(view: OperationView, language: Language) -> Iterator[QuoteRow]:
    """What the server noted beside what is said already; its own business has no words."""
    for note in view.notes:
        if note != view.outcome_code and note in REASONS[language]:
            words = reason_words(note, view.outcome_data, language=language)
            yield QuoteRow(words.text, "", "muted")
