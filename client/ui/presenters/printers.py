"""A printer in words: what it is, how it is, and what a person may do about its paper.

Words the states that ``printers.status`` knows; must not know how they are found out.
"""

from dataclasses import dataclass
from typing import Final, Protocol

from client.till.printer_choice import PrinterKind, address_text, kind_of, width_of
from client.ui.presenters.reasons import reason_words
from client.ui.presenters.texts import say
from printers.found import Found
from printers.profiles import PdfAddress, PrinterProfile, VirtualAddress
from printers.state import PrinterState
from shared.receipt.words import Language

KIND_NAMES: Final = {
    PrinterKind.VIRTUAL: "printerVirtual",
    PrinterKind.TCP: "printerNetwork",
    PrinterKind.USB: "printerUsb",
    PrinterKind.SERIAL: "printerSerial",
    PrinterKind.FILE: "printerFile",
    PrinterKind.SYSTEM: "printerSystem",
    PrinterKind.PDF: "printerPdf",
}
_PAPERS: Final = {"58": "paper58", "80": "paper80"}


class News(Protocol):
    """What is known of the printer."""

    @property
    def state(self) -> PrinterState: ...
    @property
    def waiting(self) -> int: ...


@dataclass(frozen=True, slots=True)
class PrinterScene:
    """How the printer is; ``kind`` names the colour."""

    text: str
    note: str
    kind: str
    glyph: str
    is_urgent: bool
    """Whether somebody has to do something before anything is printed."""


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A printer that a search found."""

    title: str
    note: str


_SCENES: Final = {
    PrinterState.READY: ("printerReady", "printerReadyNote", "success", "check"),
    PrinterState.UNKNOWN: ("printerUnknown", "printerUnknownNote", "plain", "printer"),
    PrinterState.PAPER_NEAR_END: ("printerNearEnd", "printerNearEndNote", "warning", "warning"),
}


def printer_scene(news: News, printer: PrinterProfile, *, language: Language) -> PrinterScene:
    """How the printer is and what to do about it; silence is said to be silence."""
    if isinstance(printer.address, VirtualAddress | PdfAddress):
        text, note = say("printerPaperless", language), say("printerPaperlessNote", language)
        return PrinterScene(text, note, "plain", "receipt", is_urgent=False)
    waiting = say("printerWaiting", language, count=news.waiting) if news.waiting else ""
    if news.state in _SCENES:
        key, note_key, kind, glyph = _SCENES[news.state]
        note = _joined(say(note_key, language), waiting)
        return PrinterScene(say(key, language), note, kind, glyph, is_urgent=False)
    words = reason_words(news.state, {}, language=language)
    note = _joined(words.next_step, waiting)
    return PrinterScene(words.text, note, "warning", "warning", is_urgent=True)


def printer_note(printer: PrinterProfile, *, language: Language) -> str:
    """Which printer, on which paper."""
    kind, address = kind_of(printer.address), address_text(printer.address)
    name = say(KIND_NAMES[kind], language)
    paper = say(_PAPERS[width_of(printer.paper)], language)
    called = f"{name} {address}".strip()
    return say("printerChosen", language, kind=called, paper=paper)


def found_row(found: Found, *, language: Language) -> FoundRow:
    """What was found, by its address and by what the system calls it."""
    kind = say(KIND_NAMES[kind_of(found.address)], language)
    address = address_text(found.address)
    name = found.name if found.name not in {"n/a", address} else ""
    return FoundRow(title=address, note=f"{kind} · {name}" if name else kind)


def sent_text(trouble: str | None, *, done: str, language: Language) -> str:
    """That bytes went to the printer, or why not."""
    if trouble is None:
        return say(done, language)
    words = reason_words(trouble, {}, language=language)
    return _joined(words.text, words.next_step)


def _joined(*sentences: str) -> str:
    return " ".join(f"{each.rstrip('.')}." for each in sentences if each)
