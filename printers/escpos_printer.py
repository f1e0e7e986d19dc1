"""The talk with a printer that speaks ESC/POS."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

from printers import escpos, status
from printers.errors import PrinterTrouble
from printers.link import Link
from printers.patience import Patience
from printers.printer import PrintOutcome, PrintResult
from printers.profiles import PrinterProfile
from printers.state import PrinterState, state_of
from shared.receipt.document import Document


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
            state = self._state_unless_trouble(link)
            with _slip_on_its_way():
                link.write(slip)
                return PrintResult(self._outcome(link, state), state=state)

    def ask(self) -> PrinterState:
        """``UNREACHABLE`` when nobody is there, ``UNKNOWN`` for one that says nothing."""
        try:
            with closing(self._connect()) as link:
                return self._state(link)
        except PrinterTrouble as trouble:
            return state_of(trouble)

    def send(self, slip: bytes) -> PrinterState:
        """Hands over ``slip`` whatever the printer says of itself, and returns what that was.

        Raises ``PrinterTrouble`` when it cannot be handed over.
        """
        with closing(self._connect()) as link:
            state = self._state(link)
            with _slip_on_its_way():
                link.write(slip)
            return state

    def _state_unless_trouble(self, link: Link) -> PrinterState:
        """Raises the trouble that the printer tells of."""
        if not self._can_be_asked(link):
            return PrinterState.UNKNOWN
        answers, _ = self._ask_everything(link)
        trouble = status.trouble_in(answers)
        if trouble is not None:
            raise trouble
        return status.state_in(answers)

    def _state(self, link: Link) -> PrinterState:
        if not self._can_be_asked(link):
            return PrinterState.UNKNOWN
        answers, told = self._ask_everything(link)
        return status.state_in(answers) if answers else status.state_told_unasked(told)

    def _can_be_asked(self, link: Link) -> bool:
        return self._profile.answers_status and link.can_answer

    def _outcome(self, link: Link, before: PrinterState) -> PrintOutcome:
        """A printer that answered nothing before the slip is not asked after it."""
        if before is PrinterState.UNKNOWN:
            return PrintOutcome.SENT
        link.write(status.ASK_WHEN_DONE)
        if _heard(link, status.says_done, seconds=self._patience.printing_seconds)[0]:
            return PrintOutcome.PRINTED
        self._state_unless_trouble(link)
        return PrintOutcome.SENT

    def _ask_everything(self, link: Link) -> tuple[dict[int, int], bytes]:
        """The answers by question, up to the first that is not given, and all that was said."""
        answers: dict[int, int] = {}
        told = b""
        for question in status.QUESTIONS:
            link.write(status.ask_now(question))
            is_answered, heard = _heard(
                link, status.holds_answer, seconds=self._patience.status_seconds
            )
            told += heard
            if not is_answered:
                break
            answers[question] = status.answer_in(heard)
        return answers, told


def _heard(link: Link, is_answer: Callable[[bytes], bool], *, seconds: float) -> tuple[bool, bytes]:
    """Whether ``is_answer`` came in time, and what the printer said until then."""
    deadline = time.monotonic() + seconds
    heard = b""
    while (left := deadline - time.monotonic()) > 0:
        heard += link.read(seconds=left)
        if is_answer(heard):
            return True, heard
    return False, heard


@contextmanager
def _slip_on_its_way() -> Iterator[None]:
    try:
        yield
    except PrinterTrouble as trouble:
        trouble.may_have_printed = True
        raise
