"""Codes to be shown on the screen and scanned from it."""

from typing import Final

_HALF: Final = 128
"""Of white."""


def linear_modules(text: str) -> tuple[bool, ...]:
    """``text`` as Code 128: whether each module is dark, quiet zones included."""
    import numpy as np  # drawn once in a till's life: a till that starts does not load arrays
    import zxingcpp

    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128)
    picture = np.array(code.to_image(scale=1, add_quiet_zones=True), dtype=np.uint8)
    row = picture[picture.shape[0] // 3].reshape(picture.shape[1], -1)[:, 0]
    return tuple(bool(module < _HALF) for module in row)
