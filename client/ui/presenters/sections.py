"""What the rows of the settings say of the sections behind them."""

from typing import Final

from client.till.preferences import PaperWidth, Preferences, PrinterKind
from client.ui.presenters.texts import say
from shared.receipt.words import Language

_PRINTERS: Final = {
    PrinterKind.VIRTUAL: "printerVirtual",
    PrinterKind.TCP: "printerNetwork",
    PrinterKind.USB: "printerUsb",
    PrinterKind.SERIAL: "printerSerial",
    PrinterKind.FILE: "printerFile",
}
_PAPERS: Final = {PaperWidth.MM_58: "paper58", PaperWidth.MM_80: "paper80"}


def printer_note(chosen: Preferences, *, language: Language) -> str:
    """Which printer, on which paper."""
    kind = say(_PRINTERS[chosen.printer_kind], language)
    return say("printerChosen", language, kind=kind, paper=say(_PAPERS[chosen.paper], language))


def scanner_note(chosen: Preferences, *, language: Language) -> str:
    """Where the camera's pictures come from."""
    return say("scannerChosen", language, source=chosen.camera_source)


def devices_note(*, may_open: bool, language: Language) -> str:
    """What is found there, or why not by this person."""
    return say("devicesNote" if may_open else "devicesForbidden", language)
