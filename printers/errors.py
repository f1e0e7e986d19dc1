"""What goes wrong with a printer: data, never words; presenters word it by ``code``.

The one question a caller must be able to answer is in each of them: may the slip be on paper
already? If it may, nobody but a person decides to print it again (CSH-64).
"""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(eq=False)
class PrinterTrouble(Exception):
    """The base of every named trouble of a printer."""

    code: ClassVar[str] = "printer_trouble"
    detail: str = ""
    """What the operating system said: for the log, not for the screen."""
    may_have_printed: bool = False
    """True once any byte of the slip may have reached the printer."""

    def __str__(self) -> str:
        return f"{self.code} may_have_printed={self.may_have_printed} {self.detail}".rstrip()


@dataclass(eq=False)
class PrinterUnreachable(PrinterTrouble):
    """Nobody answers at the address: unplugged, switched off, refused, not there."""

    code: ClassVar[str] = "printer_unreachable"


@dataclass(eq=False)
class PrinterLost(PrinterTrouble):
    """The connection broke while we were talking."""

    code: ClassVar[str] = "printer_lost"


@dataclass(eq=False)
class PrinterHung(PrinterTrouble):
    """The printer took the connection and stopped reading."""

    code: ClassVar[str] = "printer_hung"


@dataclass(eq=False)
class PrinterOffline(PrinterTrouble):
    """The printer says it is offline and does not say why."""

    code: ClassVar[str] = "printer_offline"


@dataclass(eq=False)
class PaperOut(PrinterTrouble):
    """The roll is at its end."""

    code: ClassVar[str] = "paper_out"


@dataclass(eq=False)
class CoverOpen(PrinterTrouble):
    """The lid is open."""

    code: ClassVar[str] = "cover_open"


@dataclass(eq=False)
class PrinterBroken(PrinterTrouble):
    """The knife is jammed, the head is too hot, or worse."""

    code: ClassVar[str] = "printer_broken"
