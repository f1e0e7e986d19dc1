"""How this till looks and what its scanner does: what is known of it before all else is loaded.

The first part of what a person chose on this till; the rest is ``preferences``. Must not know
widgets, nor how a choice is written.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final, TypeVar

from client.store.rows import Readable
from client.store.settings_rows import setting
from shared.receipt.language import Language


class TextSize(StrEnum):
    """How large letters are, in percent."""

    NORMAL = "100"
    LARGER = "125"
    LARGE = "150"
    LARGEST = "200"


@dataclass(frozen=True, slots=True)
class Looks:
    """What the first picture needs, with what a new till starts with."""

    language: Language = Language.RU
    is_dark: bool = True
    is_contrasted: bool = False
    text_size: TextSize = TextSize.NORMAL
    accent_hue: int | None = None
    """The restaurant's colour, 0 to 359 degrees; None is our own."""
    logo_file: str = ""
    """A picture on this till: the restaurant's sign; empty for none."""
    scanner_prefix: str = ""
    scanner_suffix: str = ""
    scanner_pace_ms: int = 0


LooksT = TypeVar("LooksT", bound=Looks)
Readers = Mapping[str, Callable[[str], Any]]
"""For each choice, what its kept text means."""


def kept(db: Readable, initial: LooksT, readers: Readers) -> LooksT:
    """``initial``, and in its place whatever of ``readers`` a person chose."""
    texts = {name: setting(db, f"ui.{name}") for name in readers}
    chosen = {name: readers[name](text) for name, text in texts.items() if text is not None}
    return replace(initial, **chosen)


LOOKS: Final[Readers] = {
    "language": Language,
    "is_dark": lambda text: text == "True",
    "is_contrasted": lambda text: text == "True",
    "text_size": TextSize,
    "accent_hue": lambda text: None if text == "None" else int(text),
    "logo_file": str,
    "scanner_prefix": str,
    "scanner_suffix": str,
    "scanner_pace_ms": int,
}
