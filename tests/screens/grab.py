"""`python -m tests.screens.grab [name …]`: every screen as a picture, to be looked at.

Writes var/screens/<size>/<language>-<theme>/<screen>.png and an index.html beside them.
"""

import asyncio
import html
import os
import sys
import tempfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Final, NamedTuple

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")
os.environ.setdefault("TZ", "Europe/Moscow")

import qasync
from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication

from client.till.preferences import Preferences
from client.ui.application.fonts import use_own_font
from shared.receipt.words import Language
from tests.house.sources import ROOT
from tests.screens.scenes import BEFORE_ENROLMENT, SHELL
from tests.screens.scenes_leases import LEASES
from tests.screens.scenes_programmes import PROGRAMMES
from tests.screens.scenes_sales import SALES
from tests.screens.scenes_shift import SHIFTS
from tests.screens.stage import Scene, Stage

FOLDER: Final = ROOT / "var" / "screens"
SIZES: Final = (QSize(1280, 800), QSize(1920, 1080))
SCENES: Final = {**BEFORE_ENROLMENT, **SHELL, **SALES, **LEASES, **SHIFTS, **PROGRAMMES}


class Look(NamedTuple):
    """How one picture is taken."""

    name: str
    size: QSize
    language: Language
    is_dark: bool

    @property
    def path(self) -> Path:
        """Where it goes, below the folder of pictures."""
        size = f"{self.size.width()}x{self.size.height()}"
        theme = "dark" if self.is_dark else "light"
        return Path(size) / f"{self.language}-{theme}" / f"{self.name}.png"


def main(names: list[str]) -> int:
    """Take the pictures of the named scenes, of all by default; 1 when QML complained."""
    app = QGuiApplication([])
    app.setQuitOnLastWindowClosed(False)
    use_own_font(app)
    complaints: list[str] = []
    with qasync.QEventLoop(app) as loop:
        for look in _looks(names or list(SCENES)):
            complaints += loop.run_until_complete(_take(look))
    _write_index()
    sys.stdout.write("\n".join([*complaints, f"pictures are in {FOLDER}"]) + "\n")
    return 1 if complaints else 0


def _looks(names: list[str]) -> Iterator[Look]:
    for name, size, language, is_dark in product(names, SIZES, Language, (True, False)):
        yield Look(name, size, language, is_dark)


async def _take(look: Look) -> list[str]:
    scene: Scene = SCENES[look.name]
    preferences = Preferences(language=look.language, is_dark=look.is_dark)
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(
            Path(folder), is_enrolled=look.name not in BEFORE_ENROLMENT, preferences=preferences
        )
        hand = await stage.open(look.size)
        await scene(stage, hand)
        await asyncio.sleep(0)
        path = FOLDER / look.path
        path.parent.mkdir(parents=True, exist_ok=True)
        hand.look().save(str(path))
        return [f"{look.path}: {warning}" for warning in await stage.close()]


def _write_index() -> None:
    pictures = sorted(FOLDER.rglob("*.png"))
    figures = "\n".join(
        f'<figure><img loading="lazy" src="{path}"><figcaption>{path}</figcaption></figure>'
        for path in (html.escape(each.relative_to(FOLDER).as_posix()) for each in pictures)
    )
    style = "body{background:#555;color:#fff;font:14px sans-serif}img{max-width:640px}"
    style += "figure{display:inline-block;margin:8px}"
    page = f"<!doctype html><meta charset=utf-8><title>screens</title><style>{style}</style>"
    (FOLDER / "index.html").write_text(f"{page}\n{figures}\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
