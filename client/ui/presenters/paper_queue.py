"""The queue of paper in words: which slip, whose, where it is, what can be done about it.

Says of a guest what his paper says: a first name and a masked phone (SEC-03).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from client.till.paper import OpenSlip
from client.ui.presenters.receipts import slip_scene
from client.ui.presenters.shift import REPORT_NAMES
from client.ui.presenters.texts import say
from shared.receipt.facts import GuestCardFacts, GuestOnPaper, ReceiptFacts
from shared.receipt.shift_facts import ReportKind, ShiftReportFacts
from shared.receipt.words import Language, money_text, points_text

_NAMES: Final = {
    "receipt": "queueReceipt",
    "guest_card": "queueCard",
    "shift_report": "queueReport",
}


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One job."""

    title: str
    about: str
    """Whose and how much; empty for what cannot be read."""
    standing: str
    note: str
    kind: str
    glyph: str
    first: str
    second: str


def paper_row(slip: OpenSlip, *, language: Language) -> PaperRow:
    """``slip`` as a row, with the hour at which it was ordered."""
    scene = slip_scene(slip.job, language=language)
    return PaperRow(
        title=f"{say(_NAMES[slip.job.kind], language)} · {slip.ordered_at:%H:%M}",
        about=" · ".join(_about(slip, language)),
        standing=scene.text,
        note=scene.note,
        kind=scene.kind,
        glyph=scene.glyph,
        first=scene.first,
        second=scene.second,
    )


def _about(slip: OpenSlip, language: Language) -> Iterator[str]:
    match slip.facts:
        case ReceiptFacts() as facts:
            yield from _guest(facts.guest)
            yield from _sums(facts, language)
        case GuestCardFacts() as facts:
            yield from _guest(facts.guest)
        case ShiftReportFacts() as facts:
            key = "shiftNumber" if facts.kind is ReportKind.X else REPORT_NAMES[facts.kind]
            yield say(key, language, number=facts.number, addendum=facts.addendum)
            yield facts.closed_by or facts.opened_by


def _guest(guest: GuestOnPaper) -> Iterator[str]:
    if guest.name:
        yield guest.name
    yield guest.masked_phone


def _sums(facts: ReceiptFacts, language: Language) -> Iterator[str]:
    if facts.check_amount is not None:
        amount = money_text(facts.check_amount, language=language)
        yield say("historyCheck", language, amount=amount)
    for points in (line.points for line in facts.lines if line.points):
        plus = "+" if points > 0 else ""
        yield plus + points_text(points, language=language)
