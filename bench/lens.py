"""How a till's cheap camera sees a flat thing: its place, the light on it, the lens, the sensor.

Everything is drawn from the generator it is given, so that a seed gives the same picture again.
It knows pixels and light; it must not know what a code is or who reads it.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
Light = NDArray[np.float32]
"""Rows × columns of brightness, 0 … 255 and above where the sensor will not follow."""

WIDTH: Final = 1280
HEIGHT: Final = 720
_FOCAL: Final = 1100.0
"""In pixels: a webcam of 60 degrees."""


@dataclass(frozen=True, slots=True)
class Hardship:
    """All that stands between a code and who reads it; the defaults are a good picture."""

    side: float = 300
    """Of the code's longer side, in pixels."""
    roll: float = 0
    """Turned in the picture's plane, degrees."""
    yaw: float = 0
    """Turned away from the camera, degrees; the far side is smaller."""
    pitch: float = 0
    defocus: float = 0.7
    """Sigma of the blur, in pixels."""
    motion: float = 0
    """How far the hand moved while the shutter was open, in pixels."""
    noise: float = 3
    """Sigma of the sensor's noise, in steps of 255."""
    exposure: float = 0.85
    contrast: float = 1
    veil: float = 0
    """Stray light over everything, in steps of 255."""
    glare: float = 0
    """How much of the code's side a reflection covers."""
    shade: float = 0
    """How much darker the far corner is, 0 … 1."""
    is_inverted: bool = False
    grid: float = 0
    """How deep the lines between a screen's pixels are, 0 … 1."""
    bands: float = 0
    """How deep the dark bands of a screen that flickers are, 0 … 1."""
    bloom: float = 0
    """How far a bright screen outshines its surroundings, in pixels."""
    jpeg: int = 85
    """What the camera's own compression leaves."""


def photograph(flat: Grey, hardship: Hardship, rng: Generator) -> Grey:
    """A frame of 1280 × 720 that shows ``flat`` somewhere near its middle."""
    thing = np.asarray(255 - flat if hardship.is_inverted else flat, np.uint8)
    flat_light = _with_grid(_sized(thing, hardship.side), hardship, rng)
    light = _table(rng)
    placed, mask = _placed(flat_light, hardship, rng)
    light = _lit((light * (1 - mask) + placed * mask, mask), hardship, rng)
    return _sensed(_through_lens(light, hardship, rng), hardship, rng)


def empty_frame(rng: Generator) -> Grey:
    """A table with things on it, none of which is a code."""
    return _sensed(_through_lens(_table(rng), Hardship(), rng), Hardship(noise=6), rng)


