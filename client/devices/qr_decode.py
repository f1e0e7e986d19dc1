"""Codes in a prepared picture: what ZXing reads, and zbar where it is installed.

Only the formats a guest can show are looked for, because every further one brings false readings.
Knows pixels; must not know what a code means or how a picture is best prepared (``code_looks``).
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from client.devices.code_places import Grey

Picture = NDArray[np.uint8]
"""Rows × columns × (red, green, blue), or rows × columns of grey."""
Corners = tuple[tuple[float, float], ...]
"""Four corners, across and down, each a share of the frame."""

log = logging.getLogger(__name__)

LONG_SIDE_MAX: Final = 1920
"""A photograph from a file is made this small: the code in it stays large, decoding stays quick."""
_GREY_DIMENSIONS: Final = 2
_FORMATS: Final = {
    zxingcpp.BarcodeFormat.QRCode: "qr",
    zxingcpp.BarcodeFormat.EAN13: "ean13",
    zxingcpp.BarcodeFormat.Code128: "code128",
}
ALL_FORMATS: Final = zxingcpp.BarcodeFormats(list(_FORMATS))
LINEAR_FORMATS: Final = zxingcpp.BarcodeFormats(
    [zxingcpp.BarcodeFormat.EAN13, zxingcpp.BarcodeFormat.Code128]
)
_ZBAR_NAMES: Final = {"QRCODE": "qr", "EAN13": "ean13", "CODE128": "code128"}


@dataclass(frozen=True, slots=True)
class SeenCode:
    """One code that was read: ``symbology`` is ``qr``, ``ean13`` or ``code128``."""

    text: str
    symbology: str
    corners: Corners = field(default=(), compare=False)
    """Where in the frame; the same code elsewhere is the same code."""

    @property
    def is_weakly_checked(self) -> bool:
        """Whether one reading alone may be wrong; only QR corrects and checks itself.

        EAN-13 bears one check digit, and one blurred picture in some hundreds passes it by chance.
        """
        return self.symbology != "qr"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A picture made ready to be read, and the way back to the frame."""

    picture: Grey
    to_frame: NDArray[np.float64]
    """Two rows of three: from a pixel of ``picture`` to a share of the frame."""
    is_binary: bool = False
    """Black and white already."""
    is_straight: bool = False
    """A linear code's bars stand upright: nothing else is looked for."""


def grey_of(picture: Picture) -> Grey:
    """``picture`` without colour, no longer than ``LONG_SIDE_MAX``."""
    grey = (
        picture if picture.ndim == _GREY_DIMENSIONS else cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    )
    long_side = max(grey.shape)
    if long_side > LONG_SIDE_MAX:
        height, width = (max(1, side * LONG_SIDE_MAX // long_side) for side in grey.shape)
        grey = cv2.resize(grey, (width, height), interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(grey, dtype=np.uint8)


def decode(prepared: Prepared) -> tuple[SeenCode, ...]:
    """The codes ZXing reads in ``prepared``."""
    binarizer = (
        zxingcpp.Binarizer.FixedThreshold if prepared.is_binary else zxingcpp.Binarizer.LocalAverage
    )
    results = zxingcpp.read_barcodes(
        prepared.picture,
        formats=LINEAR_FORMATS if prepared.is_straight else ALL_FORMATS,
        text_mode=zxingcpp.TextMode.Plain,
        binarizer=binarizer,
        try_rotate=False,  # a QR code is found at any angle; bars are straightened before
        try_invert=not prepared.is_straight,
        try_downscale=False,  # the looks choose their own sizes
    )
    return _distinct(
        SeenCode(each.text, _FORMATS[each.format], _corners(each.position, prepared))
        for each in results
        if each.text and each.format in _FORMATS  # Micro QR comes along, unasked
    )


def decode_by_zbar(prepared: Prepared) -> tuple[SeenCode, ...]:
    """The codes zbar reads in ``prepared``; none on a machine without it."""
    zbar = _zbar()
    if zbar is None:
        return ()
    symbols: Sequence[Any] = [zbar.ZBarSymbol[name] for name in _ZBAR_NAMES]
    return _distinct(
        SeenCode(
            each.data.decode("utf-8", "replace"),
            _ZBAR_NAMES[each.type],
            _mapped(_four_of([(point.x, point.y) for point in each.polygon]), prepared),
        )
        for each in zbar.decode(prepared.picture, symbols=symbols)
        if each.data
    )


def _distinct(codes: Iterable[SeenCode]) -> tuple[SeenCode, ...]:
    return tuple(dict.fromkeys(codes))


def _corners(position: Any, prepared: Prepared) -> Corners:
    corners = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    return _mapped([(corner.x, corner.y) for corner in corners], prepared)


def _four_of(outline: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """A QR code's outline is four corners; of a linear code zbar names as many points as it saw."""
    columns, rows = zip(*outline, strict=True)
    left, right, top, bottom = min(columns), max(columns), min(rows), max(rows)
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def _mapped(points: Sequence[tuple[int, int]], prepared: Prepared) -> Corners:
    matrix = prepared.to_frame
    placed = ((matrix @ np.array((x, y, 1.0))).tolist() for x, y in points)
    return tuple((float(across), float(down)) for across, down in placed)


@cache
def _zbar() -> Any:
    """The pyzbar module, or None on a machine without libzbar: said once, then done without."""
    try:
        from pyzbar import pyzbar
    except ImportError:
        log.info("libzbar is not installed; codes are read by ZXing alone")
        return None
    return pyzbar
