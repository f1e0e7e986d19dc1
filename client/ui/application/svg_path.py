"""Paths as SVG writes them (SVG 2, chapter 9), as far as our own icons go.

Lines, cubic curves, circular arcs and closing; capital letters count from the corner of the box,
small ones from where the path has come to. Must not know what is drawn.
"""

import re
from collections.abc import Iterator
from math import atan2, degrees, hypot, sqrt
from typing import Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

_TOKEN: Final = re.compile(r"[A-Za-z]|-?(?:\d+\.?\d*|\.\d+)")
_NUMBERS: Final = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "A": 7, "Z": 0}
"""How many follow each command; more of them repeat it."""


def outline(text: str) -> QPainterPath:
    """The path that ``text`` describes."""
    path = QPainterPath()
    for command, numbers in _steps(text):
        _draw(path, command, numbers)
    return path


def _steps(text: str) -> Iterator[tuple[str, list[float]]]:
    tokens = _TOKEN.findall(text)
    starts = [at for at, token in enumerate(tokens) if token.isalpha()]
    for start, end in zip(starts, [*starts[1:], len(tokens)], strict=True):
        command, numbers = tokens[start], [float(each) for each in tokens[start + 1 : end]]
        count = _NUMBERS[command.upper()]
        if count == 0:
            yield command, []
            continue
        for at in range(0, len(numbers), count):
            yield command, numbers[at : at + count]


def _draw(path: QPainterPath, command: str, numbers: list[float]) -> None:
    here = path.currentPosition()
    origin = here if command.islower() else QPointF()
    match command.upper():
        case "M":
            path.moveTo(origin + QPointF(*numbers))
        case "L":
            path.lineTo(origin + QPointF(*numbers))
        case "H":
            path.lineTo(origin.x() + numbers[0], here.y())
        case "V":
            path.lineTo(here.x(), origin.y() + numbers[0])
        case "C":
            ends = [origin + QPointF(*numbers[at : at + 2]) for at in (0, 2, 4)]
            path.cubicTo(*ends)
        case "A":
            radius, is_large, is_clockwise = numbers[0], bool(numbers[3]), bool(numbers[4])
            end = origin + QPointF(*numbers[5:])
            signed = radius if is_large == is_clockwise else -radius
            _arc(path, end, radius=signed, is_clockwise=is_clockwise)
        case "Z":
            path.closeSubpath()


def _arc(path: QPainterPath, end: QPointF, *, radius: float, is_clockwise: bool) -> None:
    """Of a circle; the sign of ``radius`` says on which side of the chord its centre lies."""
    start = path.currentPosition()
    chord = end - start
    half = hypot(chord.x(), chord.y()) / 2
    away = sqrt(max(0.0, radius * radius - half * half)) / half / 2
    aside = QPointF(chord.y(), -chord.x()) * (away if radius > 0 else -away)
    middle = (start + end) / 2 + aside
    begins, ends = _angle(start - middle), _angle(end - middle)
    turn = -((begins - ends) % 360) if is_clockwise else (ends - begins) % 360
    size = max(abs(radius), half)
    box = QRectF(middle.x() - size, middle.y() - size, size * 2, size * 2)
    path.arcTo(box, begins, turn)


def _angle(offset: QPointF) -> float:
    """In degrees against the clock from three o'clock, as ``arcTo`` counts."""
    return degrees(atan2(-offset.y(), offset.x()))