def _table(rng: Generator) -> Light:
    """Wood, paper, cutlery, print: what lies under a guest's card."""
    coarse = rng.normal(0, 14, (HEIGHT // 40, WIDTH // 160)).astype(np.float32)
    table = cv2.resize(coarse, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    table = np.asarray(table, np.float32) + np.float32(rng.uniform(60, 170))
    drawn = np.clip(table, 0, 255).astype(np.uint8)
    for _ in range(int(rng.integers(2, 8))):
        _draw_thing(drawn, rng)
    return np.asarray(drawn, np.float32)


def _draw_thing(table: Grey, rng: Generator) -> None:
    x, y = int(rng.integers(0, WIDTH)), int(rng.integers(0, HEIGHT))
    shade = float(rng.uniform(20, 240))
    match int(rng.integers(0, 4)):
        case 0:
            cv2.rectangle(table, (x, y), (x + 40 + x // 6, y + 30 + y // 5), shade, -1)
        case 1:
            cv2.ellipse(table, (x, y), (90, 40), float(x % 180), 0, 360, shade, 6)
        case 2:
            for row in range(6):
                at = (x, y + row * 22)
                cv2.putText(table, "TOTAL 1 240.00", at, cv2.FONT_HERSHEY_SIMPLEX, 0.6, shade, 1)
        case _:
            for place in range(0, 160, 8):
                cv2.line(table, (x + place, y), (x + place, y + 90), shade, 3)


def _sized(flat: Grey, side: float) -> Light:
    scale = side / max(flat.shape)
    size = (max(8, round(flat.shape[1] * scale)), max(8, round(flat.shape[0] * scale)))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_NEAREST
    return np.asarray(cv2.resize(flat, size, interpolation=method), np.float32)


def _with_grid(thing: Light, hardship: Hardship, rng: Generator) -> Light:
    """The screen's own pixels, a little larger or smaller than the camera's: moiré."""
    if not hardship.grid:
        return thing
    rows, columns = np.indices(thing.shape, dtype=np.float32)
    lean = np.float32(rng.uniform(-0.15, 0.15))
    period = np.float32(rng.uniform(1.4, 3.6))
    across = np.cos(2 * np.pi * (columns + lean * rows) / period)
    along = np.cos(2 * np.pi * (rows - lean * columns) / period)
    lines = 1 - np.float32(hardship.grid) * (2 - across - along) / 4
    return np.asarray(thing * lines, np.float32)


def _placed(thing: Light, hardship: Hardship, rng: Generator) -> tuple[Light, Light]:
    """``thing`` where it lies in the frame, and where that is."""
    height, width = thing.shape
    matrix = _projection((width, height), hardship, rng)
    placed = cv2.warpPerspective(thing, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR)
    mask = cv2.warpPerspective(np.ones_like(thing), matrix, (WIDTH, HEIGHT))
    return np.asarray(placed, np.float32), np.asarray(mask, np.float32)


def _projection(size: tuple[int, int], hardship: Hardship, rng: Generator) -> NDArray[np.float64]:
    """From the flat thing to the frame: turned in space, seen from where its size is right."""
    width, height = size
    turn = _turned(hardship)
    middle = np.array([[1, 0, -width / 2], [0, 1, -height / 2], [0, 0, 1]], np.float64)
    plane = np.column_stack([turn[:, 0], turn[:, 1], (0.0, 0.0, _FOCAL)])
    room_x, room_y = (max(0.0, (side - hardship.side) / 3) for side in (WIDTH, HEIGHT))
    centre = (
        WIDTH / 2 + float(rng.uniform(-room_x, room_x)),
        HEIGHT / 2 + float(rng.uniform(-room_y, room_y)),
    )
    lens = np.array([[_FOCAL, 0, centre[0]], [0, _FOCAL, centre[1]], [0, 0, 1]], np.float64)
    return np.asarray(lens @ plane @ middle, np.float64)


def _turned(hardship: Hardship) -> NDArray[np.float64]:
    roll, yaw, pitch = np.radians((hardship.roll, hardship.yaw, hardship.pitch))
    in_plane = cv2.Rodrigues(np.array([0.0, 0.0, roll]))[0]
    aside = cv2.Rodrigues(np.array([0.0, yaw, 0.0]))[0]
    back = cv2.Rodrigues(np.array([pitch, 0.0, 0.0]))[0]
    return np.asarray(back @ aside @ in_plane, np.float64)


def _lit(scene: tuple[Light, Light], hardship: Hardship, rng: Generator) -> Light:
    light, mask = scene
    rows, columns = np.indices(light.shape, dtype=np.float32)
    if hardship.shade:
        across, down = float(rng.uniform(-1, 1)), float(rng.uniform(-1, 1))
        slope = across * (columns / WIDTH - 0.5) + down * (rows / HEIGHT - 0.5)
        slope = (slope - slope.min()) / max(float(np.ptp(slope)), 1e-6)
        light = light * (1 - np.float32(hardship.shade) * slope)
    if hardship.bands:
        period = float(rng.uniform(60, 260))
        wave = (1 + np.cos(2 * np.pi * rows / period)) / 2
        light = light * (1 - np.float32(hardship.bands) * wave * mask)
    if hardship.glare:
        light = light + _reflection(mask, hardship, rng)
    return np.asarray(light, np.float32)


def _reflection(mask: Light, hardship: Hardship, rng: Generator) -> Light:
    """A lamp in a glossy card: round, soft at the rim, white in the middle."""
    inside = np.argwhere(mask > 0)
    row, column = inside[int(rng.integers(0, len(inside)))]
    spot = np.zeros_like(mask)
    reach = hardship.glare * hardship.side / 2
    axes = (max(2, round(reach * 1.5)), max(2, round(reach * 0.7)))
    cv2.ellipse(spot, (int(column), int(row)), axes, float(rng.uniform(0, 180)), 0, 360, 1.0, -1)
    soft = cv2.GaussianBlur(spot, (0, 0), max(2.0, reach / 3))
    return np.asarray(soft, np.float32) * np.float32(260)


def _through_lens(light: Light, hardship: Hardship, rng: Generator) -> Light:
    if hardship.bloom:
        light = np.maximum(light, cv2.GaussianBlur(light * 1.25, (0, 0), hardship.bloom))
    if hardship.defocus:
        light = np.asarray(cv2.GaussianBlur(light, (0, 0), hardship.defocus), np.float32)
    if hardship.motion >= 1:
        light = np.asarray(
            cv2.filter2D(light, -1, _smear(hardship.motion, float(rng.uniform(0, 180)))), np.float32
        )
    return light


def _smear(length: float, angle: float) -> Light:
    size = int(length) * 2 + 3
    kernel = np.zeros((size, size), np.float32)
    reach = np.array((np.cos(np.radians(angle)), np.sin(np.radians(angle)))) * length / 2
    middle = size / 2 - 0.5
    begin = (round(middle - reach[0]), round(middle - reach[1]))
    end = (round(middle + reach[0]), round(middle + reach[1]))
    cv2.line(kernel, begin, end, 1.0)
    return np.asarray(kernel / kernel.sum(), np.float32)


def _sensed(light: Light, hardship: Hardship, rng: Generator) -> Grey:
    middle = np.float32(128)
    seen = (light - middle) * np.float32(hardship.contrast) + middle
    seen = seen * np.float32(hardship.exposure) + np.float32(hardship.veil)
    seen = seen + rng.standard_normal(seen.shape, dtype=np.float32) * np.float32(hardship.noise)
    taken = np.clip(seen, 0, 255).astype(np.uint8)
    _, packed = cv2.imencode(".jpg", taken, [cv2.IMWRITE_JPEG_QUALITY, hardship.jpeg])
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), np.uint8)
