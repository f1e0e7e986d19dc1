"""Contrast as WCAG 2.2 defines it, of colours that lie upon one another."""

from collections.abc import Iterable
from typing import NamedTuple

from PySide6.QtGui import QColor


class Ink(NamedTuple):
    """An opaque colour; each part 0 to 255."""

    red: int
    green: int
    blue: int

    def __str__(self) -> str:
        return f"#{self.red:02x}{self.green:02x}{self.blue:02x}"


def laid_upon(bottom: Ink, layers: Iterable[tuple[QColor, float]]) -> Ink:
    """What is seen of ``bottom`` under layers of (colour, opacity), the lowest first."""
    red, green, blue = (float(part) for part in bottom)
    for colour, opacity in layers:
        share = colour.alphaF() * opacity
        red += (colour.red() - red) * share
        green += (colour.green() - green) * share
        blue += (colour.blue() - blue) * share
    return Ink(round(red), round(green), round(blue))


def contrast(one: Ink, other: Ink) -> float:
    """The ratio: 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(ink: Ink) -> float:
    red, green, blue = (_linear(part / 255) for part in ink)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
