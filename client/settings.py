"""What is decided before the till starts: by arguments, else by MAXLOYALTY_*, else by default.

What a person changes while it runs (language, theme, printer) is in the store and wins.
"""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from client.paths import default_data_dir

Language = Literal["ru", "en"]
VERSION = "0.1.0"
"""Of the product; pyproject.toml says the same, and a test compares."""

_PREFIX = "MAXLOYALTY_"
_COMMANDS = """Without a window: verify-receipt CODE, verify-store, rescue FILE;
python -m client COMMAND --help says more."""


class Settings(BaseModel):
    """The settings of one run."""

    model_config = ConfigDict(frozen=True)

    data_dir: Path
    language: Language | None = None
    """None: as chosen on the till, else Russian."""
    camera: str = "0"
    """The camera's number, or an image file or folder that stands in for it."""
    window: Annotated[str, Field(pattern=r"^[1-9]\d{2,3}x[1-9]\d{2,3}$")] = "1280x800"
    """Width and height of the window, in pixels."""
    is_fullscreen: bool = False
    warn_waiting: Annotated[int, Field(ge=1, le=100_000)] = 100
    """From how many operations that wait for the server a person is warned (CSH-75)."""
    warn_waiting_hours: Annotated[int, Field(ge=1, le=10_000)] = 24
    """…or from which age of the oldest of them."""
    auto_lock_seconds: Annotated[int, Field(ge=10, le=86_400)] = 300
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
    given = {name: value for name, value in vars(arguments).items() if value is not None}
    from_environment = {
        name: environ[_PREFIX + name.removeprefix("is_").upper()]
        for name in Settings.model_fields
        if environ.get(_PREFIX + name.removeprefix("is_").upper())
    }
    try:
        return Settings.model_validate({"data_dir": default_data_dir()} | from_environment | given)
    except ValidationError as error:
        wrong = error.errors()[0]
        parser.error(f"{'.'.join(map(str, wrong['loc']))}: {wrong['msg']}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m client", description="Max Loyalty POS, a till", epilog=_COMMANDS
    )
    parser.add_argument("--data-dir", type=Path, help="where the till keeps its files")
    parser.add_argument("--language", choices=("ru", "en"))
    parser.add_argument("--camera", help="camera number, image file or folder of images")
    parser.add_argument("--window", metavar="WIDTHxHEIGHT", help="such as 1920x1080")
    parser.add_argument("--auto-lock-seconds", type=int, metavar="N", help="300 unless told")
    parser.add_argument(
        "--fullscreen", dest="is_fullscreen", action="store_const", const=True, default=None
    )
    return parser
