"""How a printer is, in one word: three ways of knowing, for silence is neither well nor ill."""

from enum import StrEnum

from printers.errors import (
    CoverOpen,
    PaperOut,
    PrinterBroken,
    PrinterOffline,
    PrinterTrouble,
    PrinterUnreachable,
)


class PrinterState(StrEnum):
    """How a printer is; a value that is a trouble is named as the trouble's ``code``."""

    UNKNOWN = "unknown"
    """It says nothing, or nothing that can be believed."""
    READY = "ready"
    PAPER_NEAR_END = "paper_near_end"
    PAPER_OUT = PaperOut.code
    COVER_OPEN = CoverOpen.code
    OFFLINE = PrinterOffline.code
    BROKEN = PrinterBroken.code
    UNREACHABLE = PrinterUnreachable.code


def state_of(trouble: PrinterTrouble) -> PrinterState:
    """The state that a trouble tells of; a wire that broke or hangs is nobody there."""
    try:
        return PrinterState(trouble.code)
    except ValueError:
        return PrinterState.UNREACHABLE
