"""Codes to be shown on the screen and scanned from it."""

import numpy as np
import zxingcpp


def linear_modules(text: str) -> tuple[bool, ...]:
    """``text`` as Code 128: whether each module is dark, quiet zones included."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128)
    picture = np.array(code.to_image(scale=1, add_quiet_zones=True), dtype=np.uint8)
    row = picture[picture.shape[0] // 3].reshape(picture.shape[1], -1)[:, 0]
    return tuple(bool(module < 128) for module in row)  # noqa: PLR2004 - half of white
