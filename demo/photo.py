"""A card as a phone camera sees it: tilted, unevenly lit, a little noisy.

Stands in for the till's camera, so that the demo scans a picture and not a string.
"""

from pathlib import Path

import cv2
import numpy as np
import qrcode
from numpy.typing import NDArray

Picture = NDArray[np.uint8]

FRAME_WIDTH = 1280
FRAME_HEIGHT = 720
_SEED = 20261121
_CARD_CORNERS = ((455, 120), (865, 165), (820, 585), (410, 520))
"""Where the card's corners lie in the frame, clockwise from the upper left."""


def photograph_qr(payload: str, path: Path) -> None:
    """Write a JPEG of a card that shows ``payload`` as a QR code, held in front of a camera."""
    card = _card_face(payload)
    height, width = card.shape[:2]
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=np.float32)
    tilt = cv2.getPerspectiveTransform(corners, np.array(_CARD_CORNERS, dtype=np.float32))
    size = (FRAME_WIDTH, FRAME_HEIGHT)
    table = _table()
    mask = cv2.warpPerspective(np.full_like(card, 255), tilt, size)
    frame = np.where(mask > 0, cv2.warpPerspective(card, tilt, size), table)
    path.parent.mkdir(parents=True, exist_ok=True)
    written = cv2.imwrite(str(path), _as_camera_sees(frame.astype(np.uint8)))
    assert written, f"cannot write {path}"


def _card_face(payload: str) -> Picture:
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4, box_size=12)
    code.add_data(payload)
    pixels = np.array(code.make_image().convert("L"), dtype=np.uint8)
    return cv2.cvtColor(pixels, cv2.COLOR_GRAY2BGR).astype(np.uint8)


def _table() -> Picture:
    """A wooden surface, dark to the right."""
    columns = np.linspace(120, 60, FRAME_WIDTH, dtype=np.float32)
    grain = np.sin(np.arange(FRAME_HEIGHT, dtype=np.float32) / 9)[:, None] * 8
    base = np.clip(columns[None, :] + grain, 0, 255)
    return np.stack([base * 0.55, base * 0.75, base], axis=-1).astype(np.uint8)


def _as_camera_sees(frame: Picture) -> Picture:
    """Light that falls off, a soft lens, sensor noise; the same picture on every run."""
    light = np.linspace(1.05, 0.6, FRAME_WIDTH, dtype=np.float32)[None, :, None]
    noise = np.random.default_rng(_SEED).normal(0, 6, frame.shape)
    soft = cv2.GaussianBlur(frame, (0, 0), 1.1).astype(np.float32)
    return np.clip(soft * light + noise, 0, 255).astype(np.uint8)
