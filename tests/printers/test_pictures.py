"""Slips without a receipt printer, without its letters, and with a logo (CSH-61)."""

import io
import os
import stat
import subprocess
import zlib
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from printers import escpos
from printers.errors import PrinterUnreachable
from printers.logo import dots_of, kept_logo
from printers.printer import PrintOutcome
from printers.profiles import (
    PAPER_58,
    PAPER_80,
    Paper,
    PdfAddress,
    PrinterProfile,
    SystemAddress,
    TcpAddress,
)
from printers.registry import open_printer
from printers.state import PrinterState
from printers.transports.pdf import pdf
from printers.transports.system_queue import system_queues
from shared.domain.errors import FieldInvalid
from shared.receipt.compose import compose_guest_card
from shared.receipt.document import Cut, Document, Picture, Text
from shared.receipt.words import Language
from tests.printers.tcp_printers import IMPATIENT
from tests.slips import a_card_slip

CARD = compose_guest_card(a_card_slip(), language=Language.RU)
MILLIMETRES_AN_INCH = 25.4
POINTS_AN_INCH = 72


@pytest.mark.parametrize(("paper", "millimetres"), [(PAPER_58, 57), (PAPER_80, 81)])
def test_the_pdf_is_one_page_as_wide_as_the_paper_and_its_code_is_read(
    paper: Paper, millimetres: int
) -> None:
    page = pdf(CARD, paper)
    width_points = _number_after(page, b"/MediaBox [ 0 0 ")
    assert abs(width_points / POINTS_AN_INCH * MILLIMETRES_AN_INCH - millimetres) < 1.5
    found = zxingcpp.read_barcodes(_picture_in(page))
    assert [each.text for each in found] == [a_card_slip().qr_payload]


def test_slips_are_numbered_files(tmp_path: Path) -> None:
    folder = tmp_path / "slips"
    printer = open_printer(PrinterProfile("pdf", PdfAddress(str(folder))))
    files = [printer.print(CARD).file for _ in range(2)]
    assert files == [folder / "0001.pdf", folder / "0002.pdf"]
    assert printer.ask() is PrinterState.READY


def test_a_folder_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "slips").write_text("in the way")
    printer = open_printer(PrinterProfile("pdf", PdfAddress(str(tmp_path / "slips"))))
    with pytest.raises(PrinterUnreachable):
        printer.print(CARD)


def test_the_systems_queue_gets_the_pdf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _install_cups(tmp_path, monkeypatch)
    assert system_queues() == (SystemAddress("Office"), SystemAddress("Kitchen"))
    printer = open_printer(PrinterProfile("office", SystemAddress("Office")), patience=IMPATIENT)
    assert printer.ask() is PrinterState.UNKNOWN
    assert printer.print(CARD).outcome is PrintOutcome.SENT
    assert (tmp_path / "Office.pdf").read_bytes().startswith(b"%PDF")


def test_a_queue_that_is_gone_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _install_cups(tmp_path, monkeypatch)
    printer = open_printer(PrinterProfile("gone", SystemAddress("Gone")), patience=IMPATIENT)
    assert printer.ask() is PrinterState.UNREACHABLE
    with pytest.raises(PrinterUnreachable) as raised:
        printer.print(CARD)
    assert "no such queue" in raised.value.detail


def test_a_system_without_queues_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert system_queues() == ()
    with pytest.raises(PrinterUnreachable):
        open_printer(PrinterProfile("none", SystemAddress())).print(CARD)


def test_a_printer_without_our_letters_is_sent_a_picture_with_the_same_code() -> None:
    profile = PrinterProfile("mute", TcpAddress("192.168.0.50"), PAPER_58, draws_text=True)
    slip = escpos.render(CARD, profile)
    assert "Карта".encode("cp866") not in slip
    dots = _dots_of_picture(slip)
    assert dots.width == PAPER_58.width_dots
    found = zxingcpp.read_barcodes(dots.convert("L"))
    assert [each.text for each in found] == [a_card_slip().qr_payload]


