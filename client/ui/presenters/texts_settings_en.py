"""English texts of the settings and their sections."""

from typing import Final

SETTINGS_EN: Final[dict[str, str]] = {
    "printerTitle": "Printer",
    "printerChosen": "{kind}, {paper} paper",
    "scannerTitle": "Scanner and camera",
    "scannerNote": "Scanner setup, choice of camera",
    "lookTitle": "Look",
    "devicesNote": "Which are in touch and how many points each holds",
    "aboutTitle": "About this till",
    "aboutPause": "Longest pause of the screen",
    "aboutPauseText": "{longest} ms, longer than 50 ms: {count}",
    "aboutNote": "Name, restaurant, server, version {version}",
}
