"""What a camera would see of a window."""

import numpy as np
from PySide6.QtGui import QImage

from client.devices.qr_decode import Picture


def pixels(image: QImage) -> Picture:
    """The picture as OpenCV has it: rows of pixels of three bytes."""
    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(rgb.constBits(), np.uint8).reshape(rgb.height(), rgb.bytesPerLine())
    return rows[:, : rgb.width() * 3].reshape(rgb.height(), rgb.width(), 3).copy()
