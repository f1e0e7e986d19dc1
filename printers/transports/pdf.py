"""A slip as a PDF file as large as its paper, where there is no receipt printer (CSH-61).

The page is the picture that a virtual printer draws, at its true size: what a screen shows, what
this file holds and what a thermal head burns come from the same rows.
"""

import io
from pathlib import Path
from typing import Final

from printers import raster
from printers.errors import PrinterUnreachable
from printers.printer import PrintOutcome, PrintResult
from printers.profiles import Paper, PrinterProfile
from printers.state import PrinterState
from printers.transports.folder import next_path, write_whole
from shared.receipt.document import Document

_DOTS_PER_INCH: Final = 203
"""Of a thermal head: 8 dots are a millimetre."""


def pdf(document: Document, paper: Paper) -> bytes:
    """The slip as one page of its own length."""
    memory = io.BytesIO()
    picture = raster.draw(document, paper)
    picture.save(memory, "PDF", resolution=_DOTS_PER_INCH * raster.SCALE)
    return memory.getvalue()


class PdfPrinter:
    """Prints into a folder, which it makes."""

    def __init__(self, profile: PrinterProfile, *, folder: str) -> None:
        self._profile = profile
        self._folder = Path(folder)

    def print(self, document: Document) -> PrintResult:
        """Raises ``PrinterUnreachable`` when the folder cannot be written to."""
        page = pdf(document, self._profile.paper)
        try:
            path = next_path(self._folder, ".pdf")
            write_whole(path, page)
        except OSError as error:
            raise PrinterUnreachable(detail=str(error)) from error
        return PrintResult(PrintOutcome.SAVED, file=path, state=PrinterState.READY)

    def ask(self) -> PrinterState:
        """Always ready: what a folder lacks is told when it is printed into."""
        return PrinterState.READY
