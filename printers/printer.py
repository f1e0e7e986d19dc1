"""A printer as the rest of the product sees it; nothing that draws is loaded with it."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from printers.state import PrinterState
from shared.receipt.document import Document


class PrintOutcome(StrEnum):
    """How sure we are."""

    PRINTED = "printed"
    """The printer answered after the cut."""
    SENT = "sent"
    """The bytes were taken; nobody said what became of them."""
    SAVED = "saved"
    """There is a file instead of paper."""


@dataclass(frozen=True, slots=True)
class PrintResult:
    """What became of a slip, and its picture if the printer is a virtual one."""

    outcome: PrintOutcome
    picture: Path | None = None
    file: Path | None = None
    """What was made instead of paper, to be opened by a person."""
    state: PrinterState = PrinterState.UNKNOWN
    """What the printer said of itself before the slip; paper that nears its end, say."""


class Printer(Protocol):
    """Blocking: call it on a thread of its own."""

    def print(self, document: Document) -> PrintResult:
        """Put ``document`` on paper. Raises ``PrinterTrouble``."""

    def ask(self) -> PrinterState:
        """How the printer is, without printing."""
