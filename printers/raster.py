"""A document as a picture of the paper: the virtual printer's own head, font and knife.

Draws the same rows that a printer gets, one character a cell, twice as fine as a thermal head so
that it stays sharp on a screen. It has a font of its own, so it keeps the signs that code pages
lack. Knows paper and dots; must not know files.
"""

import io
import unicodedata
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from printers.layout import (
    LARGE_FACTOR,
    CutRow,
    PictureRow,
    QrRow,
    Row,
    RuleRow,
    TextRow,
    lay_out,
)
from printers.logo import dots_of
from printers.profiles import Paper
from printers.qr import qr_picture
from printers.transliterate import transliterate
from shared.receipt.document import Document

SCALE: Final = 2
"""Pixels of the picture for each dot of a printer's head."""

_FONTS: Final = Path(__file__).parent / "fonts"
_ADVANCE_PER_MILLE: Final = 602
"""DejaVu Sans Mono: the width of a character in thousandths of its size."""

_PAPER: Final = 252
_INK: Final = 24
_INK_FROM: Final = 150
"""How light a dot may be to be burnt all the same, where a head knows no grey."""
_SIDE_DOTS: Final = 36
_TOP_DOTS: Final = 40
_BOTTOM_DOTS: Final = 48
_RULE_DASH_DOTS: Final = 4

_SIGNS: Final = frozenset("–—‘’‚“”„•…€₽₸№−×→←°«»")
_LAST_LETTER: Final = "\u052f"
"""The end of the Cyrillic blocks; the bundled font has them and what stands before."""


def draw(document: Document, paper: Paper) -> Image.Image:
    """The slip on paper, margins and all, in grey."""
    spell = partial(transliterate, can_print=_can_draw)
    strips = [_strip(row, paper) for row in lay_out(document, columns=paper.columns, spell=spell)]
    width = (paper.width_dots + 2 * _SIDE_DOTS) * SCALE
    height = sum(strip.height for strip in strips) + (_TOP_DOTS + _BOTTOM_DOTS) * SCALE
    picture = Image.new("L", (width, height), _PAPER)
    top = _TOP_DOTS * SCALE
    for strip in strips:
        picture.paste(strip, ((width - strip.width) // 2, top))
        top += strip.height
    return picture


def head_dots(document: Document, paper: Paper) -> Image.Image:
    """The slip as the dots of a printer's head, without margins: for one that lacks our letters."""
    drawn = draw(document, paper)
    side, width = _SIDE_DOTS * SCALE, paper.width_dots * SCALE
    top, bottom = _TOP_DOTS * SCALE, drawn.height - _BOTTOM_DOTS * SCALE
    slip = drawn.crop((side, top, side + width, bottom))
    return slip.reduce(SCALE).point(lambda level: 255 if level > _INK_FROM else 0).convert("1")


def png(picture: Image.Image) -> bytes:
    """``picture`` as the bytes of a PNG file.

    Packed lightly, and as a palette of greys, for which no line's best filter is looked for: while
    Pillow packs, every other thread stands still. A quarter smaller takes 25 times as long.
    """
    memory = io.BytesIO()
    picture.convert("P").save(memory, "PNG", compress_level=1)
    return memory.getvalue()


def _strip(row: Row, paper: Paper) -> Image.Image:
    match row:
        case TextRow():
            return _text(row, paper)
        case RuleRow():
            return _rule(paper)
        case QrRow(data):
            return _qr(data, paper)
        case PictureRow(data):
            return _picture(data, paper)
        case CutRow():
            return Image.new("L", (1, 1), _PAPER)


def _text(row: TextRow, paper: Paper) -> Image.Image:
    cell = paper.cell_dots * SCALE * (LARGE_FACTOR if row.is_large else 1)
    strip = Image.new("L", (paper.cell_dots * SCALE * paper.columns, _height(cell)), _PAPER)
    for place, character in enumerate(row.text):
        if character != " ":  # half of a slip
            left = place * cell - cell // 2
            strip.paste(_INK, (left, 0), _letter(character, cell, is_bold=row.is_bold))
    return strip


def _height(cell: int) -> int:
    return cell * 9 // 4


@lru_cache(maxsize=256)
def _letter(character: str, cell: int, *, is_bold: bool) -> Image.Image:
    """Where its ink goes, with half a cell at either side: a slip has few letters, many times."""
    mask = Image.new("L", (2 * cell, _height(cell)))
    face = _face(cell * 1000 // _ADVANCE_PER_MILLE, is_bold=is_bold)
    place = (cell // 2, mask.height // 2)
    ImageDraw.Draw(mask).text(place, character, fill=255, font=face, anchor="lm")
    return mask


def _rule(paper: Paper) -> Image.Image:
    strip = Image.new("L", (paper.width_dots * SCALE, paper.cell_dots * SCALE * 2), _PAPER)
    pen = ImageDraw.Draw(strip)
    dash, middle = _RULE_DASH_DOTS * SCALE, strip.height // 2
    for left in range(0, strip.width, 2 * dash):
        pen.rectangle((left, middle, left + dash - 1, middle + SCALE - 1), fill=_INK)
    return strip


def _qr(data: str, paper: Paper) -> Image.Image:
    return _enlarged(qr_picture(data, width_dots=paper.width_dots))


def _picture(data: bytes, paper: Paper) -> Image.Image:
    return _enlarged(dots_of(data, width_dots=paper.width_dots).convert("L"))


def _enlarged(dots: Image.Image) -> Image.Image:
    larger = dots.resize((dots.width * SCALE, dots.height * SCALE), Image.Resampling.NEAREST)
    return larger.point(lambda level: _PAPER if level else _INK)


def _can_draw(character: str) -> bool:
    is_letter = character <= _LAST_LETTER and not unicodedata.combining(character)
    return is_letter or character in _SIGNS


@cache
def _face(pixels: int, *, is_bold: bool) -> ImageFont.FreeTypeFont:
    name = "DejaVuSansMono-Bold.ttf" if is_bold else "DejaVuSansMono.ttf"
    return ImageFont.truetype(_FONTS / name, pixels)
