"""What is decided before the till starts: by arguments, else by MAXLOYALTY_*, else by default.

What a person changes while it runs (language, theme, printer) is in the store and wins.
"""

import argparse
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from typing import Any, Final, Literal

from client.paths import default_data_dir

Language = Literal["ru", "en"]
VERSION = "0.1.0"
"""Of the product; pyproject.toml says the same, and a test compares."""

_PREFIX = "MAXLOYALTY_"
COMMANDS: Final = frozenset({"verify-receipt", "verify-store", "rescue"})
"""What may be asked of a till without its window; ``client.commands`` answers."""
_COMMANDS = """Without a window: verify-receipt CODE, verify-store, rescue FILE;
python -m client COMMAND --help says more."""
_WINDOW: Final = re.compile(r"[1-9]\d{2,3}x[1-9]\d{2,3}", re.ASCII)
_YES: Final = frozenset({"1", "true", "t", "yes", "y", "on"})
_NO: Final = frozenset({"0", "false", "f", "no", "n", "off"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of one run."""

    data_dir: Path
    language: Language | None = None
    """None: as chosen on the till, else Russian."""
    camera: str = "0"
    """The camera's number, or an image file or folder that stands in for it."""
    window: str = "1280x800"
    """Width and height of the window, in pixels."""
    is_fullscreen: bool = False
    warn_waiting: int = 100
    """From how many operations that wait for the server a person is warned (CSH-75)."""
    warn_waiting_hours: int = 24
    """…or from which age of the oldest of them."""
    auto_lock_seconds: int = 300
    """How long the till may be left alone before it locks itself (CSH-09, G-01)."""

    @property
    def window_size(self) -> tuple[int, int]:
        """``window`` as numbers."""
        width, _, height = self.window.partition("x")
        return int(width), int(height)


def load_settings(argv: Sequence[str], environ: Mapping[str, str]) -> Settings:
    """The settings of this run; ``argv`` is without the program's name.

    Arguments nobody knows are left to Qt. Ends the program with a usage message for a bad value.
    """
    parser = _parser()
    arguments, _ = parser.parse_known_args(argv)
    told = _told(vars(arguments), environ)
    chosen: dict[str, Any] = {}
    for name, text in told.items():
        try:
            chosen[name] = _READERS[name](text)
        except ValueError as wrong:
            parser.error(f"{name}: {wrong}")
    if "data_dir" not in chosen:
        chosen["data_dir"] = default_data_dir()
    return Settings(**chosen)


def _told(arguments: Mapping[str, str | None], environ: Mapping[str, str]) -> dict[str, str]:
    """What was said of each setting, at all; arguments win."""
    names = [each.name for each in fields(Settings)]
    surroundings = {name: environ.get(_PREFIX + name.removeprefix("is_").upper()) for name in names}
    said = {name: arguments.get(name) or surroundings[name] for name in names}
    return {name: text for name, text in said.items() if text}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m client", description="Max Loyalty POS, a till", epilog=_COMMANDS
    )
    parser.add_argument("--data-dir", help="where the till keeps its files")
    parser.add_argument("--language", choices=("ru", "en"))
    parser.add_argument("--camera", help="camera number, image file or folder of images")
    parser.add_argument("--window", metavar="WIDTHxHEIGHT", help="such as 1920x1080")
    parser.add_argument("--auto-lock-seconds", metavar="N", help="300 unless told")
    parser.add_argument("--fullscreen", dest="is_fullscreen", action="store_const", const="yes")
    return parser


def _language(text: str) -> str:
    if text not in ("ru", "en"):
        raise ValueError("should be ru or en")
    return text


def _window(text: str) -> str:
    if _WINDOW.fullmatch(text) is None:
        raise ValueError("should be WIDTHxHEIGHT, such as 1920x1080")
    return text


def _flag(text: str) -> bool:
    word = text.strip().lower()
    if word not in _YES | _NO:
        raise ValueError("should be yes or no")
    return word in _YES


def _number(text: str, *, least: int, most: int) -> int:
    if not text.strip().isdecimal() or not least <= int(text) <= most:
        raise ValueError(f"should be a whole number from {least} to {most}")
    return int(text)


_READERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "data_dir": Path,
    "language": _language,
    "camera": str,
    "window": _window,
    "is_fullscreen": _flag,
    "warn_waiting": partial(_number, least=1, most=100_000),
    "warn_waiting_hours": partial(_number, least=1, most=10_000),
    "auto_lock_seconds": partial(_number, least=10, most=86_400),
}
"""What each of them may be; raise ``ValueError`` with what it should be."""
