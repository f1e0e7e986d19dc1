"""English texts of the look screen."""

from typing import Final

LOOK_EN: Final[dict[str, str]] = {
    "lookContrast": "Contrast",
    "lookContrastNormal": "Normal",
    "lookContrastHigh": "High",
    "lookContrastedNote": "high contrast",
    "lookTextSize": "Text size",
    "lookTextNote": "text {percent}%",
    "lookPercent": "{percent}%",
    "lookAccent": "The restaurant's colour",
    "accentOwn": "Turquoise",
    "accentOlive": "Olive",
    "accentGreen": "Green",
    "accentSea": "Sea",
    "accentSky": "Sky",
    "accentBlue": "Blue",
    "accentBerry": "Berry",
    "accentTerracotta": "Terracotta",
    "lookLogo": "The restaurant's logo",
    "lookLogoNote": "A picture file on this till. Seen at sign-in and on the slip",
    "lookLogoBad": "There is no picture in this file that the till can show",
    "lookSample": "This is how the till looks",
    "lookSampleGuest": "Anna Smirnova",
    "lookSamplePhone": "+7 999 234-56-78",
    "lookSampleLevel": "Gold",
    "lookSampleBalance": "12,990",
    "lookSampleNote": "300 points expire on 21.12.2026",
}
