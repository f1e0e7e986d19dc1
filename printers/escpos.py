"""A document as ESC/POS bytes for one printer.

Letters by the profile's one code page and our own spelling; pictures, QR codes and the cut are
made by python-escpos into memory. The page is chosen again after every start and every picture:
some printers forget it. Source: CSH-60, CSH-65. Must not know how the bytes travel.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from printers.escpos_library import escpos_drivers
from printers.layout import CutRow, QrRow, Row, RuleRow, TextRow, lay_out
from printers.profiles import PrinterProfile
from printers.qr import qr_picture
from printers.transliterate import transliterate
from shared.receipt.document import Document

_ESC: Final = b"\x1b"
_GS: Final = b"\x1d"
_INITIALISE: Final = _ESC + b"@"
_LEAVE_CHINESE_MODE: Final = b"\x1c."
_FONT_B: Final = _ESC + b"M\x01"
_BOLD: Final = {True: _ESC + b"E\x01", False: _ESC + b"E\x00"}
_LARGE: Final = {True: _GS + b"!\x11", False: _GS + b"!\x00"}
_CENTRE: Final = _ESC + b"a\x01"
_LEFT: Final = _ESC + b"a\x00"

_FEED_WITHOUT_CUTTER: Final = 4
_NATIVE_QR_DOTS: Final = 8
_NATIVE_QR_LEVEL_M: Final = 1
_WIDEST_PROFILE: Final = "TM-T88V"
"""A profile of python-escpos with 512 dots and both cuts: it only checks a picture's width."""


def render(document: Document, profile: PrinterProfile) -> bytes:
    """The bytes that print ``document``, from waking the printer to the cut."""
    spell = partial(transliterate, can_print=profile.code_page.can_print)
    rows = lay_out(document, columns=profile.paper.columns, spell=spell)
    return _start(profile) + b"".join(part for row in rows for part in _parts(row, profile))


def _start(profile: PrinterProfile) -> bytes:
    font = _FONT_B if profile.paper.needs_small_font else b""
    return _INITIALISE + _LEAVE_CHINESE_MODE + _choose_page(profile) + font


def _choose_page(profile: PrinterProfile) -> bytes:
    return _ESC + b"t" + bytes([profile.code_page.number])


def _parts(row: Row, profile: PrinterProfile) -> Iterator[bytes]:
    match row:
        case TextRow():
            yield _text(row, profile)
        case RuleRow():
            yield b"-" * profile.paper.columns + b"\n"
        case QrRow(data):
            yield _CENTRE + _qr(data, profile) + _LEFT + _choose_page(profile)
        case CutRow():
            yield _cut(profile)


def _text(row: TextRow, profile: PrinterProfile) -> bytes:
    line = profile.code_page.encode(row.text)
    if row.is_large:
        line = _LARGE[True] + line + _LARGE[False]
    if row.is_bold:
        line = _BOLD[True] + line + _BOLD[False]
    return line + b"\n"


def _qr(data: str, profile: PrinterProfile) -> bytes:
    memory = _memory()
    if profile.has_native_qr:
        memory.qr(data, ec=_NATIVE_QR_LEVEL_M, size=_NATIVE_QR_DOTS, native=True)
    else:
        memory.image(qr_picture(data, width_dots=profile.paper.width_dots))
    return _output(memory)


def _cut(profile: PrinterProfile) -> bytes:
    memory = _memory()
    if profile.has_cutter:
        memory.cut()
    else:
        memory.print_and_feed(_FEED_WITHOUT_CUTTER)
    return _output(memory)


def _memory() -> Any:
    return escpos_drivers().Dummy(profile=_WIDEST_PROFILE)


def _output(memory: Any) -> bytes:
    output: bytes = memory.output
    return output
