"""Where in a frame a code may be: the places that are busiest for their size.

A code is the densest change of dark and light that a till's camera sees, whatever the light is; to
look at that place alone is what makes a thorough look cheap. Knows pixels; must not know formats.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
Field = NDArray[np.float32]

STEP: Final = 4
"""A frame's pixels along one of the map's: fine enough for a code, coarse enough for noise."""
_WINDOW: Final = 25
"""Of the map's pixels: as large as a code held close enough."""
_GRAIN: Final = 9
_BELONGS: Final = 0.45
"""Of the peak's busyness: what is as busy as this belongs to the same code."""
_MARGIN: Final = 6
_REACH: Final = 12
_SMALL_GRAIN: Final = 3
_SMALL_WINDOW: Final = 9
_SMALL_REACH: Final = 64
_CALM_SHARE: Final = 99.5


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle of the frame, in its pixels; right and bottom are the first outside."""

    left: int
    top: int
    right: int
    bottom: int

    def crop(self, picture: Grey) -> Grey:
        """What is there."""
        return picture[self.top : self.bottom, self.left : self.right]

    def part(self, other: "Place") -> "Place":
        """What of ``other`` lies in here."""
        return Place(
            max(self.left, other.left),
            max(self.top, other.top),
            min(self.right, other.right),
            min(self.bottom, other.bottom),
        )


class Places:
    """The busy places of one frame, each found when it is asked for.

    ``halved`` is the frame at half its size.
    """

    def __init__(self, halved: Grey, *, width: int, height: int) -> None:
        self._halved = halved
        self._frame = Place(0, 0, width, height)
        self._busy = _busyness(halved)

    @cached_property
    def main(self) -> Place:
        """The busiest."""
        return self._around(_island(self._busy))

    @cached_property
    def second(self) -> Place:
        """The busiest beside the main one."""
        rest = self._busy.copy()
        main = self.main
        rest[main.top // STEP : main.bottom // STEP, main.left // STEP : main.right // STEP] = 0
        return self._around(_island(rest))

    @cached_property
    def small(self) -> Place:
        """Busy in both directions, which stripes and rims are not, and no larger than a stamp."""
        column, row = _finest(self._halved)
        x, y = column * STEP, row * STEP
        reach = _SMALL_REACH
        return self._frame.part(Place(x - reach, y - reach, x + reach, y + reach))

    def _around(self, island: Place) -> Place:
        return self._frame.part(
            Place(
                (island.left - _MARGIN) * STEP,
                (island.top - _MARGIN) * STEP,
                (island.right + _MARGIN) * STEP,
                (island.bottom + _MARGIN) * STEP,
            )
        )


def direction(patch: Grey) -> tuple[float, float]:
    """How much the edges in ``patch`` agree, 0 … 1, and the degrees across them.

    The bars of a linear code all agree; the modules of a QR code are of two minds.
    """
    calm = cv2.GaussianBlur(patch, (0, 0), 1.2)
    across = cv2.Sobel(calm, cv2.CV_32F, 1, 0)
    down = cv2.Sobel(calm, cv2.CV_32F, 0, 1)
    xx, xy, yy = (float((one * other).sum()) for one, other in _pairs(across, down))
    agreement = float(np.hypot(xx - yy, 2 * xy)) / max(xx + yy, 1.0)
    return agreement, float(np.degrees(0.5 * np.arctan2(2 * xy, xx - yy)))


def _pairs(across: cv2.typing.MatLike, down: cv2.typing.MatLike) -> tuple[tuple[Field, Field], ...]:
    x, y = np.asarray(across, np.float32), np.asarray(down, np.float32)
    return (x, x), (x, y), (y, y)


def _busyness(halved: Grey) -> Field:
    size = (max(_WINDOW, halved.shape[1] // 2), max(_WINDOW, halved.shape[0] // 2))
    small = cv2.resize(halved, size, interpolation=cv2.INTER_AREA)
    calm = np.asarray(cv2.GaussianBlur(small, (0, 0), 0.7), np.int16)
    change = np.abs(calm[:-1, 1:] - calm[:-1, :-1]) + np.abs(calm[1:, :-1] - calm[:-1, :-1])
    limit = np.percentile(change[::3, ::3], _CALM_SHARE)
    return np.asarray(np.minimum(change, limit), np.float32)


def _island(busy: Field) -> Place:
    """What is about as busy as the busiest window, on the map."""
    column, row = _peak(busy, _WINDOW)
    grain = np.asarray(cv2.boxFilter(busy, -1, (_GRAIN, _GRAIN)), np.float32)
    near = grain[max(0, row - _GRAIN) : row + _GRAIN, max(0, column - _GRAIN) : column + _GRAIN]
    alike = (grain > _BELONGS * float(near.mean())).astype(np.uint8)
    _, names, extents, _ = cv2.connectedComponentsWithStats(alike)
    name = int(names[row, column])
    if not name:
        return Place(column - _REACH, row - _REACH, column + _REACH, row + _REACH)
    left, top, width, height = (int(each) for each in extents[name][:4])
    return Place(left, top, left + width, top + height)


def _finest(halved: Grey) -> tuple[int, int]:
    """Where on the map the most changes both across and down."""
    across = cv2.absdiff(halved[:-1, 1:], halved[:-1, :-1])
    down = cv2.absdiff(halved[1:, :-1], halved[:-1, :-1])
    return _peak(np.minimum(_grained(across), _grained(down)), _SMALL_WINDOW)


def _grained(changes: cv2.typing.MatLike) -> Field:
    rows, columns = changes.shape[:2]
    size = (max(1, columns // 2), max(1, rows // 2))
    mapped = cv2.resize(changes.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.blur(mapped, (_SMALL_GRAIN, _SMALL_GRAIN)), np.float32)


def _peak(busy: Field, window: int) -> tuple[int, int]:
    _, _, _, (column, row) = cv2.minMaxLoc(cv2.boxFilter(busy, -1, (window, window)))
    return int(column), int(row)
