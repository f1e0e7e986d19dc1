"""CSH-12: one scan of a known code teaches layout, Caps Lock, prefix, suffix and pace."""

import pytest

from client.devices.keyboard_layout import as_typed_in_english
from client.devices.scanner import PACE_MS_MAX, ScannerHabits, WedgeDecoder
from client.till.scanner_lesson import LESSON_TEXT, KeyPress, Lesson, LessonTrouble, learn

RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбюё"
RUSSIAN_OF = {
    as_typed_in_english(letter): letter for letter in [*RUSSIAN, *RUSSIAN.upper(), *';"№']
}


def pressed(text: str, *, every_ms: int = 8) -> list[KeyPress]:
    return [KeyPress(character, place * every_ms) for place, character in enumerate(text)]


def in_russian(text: str) -> str:
    return "".join(RUSSIAN_OF.get(character, character) for character in text)


@pytest.mark.parametrize("is_caps", [False, True])
@pytest.mark.parametrize("is_russian", [False, True])
def test_layout_and_caps_lock_show(is_russian: bool, is_caps: bool) -> None:
    typed = LESSON_TEXT.swapcase() if is_caps else LESSON_TEXT
    if is_russian:
        typed = in_russian(LESSON_TEXT)
        typed = typed.swapcase() if is_caps else typed
    lesson = learn(pressed(typed + "\r"))
    assert isinstance(lesson, Lesson)
    assert (lesson.is_russian, lesson.is_caps, lesson.terminator) == (is_russian, is_caps, "enter")
    assert lesson.habits == ScannerHabits()


@pytest.mark.parametrize(("ending", "terminator"), [("\r\n", "enter"), ("\t", "tab"), ("", "")])
def test_the_ending_shows(ending: str, terminator: str) -> None:
    lesson = learn(pressed(LESSON_TEXT + ending))
    assert isinstance(lesson, Lesson)
    assert lesson.terminator == terminator


@pytest.mark.parametrize("is_russian", [False, True])
def test_what_is_added_shows_and_is_left_out_from_then_on(is_russian: bool) -> None:
    typed = f"]Q1{LESSON_TEXT}$$"
    lesson = learn(pressed((in_russian(typed) if is_russian else typed) + "\r"))
    assert isinstance(lesson, Lesson)
    assert (lesson.habits.prefix, lesson.habits.suffix) == ("]Q1", "$$")


def test_a_slow_scanner_is_waited_for() -> None:
    lesson = learn(pressed(LESSON_TEXT + "\r", every_ms=60))
    assert isinstance(lesson, Lesson)
    assert (lesson.average_ms, lesson.habits.pace_ms) == (60, 60)
    slow = pressed("79991234567\r", every_ms=65)
    decoder = WedgeDecoder(lesson.habits)
    events = [event for key in slow for event in decoder.feed(key.character, key.at_ms)]
    assert len(events) == 2


def test_a_scanner_as_slow_as_a_person_is_refused() -> None:
    presses = pressed(LESSON_TEXT + "\r", every_ms=PACE_MS_MAX + 20)
    assert learn(presses) is LessonTrouble.TOO_SLOW


@pytest.mark.parametrize("typed", ["", "7", "\r", "4601234567893\r", "ML-Test:12345\r"])
def test_anything_but_the_code_on_the_screen_teaches_nothing(typed: str) -> None:
    assert learn(pressed(typed)) is LessonTrouble.OTHER_CODE
