"""Photographs of codes as a till's camera takes them: tilted, dark, noisy, blurred, inverted."""

from collections.abc import Callable

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from client.devices.code_reader import ROUND, CodeReader
from client.devices.qr_decode import SeenCode
from printers.qr import qr_picture

Picture = NDArray[np.uint8]
FRAME = (1280, 720)


def a_photograph(text: str, *spoil: Callable[[Picture], Picture]) -> Picture:
    """A QR code of ``text`` in the middle of a grey frame, RGB, spoilt step by step."""
    return _spoilt(_framed(np.array(qr_picture(text, width_dots=576))), spoil)


def a_barcode(text: str, symbology: zxingcpp.BarcodeFormat) -> Picture:
    """A linear code in the middle of a frame."""
    code = zxingcpp.create_barcode(text, symbology)
    return _framed(np.array(code.to_image(scale=3, add_quiet_zones=True), dtype=np.uint8))


def an_empty_table() -> Picture:
    """A frame without any code."""
    return np.full((FRAME[1], FRAME[0], 3), 140, dtype=np.uint8)


def tilted(picture: Picture) -> Picture:
    width, height = FRAME
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=np.float32)
    seen = np.array(
        [(140, 60), (width - 60, 10), (width - 160, height - 80), (40, height - 10)],
        dtype=np.float32,
    )
    matrix = cv2.getPerspectiveTransform(corners, seen)
    return _bytes(cv2.warpPerspective(picture, matrix, FRAME, borderValue=(140, 140, 140)))


def turned(picture: Picture) -> Picture:
    matrix = cv2.getRotationMatrix2D((FRAME[0] / 2, FRAME[1] / 2), 33, 0.8)
    return _bytes(cv2.warpAffine(picture, matrix, FRAME, borderValue=(140, 140, 140)))


def noisy(picture: Picture) -> Picture:
    noise = np.random.default_rng(7).normal(0, 38, picture.shape)
    return np.clip(picture.astype(np.float32) + noise, 0, 255).astype(np.uint8)


def dark(picture: Picture) -> Picture:
    faint = picture.astype(np.float32) * 0.11 + np.random.default_rng(8).normal(0, 2, picture.shape)
    return np.clip(faint, 0, 255).astype(np.uint8)


def pale(picture: Picture) -> Picture:
    return (picture.astype(np.float32) * 0.16 + 170).astype(np.uint8)


def inverted(picture: Picture) -> Picture:
    return 255 - picture


def blurred(picture: Picture) -> Picture:
    return _bytes(cv2.GaussianBlur(picture, (0, 0), 2.2))


def shaded(picture: Picture) -> Picture:
    light = np.linspace(1.0, 0.25, FRAME[0], dtype=np.float32)[None, :, None]
    return (picture.astype(np.float32) * light).astype(np.uint8)


def _spoilt(picture: Picture, spoil: tuple[Callable[[Picture], Picture], ...]) -> Picture:
    for step in spoil:
        picture = step(picture)
    return np.ascontiguousarray(picture)


def _framed(code: Picture) -> Picture:
    code = code if code.ndim == 2 else code[:, :, 0]
    frame = an_empty_table()
    top, left = (FRAME[1] - code.shape[0]) // 2, (FRAME[0] - code.shape[1]) // 2
    frame[top : top + code.shape[0], left : left + code.shape[1]] = code[:, :, None]
    return frame


def _bytes(picture: cv2.typing.MatLike) -> Picture:
    return picture.astype(np.uint8)


def read_codes(picture: Picture) -> tuple[SeenCode, ...]:
    """What comes of holding still until everything was tried."""
    reader = CodeReader()
    looks = (reader.read(picture) for _ in ROUND)
    return next((codes for codes in looks if codes), ())
