"""A printer without a printer: numbered pictures of the paper, and the bytes beside them.

For a till that has no printer yet, for the demo and for tests. ``0007.png`` is what the guest would
hold, ``0007.bin`` what a real printer of this profile would have been sent.
"""

from pathlib import Path

from printers import escpos, raster
from printers.errors import PrinterUnreachable
from printers.printer import PrintOutcome, PrintResult
from printers.profiles import PrinterProfile
from printers.state import PrinterState
from printers.transports.folder import next_path, write_whole
from shared.receipt.document import Document


class VirtualPrinter:
    """Prints into a folder, which it makes."""

    def __init__(self, profile: PrinterProfile, *, folder: str) -> None:
        self._profile = profile
        self._folder = Path(folder)

    def print(self, document: Document) -> PrintResult:
        """Raises ``PrinterUnreachable`` when the folder cannot be written to."""
        picture = raster.png(raster.draw(document, self._profile.paper))
        slip = escpos.render(document, self._profile)
        try:
            path = next_path(self._folder, ".png")
            write_whole(path.with_suffix(".bin"), slip)
            write_whole(path, picture)
        except OSError as error:
            raise PrinterUnreachable(detail=str(error)) from error
        return PrintResult(PrintOutcome.PRINTED, picture=path, state=PrinterState.READY)

    def ask(self) -> PrinterState:
        """Always ready: what a folder lacks is told when it is printed into."""
        return PrinterState.READY
