"""A document as rows of one paper width: what is at the left, at the right, and what wraps.

Both the bytes for a printer and the picture of the virtual one are made from these rows, so they
agree. Nothing is ever cut off: labels wrap at words, a value moves to a line of its own, and a
word longer than the paper is broken. Must not know bytes or dots.
"""

import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from printers.transliterate import NO_BREAK_SPACE
from shared.receipt.document import (
    Align,
    Block,
    Cut,
    Document,
    Pair,
    Picture,
    Qr,
    Separator,
    Space,
    Text,
)

Spell = Callable[[str], str]

LARGE_FACTOR = 2
"""Large text is twice as wide and twice as high."""


@dataclass(frozen=True, slots=True)
class TextRow:
    """One printed line, already moved to its place with spaces; empty for a blank line."""

    text: str
    is_bold: bool = False
    is_large: bool = False


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A line across the paper."""


@dataclass(frozen=True, slots=True)
class QrRow:
    """A QR code in the middle."""

    data: str


@dataclass(frozen=True, slots=True)
class PictureRow:
    """A picture in the middle, the bytes of a PNG file."""

    png: bytes


@dataclass(frozen=True, slots=True)
class CutRow:
    """The end of the slip."""


Row = TextRow | RuleRow | QrRow | PictureRow | CutRow


def lay_out(document: Document, *, columns: int, spell: Spell) -> tuple[Row, ...]:
    """The rows of ``document`` on ``columns`` characters, every text passed through ``spell``."""
    return tuple(row for block in document.blocks for row in _rows(block, columns, spell))


def _rows(block: Block, columns: int, spell: Spell) -> Iterator[Row]:
    match block:
        case Text():
            yield from _text_rows(block, columns, spell)
        case Pair():
            yield from _pair_rows(block, columns, spell)
        case Space(lines):
            yield from [TextRow("")] * lines
        case Separator():
            yield RuleRow()
        case Qr(data):
            yield QrRow(data)
        case Picture(png):
            yield PictureRow(png)
        case Cut():
            yield CutRow()


def _text_rows(block: Text, columns: int, spell: Spell) -> Iterator[TextRow]:
    text = "\n".join(spell(paragraph) for paragraph in block.text.splitlines())
    is_large = block.is_large and _fits_large(text, columns)
    width = columns // LARGE_FACTOR if is_large else columns
    for paragraph in text.splitlines():
        lines = _wrap(paragraph, width)
        if block.align is Align.CENTER:
            lines = _balanced(lines, width)
        for line in lines:
            yield _row(_aligned(line, width, block.align), block.is_bold, is_large=is_large)


def _fits_large(text: str, columns: int) -> bool:
    """A word that large print would break in two is better read small."""
    words = text.replace("\n", " ").split(" ")
    return max(map(len, words)) <= columns // LARGE_FACTOR


def _pair_rows(block: Pair, columns: int, spell: Spell) -> Iterator[TextRow]:
    label, value = spell(block.label), spell(block.value)
    room = columns - len(value) - 1
    if room < columns // 2:  # a long value would squeeze the label into a pillar
        room = columns
    labels = _wrap(label, room)
    if len(labels[-1]) + 1 + len(value) <= columns:
        labels[-1] += value.rjust(columns - len(labels[-1]))
        values = []
    else:
        values = [line.rjust(columns) for line in _wrap(value, columns)]
    for line in (*labels, *values):
        yield _row(line, block.is_bold)


def _wrap(text: str, width: int) -> list[str]:
    """At least one line; breaks at spaces, never at a no-break space or a hyphen."""
    return textwrap.wrap(text, width, break_on_hyphens=False) or [""]


def _balanced(lines: list[str], width: int) -> list[str]:
    """The same words on the same number of lines, none much longer than another."""
    text, narrower = " ".join(lines), lines
    while len(narrower) == len(lines) and width > 1:
        lines, width = narrower, width - 1
        narrower = _wrap(text, width)
    return lines


def _aligned(line: str, width: int, align: Align) -> str:
    match align:
        case Align.CENTER:
            return " " * ((width - len(line)) // 2) + line
        case Align.RIGHT:
            return line.rjust(width)
        case Align.LEFT:
            return line


def _row(line: str, is_bold: bool, *, is_large: bool = False) -> TextRow:
    return TextRow(line.replace(NO_BREAK_SPACE, " "), is_bold=is_bold, is_large=is_large)
