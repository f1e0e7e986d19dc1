"""The test slip of a printer nobody knows yet, as bytes (CSH-65).

Every thing in every way there is; only signs that every printer has stand around the samples. What
is learnt from it: ``printers.probe``.
"""

from typing import Final

from printers import escpos
from printers.code_pages import CodePage
from printers.probe import PAPERS, candidates
from printers.profiles import PAPER_58, DrawerPin, Paper
from printers.qr import qr_picture

SAMPLE: Final = "Привет, ёж №5"
NATIVE_SAMPLE: Final = "MAX LOYALTY 1"
DRAWN_SAMPLE: Final = "MAX LOYALTY 2"


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
