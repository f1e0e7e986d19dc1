"""A picture that a person chose, as the dots of one paper width.

What is kept of it is small and grey; the dots are made anew for each width, once. Must not know
where the picture comes from.
"""

import io
from functools import lru_cache
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from shared.domain.errors import FieldInvalid

FILE_BYTES_MAX: Final = 4 * 1024 * 1024
SIDE_MAX: Final = 6_000
"""Pixels; a larger picture would cost more memory than a till has to give."""

_KEPT_WIDTH: Final = 576
_KEPT_HEIGHT: Final = 320
_HEIGHT_DOTS: Final = 200
"""2.5 cm: more of the guest's paper is not the logo's."""
_WHITE: Final = 255


def kept_logo(file: bytes) -> bytes:
    """``file``, a PNG or JPEG, as a small grey PNG on white.

    Raises ``FieldInvalid`` (logo: too_large, format).
    """
    if len(file) > FILE_BYTES_MAX:
        raise FieldInvalid(field="logo", reason="too_large")
    picture = _on_white(_opened(file))
    picture.thumbnail((_KEPT_WIDTH, _KEPT_HEIGHT), Image.Resampling.LANCZOS)
    memory = io.BytesIO()
    picture.save(memory, "PNG", optimize=True)
    return memory.getvalue()


@lru_cache(maxsize=4)
def dots_of(png: bytes, *, width_dots: int) -> Image.Image:
    """Black and white dots of a picture: at most 3/4 of the paper wide, dithered, not enlarged."""
    with Image.open(io.BytesIO(png)) as opened:
        picture = opened.convert("L")
    picture.thumbnail((width_dots * 3 // 4, _HEIGHT_DOTS), Image.Resampling.LANCZOS)
    return picture.convert("1")


def _opened(file: bytes) -> Image.Image:
    try:
        picture = Image.open(io.BytesIO(file), formats=("PNG", "JPEG"))
        if max(picture.size) > SIDE_MAX:
            raise FieldInvalid(field="logo", reason="too_large")
        picture.load()
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise FieldInvalid(field="logo", reason="format") from error
    return picture


def _on_white(picture: Image.Image) -> Image.Image:
    """What is transparent is paper, not ink."""
    coloured = ImageOps.exif_transpose(picture).convert("RGBA")
    ground = Image.new("RGBA", coloured.size, (_WHITE, _WHITE, _WHITE, _WHITE))
    return Image.alpha_composite(ground, coloured).convert("L")
