"""A QR code as a picture of black and white modules, sized for the paper it goes on.

Level M and at least three dots a module: what phones and tills still read from thermal paper.
"""

from functools import lru_cache
from typing import Final

import qrcode
from PIL import Image
from qrcode.constants import ERROR_CORRECT_M

_QUIET_MODULES: Final = 4
_MODULE_DOTS_MIN: Final = 3
_MODULE_DOTS_MAX: Final = 10
_BLACK, _WHITE = 0, 255


def qr_picture(data: str, *, width_dots: int) -> Image.Image:
    """The code with its quiet zone, in whole dots, about half as wide as the paper."""
    matrix = _matrix(data)
    side = len(matrix)
    picture = Image.new("L", (side, side))
    picture.putdata([_BLACK if dark else _WHITE for row in matrix for dark in row])
    dots = module_dots(side, width_dots=width_dots)
    return picture.resize((side * dots, side * dots), Image.Resampling.NEAREST)


def module_dots(side: int, *, width_dots: int) -> int:
    """How many dots one module of a code of ``side`` modules gets."""
    return max(_MODULE_DOTS_MIN, min(_MODULE_DOTS_MAX, width_dots * 3 // 5 // side))


@lru_cache(maxsize=4)
def _matrix(data: str) -> list[list[bool]]:
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=_QUIET_MODULES)
    code.add_data(data)
    code.make(fit=True)
    matrix: list[list[bool]] = code.get_matrix()
    return matrix
