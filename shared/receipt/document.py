"""A printable document without a device: what stands where, not which bytes.

A printer renders it by its own width and code page; the virtual printer draws it as a picture.
"""

from dataclasses import dataclass
from enum import StrEnum


class Align(StrEnum):
    """Where a text line stands."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; it wraps at words."""

    text: str
    align: Align = Align.LEFT
    is_bold: bool = False
    is_large: bool = False
    """Double width and height."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A label at the left, a value at the right; the label wraps, the value never does."""

    label: str
    value: str
    is_bold: bool = False


@dataclass(frozen=True, slots=True)
class Separator:
    """A line across the paper."""


@dataclass(frozen=True, slots=True)
class Qr:
    """A QR code, centred."""

    data: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, centred: the bytes of a PNG file; the printer makes dots of it."""

    png: bytes


@dataclass(frozen=True, slots=True)
class Space:
    """Blank lines."""

    lines: int = 1


@dataclass(frozen=True, slots=True)
class Cut:
    """The end of the slip: cut, or feed where the printer has no knife."""


Block = Text | Pair | Separator | Qr | Picture | Space | Cut


@dataclass(frozen=True, slots=True)
class Document:
    """A slip from top to bottom."""

    blocks: tuple[Block, ...]
