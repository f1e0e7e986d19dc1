"""The test slip of a printer nobody knows yet, and what is learnt from what came out (CSH-65).

The slip shows every thing in every way there is; a person says which of them came out right. Only
signs that every printer has stand around the samples. Must not know how the questions are worded.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain
from typing import Final

from printers import escpos
from printers.code_pages import PRINTER_FAMILIES, CodePage, CodePageName
from printers.profiles import PAPER_58, PAPER_80, DrawerPin, Paper, PrinterProfile
from printers.qr import qr_picture
from printers.status import PrinterState

SAMPLE: Final = "Привет, ёж №5"
PAPERS: Final = (PAPER_58, Paper(width_dots=512, columns=42), PAPER_80)
"""A ruler for each; a head of 42 characters is the narrow one among those for 80 mm."""
NATIVE_SAMPLE: Final = "MAX LOYALTY 1"
DRAWN_SAMPLE: Final = "MAX LOYALTY 2"

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


def probe_slip() -> bytes:
    """The bytes of the test slip: the samples of letters, the rulers, both codes, the cut."""
    return b"".join(
        (
            escpos.WAKE,
            _heading(1),
            *(_sample(number, page) for number, page in enumerate(candidates(), start=1)),
            _heading(2),
            *(_ruler(paper) for paper in PAPERS),
            _heading(3),
            b"3.1\n" + escpos.native_code(NATIVE_SAMPLE) + b"\n",
            b"3.2\n" + escpos.picture(qr_picture(DRAWN_SAMPLE, width_dots=PAPER_58.width_dots)),
            _heading(4),
            escpos.cut(has_cutter=True),
        )
    )


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


def drawer_pulse(pin: DrawerPin) -> bytes:
    """What opens the drawer and prints nothing."""
    return escpos.open_drawer(pin)


def _heading(number: int) -> bytes:
    return b"\n--- %d ---\n" % number


def _sample(number: int, page: CodePage) -> bytes:
    return b"%2d " % number + escpos.choose_page(page) + page.encode(SAMPLE) + b"\n"


def _ruler(paper: Paper) -> bytes:
    """As long as the paper is wide; on a narrower one its end falls to the next line."""
    mark = f"{paper.columns} "
    return (mark + "-" * (paper.columns - len(mark) - 1) + "|\n").encode("ascii")
