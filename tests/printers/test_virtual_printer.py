"""Paper as a picture: what the demo, the preview and a till without a printer show."""

from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from printers import raster
from printers.errors import PrinterUnreachable
from printers.printer import PrintOutcome, PrintResult
from printers.profiles import PAPER_58, PAPER_80, Paper, virtual_printer
from printers.registry import open_printer
from printers.state import PrinterState
from shared.receipt.compose import compose_guest_card, compose_receipt
from shared.receipt.document import Align, Document, Text
from shared.receipt.words import Language
from tests.printers.paper import paper_from
from tests.slips import a_card_slip, an_earn_slip


def test_slips_are_numbered_pictures_with_their_bytes_beside_them(tmp_path: Path) -> None:
    folder = tmp_path / "paper"
    results = [_print_receipt(folder) for _ in range(2)]
    assert results == [
        PrintResult(PrintOutcome.PRINTED, folder / "0001.png", state=PrinterState.READY),
        PrintResult(PrintOutcome.PRINTED, folder / "0002.png", state=PrinterState.READY),
    ]
    slip = (folder / "0002.bin").read_bytes()
    assert "Начислено баллов" in paper_from(slip, columns=32).text
    assert len(list(folder.iterdir())) == 4


def test_a_folder_that_cannot_be_written_is_a_printer_out_of_reach(tmp_path: Path) -> None:
    (tmp_path / "paper").write_text("a file, not a folder")
    with pytest.raises(PrinterUnreachable) as raised:
        _print_receipt(tmp_path / "paper")
    assert not raised.value.may_have_printed


@pytest.mark.parametrize(("paper", "width"), [(PAPER_58, 912), (PAPER_80, 1296)])
def test_a_picture_is_as_wide_as_the_paper(paper: Paper, width: int, tmp_path: Path) -> None:
    document = compose_receipt(an_earn_slip(), language=Language.RU)
    result = open_printer(virtual_printer(str(tmp_path), paper=paper)).print(document)
    assert result.picture is not None
    with Image.open(result.picture) as picture:
        assert picture.width == width


@pytest.mark.parametrize("paper", [PAPER_58, PAPER_80], ids=str)
def test_the_drawn_card_can_be_scanned(paper: Paper) -> None:
    document = compose_guest_card(a_card_slip(), language=Language.EN)
    found = zxingcpp.read_barcodes(raster.draw(document, paper))
    assert [each.text for each in found] == [a_card_slip().qr_payload]


@pytest.mark.parametrize("text", ["я" * 32, "W" * 32, "₽«»—№Әқ" * 4])
def test_a_full_line_stays_within_the_margins(text: str) -> None:
    picture = raster.draw(Document((Text(text),)), PAPER_58)
    ink = picture.point(lambda level: 255 if level < 128 else 0).getbbox()
    assert ink is not None
    margin = (picture.width - PAPER_58.width_dots * raster.SCALE) // 2
    assert margin - 4 <= ink[0]
    assert ink[2] <= picture.width - margin + 4


def test_the_picture_keeps_signs_that_code_pages_lack() -> None:
    with_rouble = raster.draw(Document((Text("5 ₽", Align.LEFT),)), PAPER_58)
    spelt_out = raster.draw(Document((Text("5 руб.", Align.LEFT),)), PAPER_58)
    assert with_rouble.tobytes() != spelt_out.tobytes()


def _print_receipt(folder: Path) -> PrintResult:
    document = compose_receipt(an_earn_slip(), language=Language.RU)
    return open_printer(virtual_printer(str(folder), paper=PAPER_58)).print(document)
