"""A printer as the rest of the product sees it, and the talk with one that speaks ESC/POS."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final, Protocol

from printers import escpos, status
from printers.errors import PrinterTrouble
from printers.profiles import PrinterProfile
from printers.transports.link import Link
from shared.receipt.document import Document

STATUS_SECONDS: Final = 1.0
"""How long an answer to ``DLE EOT`` may take; printers give it within milliseconds."""

PRINTING_SECONDS: Final = 10.0
"""How long a slip may take from the last byte to the cut."""


class PrintOutcome(StrEnum):
    """How sure we are."""

    PRINTED = "printed"
    """The printer answered after the cut."""
    SENT = "sent"
    """The bytes were taken; nobody said what became of them."""


@dataclass(frozen=True, slots=True)
class PrintResult:
    """What became of a slip, and its picture if the printer is a virtual one."""

    outcome: PrintOutcome
    picture: Path | None = None


class Printer(Protocol):
    """Blocking: call it on a thread of its own."""

    def print(self, document: Document) -> PrintResult:
        """Put ``document`` on paper. Raises ``PrinterTrouble``."""


class EscposPrinter:
    """Connect, ask, print, ask again, hang up: cheap printers serve one connection at a time."""

    def __init__(self, profile: PrinterProfile, *, connect: Callable[[], Link]) -> None:
        self._profile = profile
        self._connect = connect

    def print(self, document: Document) -> PrintResult:
        """Raises ``PrinterTrouble``; its ``may_have_printed`` is true from the first byte on."""
        slip = escpos.render(document, self._profile)
        with closing(self._connect()) as link:
            answers = self._profile.answers_status and link.can_answer and _answers_well(link)
            with _slip_on_its_way():
                link.write(slip)
                return PrintResult(_outcome(link) if answers else PrintOutcome.SENT)


def _answers_well(link: Link) -> bool:
    """False for a printer that says nothing. Raises the trouble that it tells of."""
    answers = _ask_everything(link)
    trouble = status.trouble_in(answers)
    if trouble is not None:
        raise trouble
    return bool(answers)


def _outcome(link: Link) -> PrintOutcome:
    link.write(status.ASK_WHEN_DONE)
    if _await(link, status.says_done, seconds=PRINTING_SECONDS):
        return PrintOutcome.PRINTED
    trouble = status.trouble_in(_ask_everything(link))
    if trouble is not None:
        raise trouble
    return PrintOutcome.SENT


def _ask_everything(link: Link) -> dict[int, int]:
    """The answers by question, up to the first that is not given."""
    answers: dict[int, int] = {}
    for question in status.QUESTIONS:
        link.write(status.ask_now(question))
        received = _await(link, lambda heard: status.answer_in(heard) is not None)
        answer = status.answer_in(received)
        if answer is None:
            break
        answers[question] = answer
    return answers


def _await(
    link: Link, is_answer: Callable[[bytes], bool], *, seconds: float = STATUS_SECONDS
) -> bytes:
    """What the printer says until it ``is_answer``; nothing if that does not come in time."""
    deadline = time.monotonic() + seconds
    heard = b""
    while (left := deadline - time.monotonic()) > 0:
        heard += link.read(seconds=left)
        if is_answer(heard):
            return heard
    return b""


@contextmanager
def _slip_on_its_way() -> Iterator[None]:
    try:
        yield
    except PrinterTrouble as trouble:
        trouble.may_have_printed = True
        raise
