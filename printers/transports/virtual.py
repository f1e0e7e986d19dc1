"""A printer without a printer: numbered pictures of the paper, and the bytes beside them.

For a till that has no printer yet, for the demo and for tests. ``0007.png`` is what the guest would
hold, ``0007.bin`` what a real printer of this profile would have been sent.
"""

from pathlib import Path

from printers import escpos, raster
from printers.errors import PrinterUnreachable
from printers.printer import PrintOutcome, PrintResult
from printers.profiles import PrinterProfile
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
            self._folder.mkdir(parents=True, exist_ok=True)
            path = self._next_path()
            _write(path.with_suffix(".bin"), slip)
            _write(path, picture)
        except OSError as error:
            raise PrinterUnreachable(detail=str(error)) from error
        return PrintResult(PrintOutcome.PRINTED, picture=path)

    def _next_path(self) -> Path:
        numbers = [int(each.stem) for each in self._folder.glob("*.png") if each.stem.isdecimal()]
        return self._folder / f"{max(numbers, default=0) + 1:04d}.png"


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all: a screen may be looking at the folder."""
    scratch = path.with_suffix(path.suffix + ".part")
    scratch.write_bytes(data)
    Path(scratch).replace(path)