@pytest.mark.parametrize("paper", [PAPER_58, PAPER_80])
def test_a_logo_is_dithered_dots_that_leave_a_margin(paper: Paper) -> None:
    grey = Image.linear_gradient("L").resize((2000, 1000))
    dots = dots_of(kept_logo(_file(grey)), width_dots=paper.width_dots)
    assert dots.mode == "1"
    assert dots.width <= paper.width_dots * 3 // 4
    share = sum(dots.convert("L").tobytes()) / (dots.width * dots.height * 255)
    assert 0.4 < share < 0.6


def test_what_is_transparent_in_a_logo_stays_paper() -> None:
    clear = Image.new("RGBA", (100, 50), (0, 0, 0, 0))
    dots = dots_of(kept_logo(_file(clear)), width_dots=PAPER_58.width_dots)
    assert set(dots.convert("L").tobytes()) == {255}


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (b"not a picture", "format"),
        (b"", "format"),
        (b"x" * (4 * 1024 * 1024 + 1), "too_large"),
    ],
)
def test_what_is_no_logo_is_refused(file: bytes, reason: str) -> None:
    with pytest.raises(FieldInvalid) as raised:
        kept_logo(file)
    assert (raised.value.field, raised.value.reason) == ("logo", reason)


def test_a_picture_of_too_many_points_is_refused() -> None:
    with pytest.raises(FieldInvalid) as raised:
        kept_logo(_file(Image.new("1", (7000, 10))))
    assert raised.value.reason == "too_large"


def test_the_letters_after_a_logo_are_still_ours() -> None:
    logo = Picture(kept_logo(_file(Image.new("L", (64, 64), 0))))
    document = Document((logo, Text("Сушилка"), Cut()))
    profile = PrinterProfile("counter", TcpAddress("192.168.0.50"), PAPER_80)
    slip = escpos.render(document, profile)
    assert slip.endswith(
        escpos.choose_page(profile.code_page)
        + "Сушилка\n".encode("cp866")
        + escpos.cut(has_cutter=True)
    )


def _install_cups(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A system with two queues: real programs, asked as real ones are."""
    _script(
        folder / "lpstat",
        'case "$1" in -e) printf "Kitchen\\nOffice\\n";;'
        ' -d) echo "system default destination: Office";; esac',
    )
    _script(
        folder / "lp",
        'if [ "$2" = Gone ]; then echo "lp: no such queue" >&2; exit 1; fi'
        f'\ncat > "{folder}/$2.pdf"',
    )
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    assert subprocess.run(("lpstat", "-e"), check=True, capture_output=True).stdout


def _script(path: Path, body: str) -> None:
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def _file(picture: Image.Image) -> bytes:
    memory = io.BytesIO()
    picture.save(memory, "PNG")
    return memory.getvalue()


def _number_after(page: bytes, mark: bytes) -> float:
    return float(page.partition(mark)[2].split()[0])


def _picture_in(page: bytes) -> Image.Image:
    """The one picture of a page, as a viewer would take it out."""
    head, _, rest = page.partition(b"stream\n")
    data = rest.partition(b"endstream")[0]
    if b"/DCTDecode" in head:
        return Image.open(io.BytesIO(data)).convert("L")
    size = (int(_number_after(head, b"/Width ")), int(_number_after(head, b"/Height ")))
    return Image.frombytes("L", size, zlib.decompress(data))


def _dots_of_picture(slip: bytes) -> Image.Image:
    """All pieces of the picture under one another."""
    pieces, mark = [], b"\x1dv0\x00"
    place = slip.find(mark)
    while place >= 0:
        head = slip[place + 4 : place + 8]
        wide = int.from_bytes(head[:2], "little")
        high = int.from_bytes(head[2:], "little")
        data = slip[place + 8 : place + 8 + wide * high]
        pieces.append(Image.frombytes("1", (wide * 8, high), bytes(b ^ 0xFF for b in data)))
        place = slip.find(mark, place + 8 + wide * high)
    whole = Image.new("1", (pieces[0].width, sum(piece.height for piece in pieces)))
    top = 0
    for piece in pieces:
        whole.paste(piece, (0, top))
        top += piece.height
    return whole
