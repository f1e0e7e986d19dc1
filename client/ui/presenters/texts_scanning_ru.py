"""Russian texts of camera and scanner."""

from typing import Final

SCANNING_RU: Final[dict[str, str]] = {
    "cameraHint": "Держите код в рамке, сантиметрах в двадцати от камеры",
    "cameraDark": "Темно: поднесите к свету или увеличьте яркость экрана",
    "cameraFound": "Код найден",
    "cameraNumber": "Камера {number}",
    "codeForeign": "Это не код гостя: {code}",
}
