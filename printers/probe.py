"""What is asked of a printer nobody knows yet, and what is learnt from the answers (CSH-65).

``printers.probe_slip`` shows every thing in every way there is; a person says which of them came
out right. Pure. Must not know how the questions are worded.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain
from typing import Final

from printers.code_pages import PRINTER_FAMILIES, CodePage, CodePageName
from printers.profiles import PAPER_58, PAPER_80, Paper, PrinterProfile
from printers.state import PrinterState

PAPERS: Final = (PAPER_58, Paper(width_dots=512, columns=42), PAPER_80)
"""A ruler for each; a head of 42 characters is the narrow one among those for 80 mm."""

_HAS_NO_TROUBLE: Final = frozenset(
    {PrinterState.UNKNOWN, PrinterState.READY, PrinterState.PAPER_NEAR_END}
)


class QrSeen(StrEnum):
    """Which of the two codes are codes: the first is the printer's own, the second a picture."""

    BOTH = "both"
    NATIVE = "native"
    DRAWN = "drawn"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Observed:
    """What a person saw on the test slip."""

    line: int | None
    """The number before the line that could be read, from 1; None: none could."""
    columns: int
    """The longest ruler that stayed on one line."""
    qr: QrSeen
    did_cut: bool
    said: PrinterState = PrinterState.UNKNOWN
    """What the printer had said of itself before it printed the slip."""


def candidates() -> tuple[CodePage, ...]:
    """Every way in which a known family numbers a page with our letters, the commonest first."""
    pages = chain.from_iterable(
        (
            *(CodePage(CodePageName.CP866, number) for number in family.cp866),
            *(CodePage(CodePageName.CP1251, number) for number in family.cp1251),
        )
        for family in PRINTER_FAMILIES
    )
    return tuple(dict.fromkeys(pages))


def learned(profile: PrinterProfile, observed: Observed) -> PrinterProfile:
    """``profile`` with everything that the slip taught.

    A printer that had said it could not print, and then did, is not asked any more: it would
    stop every slip.
    """
    page = profile.code_page if observed.line is None else candidates()[observed.line - 1]
    return replace(
        profile,
        paper=next(paper for paper in PAPERS if paper.columns == observed.columns),
        code_page=page,
        draws_text=observed.line is None,
        has_native_qr=observed.qr in {QrSeen.BOTH, QrSeen.NATIVE},
        has_cutter=observed.did_cut,
        answers_status=profile.answers_status and observed.said in _HAS_NO_TROUBLE,
    )
