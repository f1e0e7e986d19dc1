"""A booked receipt and the state of its paper, in words (CSH-61, CSH-63, CSH-64, CSH-84).

Reads the facts that the paper states too, so screen and paper never disagree. Must not know
printers: a print job is seen by its state, its trouble and its picture.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from client.till.guest_view import GuestView
from client.ui.presenters.guests import full_name
from client.ui.presenters.quotes import QuoteRow
from client.ui.presenters.reasons import reason_words
from client.ui.presenters.texts import say
from shared.domain.money import DEFAULT_CURRENCY
from shared.receipt.compose import step_pair, told_steps
from shared.receipt.facts import ReceiptFacts, SlipKind
from shared.receipt.words import (
    Language,
    money_text,
    number_text,
    phone_text,
    points_noun,
    points_text,
    signed_text,
)


class SlipJob(Protocol):
    """What a print job tells about itself."""

    @property
    def job_id(self) -> int:
        """Its name."""

    @property
    def receipt_id(self) -> str | None:
        """The receipt it prints, if it is one."""

    @property
    def state(self) -> str:
        """``queued`` | ``printing`` | ``printed`` | ``sent`` | ``maybe_printed`` | ``failed`` …"""

    @property
    def trouble(self) -> str | None:
        """The code of what last went wrong."""

    @property
    def is_copy(self) -> bool:
        """Whether it is a reprint."""

    @property
    def picture(self) -> Path | None:
        """What a virtual printer drew."""

    @property
    def file(self) -> Path | None:
        """What was made instead of paper."""


@dataclass(frozen=True, slots=True)
class SlipScene:
    """The state of the paper; ``kind`` names the colour."""

    text: str
    note: str
    kind: str
    glyph: str
    picture: str
    """The address of the picture of the paper, or empty."""
    first: str = ""
    """What a person may do about it, a verb; empty for nothing."""
    second: str = ""


@dataclass(frozen=True, slots=True)
class DoneScene:
    """What was booked."""

    title: str
    guest: str
    phone: str
    balance: str
    balance_noun: str
    to_pay: str
    note: str
    is_pending: bool
    rows: tuple[QuoteRow, ...]


_CORRECTIONS: Final = {
    SlipKind.ADJUSTMENT: "doneAdjusted",
    SlipKind.CANCEL: "doneCancelled",
    SlipKind.REFUND: "doneRefunded",
}
_STATES: Final = {
    "queued": ("slipQueued", "plain", "clock"),
    "printing": ("slipPrinting", "plain", "printer"),
    "printed": ("slipPrinted", "success", "check"),
    "sent": ("slipSent", "success", "send"),
    "saved": ("slipSaved", "success", "check"),
    "expired": ("slipExpired", "warning", "clock"),
    "maybe_printed": ("slipMaybe", "warning", "warning"),
    "failed": ("slipFailed", "danger", "warning"),
    "cancelled": ("slipCancelled", "plain", "close"),
}
_NOTES: Final = {
    "sent": "slipSentNote",
    "maybe_printed": "slipMaybeNote",
    "failed": "slipFailedNote",
    "expired": "slipExpiredNote",
}


_ACTIONS: Final = {
    "maybe_printed": ("slipYes", "slipNo"),
    "expired": ("slipPrintNow", "slipDrop"),
    "failed": ("slipPrintNow", "slipDrop"),
    "saved": ("slipOpenFile",),
}


def is_stuck(job: SlipJob) -> bool:
    """Whether the job waits for a printer that did not take it."""
    return job.state == "queued" and bool(job.trouble)


def slip_scene(job: SlipJob | None, *, language: Language) -> SlipScene:
    """Where the paper of a receipt is; ``None``: it was never to be printed."""
    if job is None:
        return SlipScene(say("slipNone", language), "", "plain", "receipt", "")
    key, kind, glyph = _STATES[job.state]
    if is_stuck(job):
        key, kind, glyph = "slipWaits", "warning", "warning"
    text = say(key, language)
    return SlipScene(
        text=say("slipCopyOf", language, state=text) if job.is_copy else text,
        note=_slip_note(job, language),
        kind=kind,
        glyph=glyph,
        picture=job.picture.absolute().as_uri() if job.picture else "",
        **_actions(job, language),
    )


def done_scene(facts: ReceiptFacts, *, view: GuestView, language: Language) -> DoneScene:
    """What the big green screen says about ``facts`` and the guest after it."""
    to_pay = money_text(facts.to_pay, language=language) if facts.to_pay is not None else ""
    return DoneScene(
        title=_title(facts, language),
        guest=full_name(view.guest.profile, language=language),
        phone=phone_text(view.guest.profile.phone),
        balance=number_text(facts.balance, language=language) if facts.has_points else "",
        balance_noun=points_noun(facts.balance, language),
        to_pay=to_pay,
        note=say("donePending" if facts.is_pending else "doneConfirmed", language),
        is_pending=facts.is_pending,
        rows=_rows(facts, language),
    )


def _rows(facts: ReceiptFacts, language: Language) -> tuple[QuoteRow, ...]:
    """What the paper says of it."""
    currency = facts.to_pay.currency if facts.to_pay else DEFAULT_CURRENCY
    pairs = (step_pair(step, currency=currency, language=language) for step in told_steps(facts))
    return tuple(QuoteRow(pair.label, pair.value) for pair in pairs)


def _title(facts: ReceiptFacts, language: Language) -> str:
    given = sum(line.points for line in facts.lines if line.points > 0)
    taken = -sum(line.points for line in facts.lines if line.points < 0)
    if facts.kind in _CORRECTIONS and facts.has_points:
        change = signed_text(given - taken, language=language)
        return say(_CORRECTIONS[facts.kind], language, points=change)
    match facts.kind:
        case SlipKind.DISCOUNT | SlipKind.CANCEL:
            return _discount_title(facts, language)
        case SlipKind.TRANSFER:
            return say("doneTransferred", language, points=points_text(taken, language=language))
        case _ if given or taken:
            return _check_title(given, taken, language)
    return say("doneSaved", language)


def _discount_title(facts: ReceiptFacts, language: Language) -> str:
    if facts.kind is SlipKind.CANCEL:
        return say("doneCancelledCheck", language)
    if facts.discount is None or not facts.discount.minor:
        return say("doneSaved", language)
    return say("doneDiscount", language, money=money_text(facts.discount, language=language))


def _check_title(given: int, taken: int, language: Language) -> str:
    if given and taken:
        redeemed = points_text(taken, language=language)
        earned = number_text(given, language=language)
        return say("doneRedeemedAndEarned", language, redeemed=redeemed, earned=earned)
    if taken:
        return say("doneRedeemed", language, points=points_text(taken, language=language))
    return say("doneEarned", language, points=points_text(given, language=language))


def _actions(job: SlipJob, language: Language) -> dict[str, str]:
    keys = ("slipElsewhere", "slipDrop") if is_stuck(job) else _ACTIONS.get(job.state, ())
    words = (say(key, language) for key in keys)
    return dict(zip(("first", "second"), words, strict=False))


def _slip_note(job: SlipJob, language: Language) -> str:
    fixed = say(_NOTES[job.state], language) if job.state in _NOTES else ""
    if not job.trouble or job.state in {"printed", "sent", "saved", "cancelled", "expired"}:
        return fixed
    reason = reason_words(job.trouble, {}, language=language)
    return " ".join(f"{part}." for part in (reason.text, reason.next_step) if part) or fixed
