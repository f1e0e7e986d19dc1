"""English texts of camera and scanner."""

from typing import Final

SCANNING_EN: Final[dict[str, str]] = {
    "cameraHint": "Hold the code inside the frame, a hand's length from the camera",
    "cameraDark": "It is dark: move to the light or turn the screen brighter",
    "cameraFound": "Code found",
    "cameraNumber": "Camera {number}",
    "codeForeign": "This is not a guest's code: {code}",
}
