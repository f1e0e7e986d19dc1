"""What is said of cameras and scanners, and of codes that are none of ours."""

from collections.abc import Sequence
from typing import Final, Protocol

from client.ui.presenters.texts import say
from shared.receipt.words import Language

SHOWN_CHARACTERS: Final = 32
"""Of a foreign code: enough to tell which one it was."""


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
