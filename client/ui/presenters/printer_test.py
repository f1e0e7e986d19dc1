"""The questions after the test slip in words: what to look for, and what it may look like."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from client.till.printer_test import ANSWERS, NO, NOTHING, YES, Step
from client.ui.presenters.texts import say
from printers.probe import QrSeen
from shared.receipt.words import Language


@dataclass(frozen=True, slots=True)
class Question:
    """One question, and what may be answered."""

    title: str
    text: str
    values: tuple[str, ...]
    labels: tuple[str, ...]
    columns: int
    """How many answers stand in a line."""


_COLUMNS: Final = {Step.LETTERS: 5, Step.RULER: 3, Step.CODES: 2, Step.CUT: 2}
_LABELS: Final = {
    NOTHING: "testNoLine",
    YES: "testDidCut",
    NO: "testDidNotCut",
    QrSeen.BOTH: "testCodesBoth",
    QrSeen.NATIVE: "testCodesFirst",
    QrSeen.DRAWN: "testCodesSecond",
}
_TEXTS: Final = {
    Step.LETTERS: ("testLetters", "testLettersText"),
    Step.RULER: ("testRuler", "testRulerText"),
    Step.CODES: ("testCodes", "testCodesText"),
    Step.CUT: ("testCut", "testCutText"),
}


def question(step: Step, *, language: Language) -> Question:
    """What is asked at ``step``."""
    values = ANSWERS[step]
    title, text = _TEXTS[step]
    return Question(
        title=say(title, language),
        text=say(text, language),
        values=values,
        labels=tuple(_label(step, value, language) for value in values),
        columns=_COLUMNS[step],
    )


def answer_lines(answers: Mapping[Step, str], *, language: Language) -> tuple[str, ...]:
    """What was answered, a line for each question, before it is kept."""
    return tuple(
        f"{say(_TEXTS[step][0], language)} {_label(step, value, language)}"
        for step, value in answers.items()
    )


def _label(step: Step, value: str, language: Language) -> str:
    if step is Step.CODES and value == QrSeen.NONE:
        return say("testCodesNone", language)
    return say(_LABELS[value], language) if value in _LABELS else value
