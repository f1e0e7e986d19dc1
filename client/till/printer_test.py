"""The questions after the test slip, and what their answers say about the printer (CSH-65).

Pure: which questions there are, which answers each has, and the profile that follows. Must not
know how they are worded or drawn.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from printers.probe import PAPERS, Observed, QrSeen, candidates, learned
from printers.profiles import PrinterProfile
from printers.state import PrinterState

NOTHING: Final = "none"
YES: Final = "yes"
NO: Final = "no"


class Step(StrEnum):
    """The questions, in the order in which the slip shows what they ask about."""

    LETTERS = "letters"
    RULER = "ruler"
    CODES = "codes"
    CUT = "cut"


ANSWERS: Final[Mapping[Step, tuple[str, ...]]] = {
    Step.LETTERS: (*(str(number) for number in range(1, len(candidates()) + 1)), NOTHING),
    Step.RULER: tuple(str(paper.columns) for paper in PAPERS),
    Step.CODES: tuple(QrSeen),
    Step.CUT: (YES, NO),
}


def next_step(answers: Mapping[Step, str]) -> Step | None:
    """The first question without an answer; None when all are answered."""
    return next((step for step in Step if step not in answers), None)


def profile_after(
    profile: PrinterProfile, answers: Mapping[Step, str], *, said: PrinterState
) -> PrinterProfile:
    """``profile`` as the answers to every question teach it; ``said`` is what the printer said."""
    line = answers[Step.LETTERS]
    observed = Observed(
        line=None if line == NOTHING else int(line),
        columns=int(answers[Step.RULER]),
        qr=QrSeen(answers[Step.CODES]),
        did_cut=answers[Step.CUT] == YES,
        said=said,
    )
    return learned(profile, observed)
