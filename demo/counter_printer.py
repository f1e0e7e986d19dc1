"""A receipt printer in the network that somebody unplugs and plugs in again.

Keeps what it was sent as the till's own printer does: the bytes, and a picture beside them; but
here the picture is drawn from what the bytes say.
"""

from pathlib import Path

from printers import raster
from printers.profiles import PAPER_80, TcpAddress
from printers.transliterate import NO_BREAK_SPACE
from shared.receipt.document import Document, Qr, Text
from tests.printers.paper import Line, Paper, paper_from
from tests.printers.tcp_printers import TcpPrinter


class CounterPrinter:
    """One printer at one address, whether it is plugged in or not."""

    def __init__(self, folder: Path) -> None:
        """Its slips come into ``folder``."""
        self.folder = folder
        self._printer: TcpPrinter | None = None
        self._port = 0

    def plug_in(self) -> None:
        """It takes slips from now on, at the address that it had before."""
        assert self._printer is None
        self._printer = TcpPrinter(port=self._port)
        address = self._printer.profile.address
        assert isinstance(address, TcpAddress)
        self._port = address.port

    @property
    def address(self) -> str:
        """As it is typed into a till."""
        return f"127.0.0.1:{self._port}"

    def unplug(self) -> None:
        """It answers nobody any more; doing it twice is harmless."""
        if self._printer is None:
            return
        self._printer.close()
        self.folder.mkdir(parents=True, exist_ok=True)
        kept = len(list(self.folder.glob("*.bin")))
        for number, slip in enumerate(self._printer.slips, start=kept + 1):
            file = self.folder / f"{number:04d}.bin"
            file.write_bytes(slip)
            paper = paper_from(slip, columns=PAPER_80.columns)
            file.with_suffix(".png").write_bytes(_picture(paper))
        self._printer = None


def _picture(paper: Paper) -> bytes:
    """A PNG; codes stand at the end."""
    drawn = Document((*map(_text, paper.lines), *map(Qr, paper.codes)))
    return raster.png(raster.draw(drawn, PAPER_80))


def _text(line: Line) -> Text:
    """It stands in its columns, as it was printed."""
    fixed = (line.text or " ").replace(" ", NO_BREAK_SPACE)
    return Text(fixed, is_bold=line.is_bold, is_large=line.is_large)
