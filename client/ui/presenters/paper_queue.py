"""The queue of paper in words: which slip, since when, where it is, what can be done about it."""

from dataclasses import dataclass
from typing import Final

from client.till.paper import OpenSlip
from client.ui.presenters.receipts import slip_scene
from client.ui.presenters.texts import say
from shared.receipt.words import Language

_NAMES: Final = {
    "receipt": "queueReceipt",
    "guest_card": "queueCard",
    "shift_report": "queueReport",
}


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One job."""

    title: str
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
        standing=scene.text,
        note=scene.note,
        kind=scene.kind,
        glyph=scene.glyph,
        first=scene.first,
        second=scene.second,
    )
