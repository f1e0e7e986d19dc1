"""English texts of camera and scanner."""

from typing import Final

SCANNING_EN: Final[dict[str, str]] = {
    "cameraHint": "Hold the code inside the frame, a hand's length from the camera",
    "cameraDark": "It is dark: move to the light or turn the screen brighter",
    "cameraFound": "Code found",
    "cameraNumber": "Camera {number}",
    "scannerKeyboard": "A scanner that types like a keyboard",
    "scannerKeyboardText": "Most work at once. If codes are not read, the till adapts to the "
    "scanner from a single scan.",
    "scannerSerial": "A scanner on a serial port",
    "scannerSpeed": "Speed, baud",
    "lessonStart": "Set the scanner up",
    "lessonAgain": "Set it up again",
    "lessonAsk": "Scan either of the two codes",
    "lessonWait": "Meanwhile the keyboard types nothing",
    "lessonForget": "Reset",
    "lessonLearnt": "The scanner is set up. Check it: scan a guest's card or a slip",
    "lessonEnglish": "English layout",
    "lessonRussian": "Russian layout: the till translates",
    "lessonCaps": "Caps Lock is on: no matter",
    "lessonEnter": "A code ends with Enter",
    "lessonTab": "A code ends with Tab",
    "lessonSilence": "Nothing follows a code: the pause tells its end",
    "lessonFast": "Usual speed: {pace} ms a character",
    "lessonSlow": "A slow scanner, {pace} ms a character: the till waits for it",
    "lessonAdded": "Left out: {prefix} before the code, {suffix} after it",
    "lessonOtherCode": "This is another code, or was typed. Scan the code on the screen again",
    "lessonTooSlow": "The scanner types as slowly as a person. Make it faster by its manual, or "
    "connect it as a serial port",
    "serialNone": "None",
    "serialOpen": "The port is open, the scanner is heard",
    "serialAway": "The port does not open: check the cable, the till keeps trying",
    "readCard": "A guest's card was read",
    "readDisplayCode": "A guest's six-digit code was read",
    "readPhone": "A phone number was read",
    "readOperation": "A slip's code was read",
    "codeForeign": "This is not a guest's code: {code}",
}
