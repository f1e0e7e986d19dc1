"""Ways to look at a place where a code may be: each makes readable what another leaves unread.

Which ways there are and in which order was found by measuring what each adds on hard frames
(``bench/hard_frames``). Knows pixels; must not know what is read.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from client.devices.code_places import Grey, Place
from client.devices.qr_decode import Prepared

Matrix = NDArray[np.float64]
_STRIP_WIDTH_MAX: Final = 1600
_STRIP_HEIGHT: Final = 56
_NEARLY_SO: Final = (0.8, 1.3)
"""Enlarging by less is not worth the blur."""
_ALONG_BARS: Final = 25


def halved(grey: Grey) -> Prepared:
    """The whole frame at half its size: a quarter of the work, and half of the noise is gone."""
    size = (max(1, grey.shape[1] // 2), max(1, grey.shape[0] // 2))
    picture = _grey(cv2.resize(grey, size, interpolation=cv2.INTER_AREA))
    return Prepared(picture, _frame_shares(grey) @ _scaled(2.0, 0, 0))


def raised(grey: Grey, place: Place) -> Prepared:
    """Against noise, darkness and a soft focus: smoothed, then its edges are raised."""
    patch, matrix = _fitted(grey, place, 320)
    return Prepared(_raised(_smooth(patch, 1.5), 4, 2), matrix)


def crisp(grey: Grey, place: Place) -> Prepared:
    """Against blur and glare: edges are raised high, then light and dark told apart nearby."""
    patch, matrix = _fitted(grey, place, 240)
    return Prepared(_told_apart(_raised(_smooth(patch, 1.0), 8, 6)), matrix, is_binary=True)


def mended(grey: Grey, place: Place) -> Prepared:
    """Against specks and the lines of a screen: each pixel is the middle one of its neighbours."""
    patch, matrix = _fitted(grey, place, 360)
    return Prepared(_grey(cv2.medianBlur(_stretched(patch), 5)), matrix)


def enlarged(grey: Grey, place: Place) -> Prepared:
    """Against being far away or far out of focus: larger, with fine and coarse edges raised."""
    patch, matrix = _fitted(grey, place, 420)
    return Prepared(_raised(_raised(_smooth(patch, 1.5), 3, 2), 6, 2), matrix)


@dataclass(frozen=True, slots=True)
class Bars:
    """Where a linear code lies, and how."""

    place: Place
    degrees: float
    """Across the bars."""


def straightened(grey: Grey, bars: Bars, *, strip: int, is_raised: bool) -> Prepared:
    """A linear code turned upright, each bar averaged along its length; one of two strips.

    Raised edges mend a soft focus and spoil a noisy picture.
    """
    place = bars.place
    patch = _stretched(place.crop(grey))
    height, width = patch.shape
    long = float(np.hypot(height, width))
    times = min(2.0, _STRIP_WIDTH_MAX / long)
    size = (round(long * times), _STRIP_HEIGHT)
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), bars.degrees, times)
    turn[:, 2] += (size[0] / 2 - width / 2, _STRIP_HEIGHT * (1 - strip) - height / 2)
    upright = cv2.warpAffine(
        patch, turn, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    back = np.vstack([cv2.invertAffineTransform(turn), (0, 0, 1)])
    matrix = _frame_shares(grey) @ _scaled(1.0, place.left, place.top) @ back
    averaged = _stretched(cv2.blur(upright, (1, _ALONG_BARS)))
    if is_raised:
        averaged = _stretched(_raised(averaged, 2, 1.5))
    return Prepared(averaged, np.asarray(matrix, np.float64), is_straight=True)


def _fitted(grey: Grey, place: Place, target: int) -> tuple[Grey, Matrix]:
    """What is there, so enlarged or made smaller that its long side is about ``target``."""
    patch = place.crop(grey)
    scale = target / max(patch.shape)
    if _NEARLY_SO[0] < scale < _NEARLY_SO[1]:
        scale = 1.0
    else:
        method = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
        size = (max(8, round(patch.shape[1] * scale)), max(8, round(patch.shape[0] * scale)))
        patch = _grey(cv2.resize(patch, size, interpolation=method))
    matrix = _frame_shares(grey) @ _scaled(1 / scale, place.left, place.top)
    return np.ascontiguousarray(patch), np.asarray(matrix, np.float64)


def _stretched(patch: cv2.typing.MatLike) -> Grey:
    return _grey(cv2.normalize(patch, np.empty_like(patch), 0, 255, cv2.NORM_MINMAX))


def _raised(patch: Grey, reach: float, much: float) -> Grey:
    around = cv2.GaussianBlur(patch, (0, 0), reach)
    return _grey(cv2.addWeighted(patch, 1 + much, around, -much, 0))


def _smooth(patch: Grey, reach: float) -> Grey:
    return _stretched(cv2.GaussianBlur(patch, (0, 0), reach))


def _told_apart(patch: Grey) -> Grey:
    return _grey(
        cv2.adaptiveThreshold(patch, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, 31, 4)
    )


def _frame_shares(grey: Grey) -> Matrix:
    height, width = grey.shape
    return np.array(((1 / width, 0, 0), (0, 1 / height, 0)))


def _scaled(times: float, left: float, top: float) -> Matrix:
    return np.array(((times, 0, left), (0, times, top), (0, 0, 1)))


def _grey(picture: cv2.typing.MatLike) -> Grey:
    return np.ascontiguousarray(picture, dtype=np.uint8)
