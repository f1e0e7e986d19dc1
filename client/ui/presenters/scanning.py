"""What is said of cameras and scanners, and of codes that are none of ours."""

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from client.till.scanner_lesson import Lesson
from client.till.scanning import kind_of
from client.ui.presenters.texts import say
from shared.domain.codes import ScanKind
from shared.receipt.words import Language

SHOWN_CHARACTERS: Final = 32
"""Of a foreign code: enough to tell which one it was."""
_ENDINGS: Final = {"enter": "lessonEnter", "tab": "lessonTab", "": "lessonSilence"}
_KINDS: Final = {
    ScanKind.CARD: "readCard",
    ScanKind.DISPLAY_CODE: "readDisplayCode",
    ScanKind.PHONE: "readPhone",
    ScanKind.OPERATION: "readOperation",
}


class Named(Protocol):
    """A camera that was found."""

    @property
    def source(self) -> str: ...
    @property
    def name(self) -> str: ...


def camera_names(cameras: Sequence[Named], *, language: Language) -> tuple[str, ...]:
    """What the cameras are called; one that the system has no name for goes by its number."""
    return tuple(
        each.name or say("cameraNumber", language, number=place)
        for place, each in enumerate(cameras, start=1)
    )


def foreign_code(text: str, *, language: Language) -> str:
    """That ``text`` is no code of ours."""
    is_long = len(text) > SHOWN_CHARACTERS
    shown = f"{text[:SHOWN_CHARACTERS]}…" if is_long else text
    return say("codeForeign", language, code=shown)


def port_names(
    ports: Sequence[str], names: Mapping[str, str], *, language: Language
) -> tuple[str, ...]:
    """What serial ports are called; an empty one is none at all."""
    return tuple(names.get(port) or port or say("serialNone", language) for port in ports)


def lesson_lines(lesson: Lesson, *, language: Language) -> tuple[str, ...]:
    """What was learnt of a scanner, a line each."""
    habits = lesson.habits
    added = habits.prefix or habits.suffix
    lines = [
        say("lessonRussian" if lesson.is_russian else "lessonEnglish", language),
        say(_ENDINGS[lesson.terminator], language),
        say("lessonSlow" if habits.pace_ms else "lessonFast", language, pace=lesson.average_ms),
    ]
    if lesson.is_caps:
        lines.append(say("lessonCaps", language))
    if added:
        lines.append(
            say("lessonAdded", language, prefix=habits.prefix or "—", suffix=habits.suffix or "—")
        )
    return tuple(lines)


def what_was_read(text: str, *, language: Language) -> str:
    """What a scanned text turned out to be."""
    key = _KINDS.get(kind_of(text))
    return say(key, language) if key else foreign_code(text, language=language)
