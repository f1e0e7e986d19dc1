"""A document as ESC/POS bytes for one printer.

Letters by the profile's one code page and our own spelling; pictures, QR codes and the cut are
made by python-escpos into memory. The page is chosen again after every start and every picture:
some printers forget it. Source: CSH-60, CSH-65. Must not know how the bytes travel.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from PIL import Image

from printers.code_pages import CodePage
from printers.escpos_library import escpos_drivers
from printers.layout import CutRow, PictureRow, QrRow, Row, RuleRow, TextRow, lay_out
from printers.logo import dots_of
from printers.profiles import DrawerPin, PrinterProfile
from printers.qr import qr_picture
from printers.raster import head_dots
from printers.transliterate import transliterate
from shared.receipt.document import Document

_ESC: Final = b"\x1b"
_GS: Final = b"\x1d"
WAKE: Final = _ESC + b"@\x1c."
"""Forget the slip before, and leave the Chinese mode in which cheap printers start."""
CENTRE: Final = _ESC + b"a\x01"
LEFT: Final = _ESC + b"a\x00"
_FONT_B: Final = _ESC + b"M\x01"
_BOLD: Final = {True: _ESC + b"E\x01", False: _ESC + b"E\x00"}
_LARGE: Final = {True: _GS + b"!\x11", False: _GS + b"!\x00"}

_FEED_WITHOUT_CUTTER: Final = 4
_NATIVE_QR_DOTS: Final = 8
_NATIVE_QR_LEVEL_M: Final = 1
_WIDEST_PROFILE: Final = "TM-T88V"
"""A profile of python-escpos with 512 dots and both cuts: it only checks a picture's width."""


_DRAWER: Final = {2: 0, 5: 1}
_PULSE: Final = bytes([50, 50])
"""100 ms on and off, in steps of 2 ms: what opens every common drawer."""


def render(document: Document, profile: PrinterProfile) -> bytes:
    """The bytes that print ``document``, from waking the printer to the cut."""
    if profile.draws_text:
        return (
            WAKE + picture(head_dots(document, profile.paper)) + cut(has_cutter=profile.has_cutter)
        )
    spell = partial(transliterate, can_print=profile.code_page.can_print)
    rows = lay_out(document, columns=profile.paper.columns, spell=spell)
    return _start(profile) + b"".join(part for row in rows for part in _parts(row, profile))


def choose_page(page: CodePage) -> bytes:
    """From now on the upper half of the bytes are the letters of ``page``."""
    return _ESC + b"t" + bytes([page.number])


def native_code(data: str) -> bytes:
    """A QR code made by the printer itself: one that cannot prints the command as text."""
    memory = _memory()
    memory.qr(data, ec=_NATIVE_QR_LEVEL_M, size=_NATIVE_QR_DOTS, native=True)
    return _output(memory)


def picture(dots: Image.Image) -> bytes:
    """Dots, black on white; many a printer forgets its code page over them."""
    memory = _memory()
    memory.image(dots)
    return _output(memory)


def cut(*, has_cutter: bool) -> bytes:
    """Cut, or feed to where a hand can tear."""
    memory = _memory()
    if has_cutter:
        memory.cut()
    else:
        memory.print_and_feed(_FEED_WITHOUT_CUTTER)
    return _output(memory)


def open_drawer(pin: DrawerPin) -> bytes:
    """The pulse that opens the cash drawer on that pin of the plug."""
    return _ESC + b"p" + bytes([_DRAWER[pin]]) + _PULSE


def _start(profile: PrinterProfile) -> bytes:
    font = _FONT_B if profile.paper.needs_small_font else b""
    return WAKE + choose_page(profile.code_page) + font


def _parts(row: Row, profile: PrinterProfile) -> Iterator[bytes]:
    match row:
        case TextRow():
            yield _text(row, profile)
        case RuleRow():
            yield b"-" * profile.paper.columns + b"\n"
        case QrRow(data):
            yield _centred(_qr(data, profile), profile)
        case PictureRow(png):
            yield _centred(picture(dots_of(png, width_dots=profile.paper.width_dots)), profile)
        case CutRow():
            yield cut(has_cutter=profile.has_cutter)


def _text(row: TextRow, profile: PrinterProfile) -> bytes:
    line = profile.code_page.encode(row.text)
    if row.is_large:
        line = _LARGE[True] + line + _LARGE[False]
    if row.is_bold:
        line = _BOLD[True] + line + _BOLD[False]
    return line + b"\n"


def _centred(part: bytes, profile: PrinterProfile) -> bytes:
    return CENTRE + part + LEFT + choose_page(profile.code_page)


def _qr(data: str, profile: PrinterProfile) -> bytes:
    if profile.has_native_qr:
        return native_code(data)
    return picture(qr_picture(data, width_dots=profile.paper.width_dots))


def _memory() -> Any:
    return escpos_drivers().Dummy(profile=_WIDEST_PROFILE)


def _output(memory: Any) -> bytes:
    output: bytes = memory.output
    return output
