"""What one scan of a known code tells of the scanner that typed it.

The code has capital and small letters, a sign and digits, so that layout, Caps Lock, prefix and
suffix all show. Pure; must not know screens.

Source: CSH-12; what scanners add and how slowly some type.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final

from client.devices.keyboard_layout import (
    as_typed_in_english,
    has_russian_letters,
    with_caps_lock,
)
from client.devices.scanner import PACE_MS_MAX, USUAL_TIMING, ScannerHabits

LESSON_TEXT: Final = "ML-Test:1234567890"
"""What the code on the screen says."""
_TERMINATORS: Final = {"\r": "enter", "\n": "enter", "\t": "tab"}


@dataclass(frozen=True, slots=True)
class KeyPress:
    """One character and when it came, monotonic."""

    character: str
    at_ms: int


class LessonTrouble(StrEnum):
    """Why a scan taught nothing."""

    OTHER_CODE = "other_code"
    TOO_SLOW = "too_slow"


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was learnt."""

    habits: ScannerHabits
    is_russian: bool
    """The Russian layout was on."""
    is_caps: bool
    terminator: str
    """``enter``, ``tab`` or nothing."""
    average_ms: int


def learn(presses: Sequence[KeyPress]) -> Lesson | LessonTrouble:
    """What the key presses of one scan of ``LESSON_TEXT`` tell; a trouble when nothing."""
    terminator = next((_TERMINATORS[each] for each in _ending(presses)), "")
    typed = [press for press in presses if press.character not in _TERMINATORS]
    text = "".join(press.character for press in typed)
    found = _found_in(text)
    if found is None:
        return LessonTrouble.OTHER_CODE
    reading, is_russian, is_caps = found
    pace_ms, gap_ms = _pace(typed)
    if pace_ms > PACE_MS_MAX:
        return LessonTrouble.TOO_SLOW
    prefix, _, suffix = reading.partition(LESSON_TEXT)
    is_usual = USUAL_TIMING.bears(pace_ms, gap_ms)
    habits = ScannerHabits(prefix, suffix, 0 if is_usual else max(pace_ms, gap_ms // 4))
    return Lesson(habits, is_russian, is_caps, terminator, pace_ms)


def _ending(presses: Sequence[KeyPress]) -> list[str]:
    return [press.character for press in presses[-2:] if press.character in _TERMINATORS]


def _found_in(text: str) -> tuple[str, bool, bool] | None:
    """The reading that holds the lesson's text, whether it was Russian, whether with Caps Lock."""
    for is_caps in (False, True):
        pressed = with_caps_lock(text) if is_caps else text
        is_russian = has_russian_letters(pressed)
        reading = as_typed_in_english(pressed) if is_russian else pressed
        if LESSON_TEXT in reading:
            return reading, is_russian, is_caps
    return None


def _pace(typed: Sequence[KeyPress]) -> tuple[int, int]:
    """The average and the longest time between two characters."""
    gaps = [later.at_ms - press.at_ms for press, later in pairwise(typed)]
    return round(sum(gaps) / len(gaps)), max(gaps)
