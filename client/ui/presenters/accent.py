"""The accent colour of a restaurant: one hue in, four roles out that can always be read.

The hue is one of OKLCH, where equal steps look equal; for each palette the lightness is moved as
far as the contrast asks, and the chroma lowered as far as a screen can show. Pure; must not know
who chose the hue. The grounds are those of Theme.qml (tests/screens/test_accent.py compares them).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians, sin
from typing import Final

Rgb = tuple[float, float, float]
"""Linear light, each part 0 to 1."""

READABLE: Final = 4.5
READABLE_CONTRASTED: Final = 7.0
_MARGIN: Final = 1.03
"""What rounding to eight bits may take away again."""
_LIGHTNESS_STEP: Final = 0.004
_CHROMA_STEP: Final = 0.005


@dataclass(frozen=True, slots=True)
class AccentRoles:
    """Colours as ``#rrggbb``; what each is for stands in Theme.qml."""

    accent: str
    accent_pressed: str
    accent_ink: str
    accent_soft: str


@dataclass(frozen=True, slots=True)
class _Palette:
    """Where the search begins, and what the accent must be told from."""

    ground: str
    lightness: float
    soft_lightness: float
    soft_chroma: float
    ink_lightness: float
    direction: int
    """+1: the accent gets lighter to be told from its ground, -1: darker."""
    ratio: float


_DARK: Final = _Palette(
    ground="#212a2e",
    lightness=0.77,
    soft_lightness=0.31,
    soft_chroma=0.05,
    ink_lightness=0.2,
    direction=1,
    ratio=READABLE,
)
_LIGHT: Final = _Palette(
    ground="#e7eeec",
    lightness=0.52,
    soft_lightness=0.94,
    soft_chroma=0.035,
    ink_lightness=1.0,
    direction=-1,
    ratio=READABLE,
)
_DARK_CONTRASTED: Final = _Palette(
    ground="#1b2326",
    lightness=0.85,
    soft_lightness=0.24,
    soft_chroma=0.04,
    ink_lightness=0.12,
    direction=1,
    ratio=READABLE_CONTRASTED,
)
_LIGHT_CONTRASTED: Final = _Palette(
    ground="#edf2f1",
    lightness=0.42,
    soft_lightness=0.96,
    soft_chroma=0.02,
    ink_lightness=1.0,
    direction=-1,
    ratio=READABLE_CONTRASTED,
)
_CHROMA: Final = 0.14
_PRESSED_BY: Final = 0.07
_SRGB_BEND: Final = 0.0031308
"""Where the encoding of sRGB turns from a line into a power."""


def accent_roles(hue: int, *, is_dark: bool, is_contrasted: bool) -> AccentRoles:
    """The roles of ``hue`` (degrees of OKLCH) in that palette.

    The accent is readable on every ground and on its soft patch, its ink on it and on its pressed
    face: 4.5:1, in the contrasted palettes 7:1 (WCAG 2.2, 1.4.3 and 1.4.6).
    """
    palette = _palette(is_dark=is_dark, is_contrasted=is_contrasted)
    soft = _colour(palette.soft_lightness, palette.soft_chroma, hue)
    ink = _colour(palette.ink_lightness, 0.03, hue)
    grounds = (_parsed(palette.ground), soft, ink)
    accent = _lightness(palette.lightness, hue, palette, others=grounds)
    pressed = _lightness(accent - _PRESSED_BY, hue, palette, others=(ink,))
    return AccentRoles(
        accent=_hex(_colour(accent, _CHROMA, hue)),
        accent_pressed=_hex(_colour(pressed, _CHROMA, hue)),
        accent_ink=_hex(ink),
        accent_soft=_hex(soft),
    )


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2 between two colours ``#rrggbb``: 1 to 21."""
    return _contrast(_parsed(one), _parsed(other))


def _palette(*, is_dark: bool, is_contrasted: bool) -> _Palette:
    if is_contrasted:
        return _DARK_CONTRASTED if is_dark else _LIGHT_CONTRASTED
    return _DARK if is_dark else _LIGHT


def _lightness(start: float, hue: int, palette: _Palette, *, others: Sequence[Rgb]) -> float:
    """The nearest to ``start``, in the palette's direction, that is told from all ``others``."""
    lightness = start
    while not _is_readable(_colour(lightness, _CHROMA, hue), others, ratio=palette.ratio):
        lightness += palette.direction * _LIGHTNESS_STEP
        assert 0 <= lightness <= 1, f"no accent of hue {hue} can be read"
    return lightness


def _is_readable(colour: Rgb, others: Sequence[Rgb], *, ratio: float) -> bool:
    return all(_contrast(colour, other) >= ratio * _MARGIN for other in others)


def _contrast(one: Rgb, other: Rgb) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Rgb) -> float:
    red, green, blue = colour
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _colour(lightness: float, chroma: float, hue: int) -> Rgb:
    """The colour of OKLCH, as colourful as a screen can show it."""
    colour = _from_oklch(lightness, chroma, hue)
    while chroma > 0 and not all(0 <= part <= 1 for part in colour):
        chroma = max(0.0, chroma - _CHROMA_STEP)
        colour = _from_oklch(lightness, chroma, hue)
    red, green, blue = (min(1.0, max(0.0, part)) for part in colour)
    return red, green, blue


def _from_oklch(lightness: float, chroma: float, hue: int) -> Rgb:
    """By the matrices of the Oklab definition (B. Ottosson)."""
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _parsed(colour: str) -> Rgb:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return red, green, blue


def _hex(colour: Rgb) -> str:
    return "#" + "".join(f"{round(_encoded(part) * 255):02x}" for part in colour)


def _linear(part: float) -> float:
    """From the encoding of sRGB (IEC 61966-2-1) to light."""
    return part / 12.92 if part <= _SRGB_BEND * 12.92 else ((part + 0.055) / 1.055) ** 2.4


def _encoded(part: float) -> float:
    return part * 12.92 if part <= _SRGB_BEND else float(1.055 * part ** (1 / 2.4) - 0.055)
