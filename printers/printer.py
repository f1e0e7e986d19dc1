"""A printer as the rest of the product sees it, and the talk with one that speaks ESC/POS."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from printers import escpos, status
from printers.errors import PrinterTrouble
from printers.link import Link
from printers.patience import Patience
from printers.profiles import PrinterProfile
from shared.receipt.document import Document


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

    def __init__(
        self, profile: PrinterProfile, patience: Patience, *, connect: Callable[[], Link]
    ) -> None:
        self._profile = profile
        self._patience = patience
        self._connect = connect

    def print(self, document: Document) -> PrintResult:
        """Raises ``PrinterTrouble``; its ``may_have_printed`` is true from the first byte on."""
        slip = escpos.render(document, self._profile)
        with closing(self._connect()) as link:
            answers = self._profile.answers_status and link.can_answer and self._is_well(link)
            with _slip_on_its_way():
                link.write(slip)
                return PrintResult(self._outcome(link) if answers else PrintOutcome.SENT)

    def _is_well(self, link: Link) -> bool:
        """False for a printer that says nothing. Raises the trouble that it tells of."""
        answers = self._ask_everything(link)
        trouble = status.trouble_in(answers)
        if trouble is not None:
            raise trouble
        return bool(answers)

    def _outcome(self, link: Link) -> PrintOutcome:
        link.write(status.ASK_WHEN_DONE)
        if _heard(link, status.says_done, seconds=self._patience.printing_seconds):
            return PrintOutcome.PRINTED
        self._is_well(link)
        return PrintOutcome.SENT

    def _ask_everything(self, link: Link) -> dict[int, int]:
        """The answers by question, up to the first that is not given."""
        answers: dict[int, int] = {}
        for question in status.QUESTIONS:
            link.write(status.ask_now(question))
            heard = _heard(link, status.holds_answer, seconds=self._patience.status_seconds)
            if not heard:
                break
            answers[question] = status.answer_in(heard)
        return answers


def _heard(link: Link, is_answer: Callable[[bytes], bool], *, seconds: float) -> bytes:
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
