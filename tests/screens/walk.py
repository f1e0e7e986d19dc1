"""`python -m tests.screens.walk [scene …]`: what is wrong with a screen for somebody.

A scene is set once and looked at in both languages, three sizes of the window, letters of 100 to
200 % and every palette: see ``inspection`` for what is looked for.
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Final, NamedTuple

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")
os.environ.setdefault("TZ", "Europe/Moscow")

import qasync
from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication

from client.ui.application.fonts import use_own_font
from client.ui.presenters.accent import READABLE, READABLE_CONTRASTED
from shared.receipt.words import Language
from tests.screens import inspection
from tests.screens.eye import Eye
from tests.screens.gallery import SCENES, stage_of
from tests.screens.stage import Hand, Stage

SIZES: Final = (QSize(1280, 800), QSize(1920, 1080), QSize(1024, 600))
SCALES: Final = (1.0, 1.25, 1.5, 2.0)


class Palette(NamedTuple):
    """One of the four."""

    is_dark: bool
    is_contrasted: bool

    @property
    def name(self) -> str:
        """As pictures and messages call it."""
        return ("dark" if self.is_dark else "light") + ("-contrast" if self.is_contrasted else "")

    @property
    def looks(self) -> Mapping[str, bool]:
        """Of Theme.qml."""
        return {"isDark": self.is_dark, "isContrasted": self.is_contrasted}

    @property
    def least(self) -> float:
        """The contrast that words must have."""
        return READABLE_CONTRASTED if self.is_contrasted else READABLE


PALETTES: Final = tuple(Palette(*each) for each in product((True, False), (False, True)))


class View(NamedTuple):
    """In which language, window and size of letters a screen is looked at."""

    language: Language
    size: QSize
    scale: float

    def __str__(self) -> str:
        size = f"{self.size.width()}x{self.size.height()}"
        return f"{self.language} {size} {self.scale:.0%}"


VIEWS: Final = tuple(View(*each) for each in product(Language, SIZES, SCALES))
COVERING_VIEWS: Final = (
    View(Language.RU, SIZES[0], SCALES[0]),
    View(Language.RU, SIZES[1], SCALES[-1]),
    *(View(Language.RU, SIZES[2], scale) for scale in SCALES),
    View(Language.EN, SIZES[2], SCALES[-1]),
    View(Language.EN, SIZES[2], SCALES[0]),
    View(Language.EN, SIZES[0], SCALES[0]),
)
"""Those that find what the others find: little room, large letters, and the usual window."""


async def wrong_with(stage: Stage, hand: Hand, *, views: Sequence[View] = VIEWS) -> list[str]:
    """Everything found on the screen that is shown, in these views and every palette."""
    found = list(_faint(stage, hand))
    for view in views:
        await turn(stage, hand, view)
        found += [f"{view}: {each}" for each in _misplaced(Eye(hand.window))]
    await turn(stage, hand, VIEWS[0])
    return found + inspection.unreachable(Eye(hand.window)) + inspection.unfocused(hand.window)


async def turn(stage: Stage, hand: Hand, view: View) -> None:
    """The same screen in another language, window and size of letters."""
    stage.application.app.desk.texts.speak(view.language)
    stage.application.wear(textScale=view.scale)
    hand.window.resize(view.size)
    whole = hand.window.contentItem()
    await hand.until(lambda: QSize(int(whole.width()), int(whole.height())) == view.size)


def _faint(stage: Stage, hand: Hand) -> list[str]:
    found = []
    for palette in PALETTES:
        stage.application.wear(**palette.looks)
        faint = inspection.unreadable(Eye(hand.window), least=palette.least)
        found += [f"{palette.name}: {each}" for each in faint]
    stage.application.wear(**PALETTES[0].looks)
    return found


def _misplaced(eye: Eye) -> list[str]:
    checks = {
        "cut": inspection.cut,
        "overlap": inspection.overlapping,
        "no mark of scrolling": inspection.unmarked,
        "small": inspection.too_small,
        "nameless": inspection.nameless,
    }
    return [f"{what}: {each}" for what, check in checks.items() for each in check(eye)]


def main(names: list[str]) -> int:
    """Walk the named scenes, all by default; 1 when something was found."""
    app = QGuiApplication([])
    app.setQuitOnLastWindowClosed(False)
    use_own_font(app)
    count = 0
    with qasync.QEventLoop(app) as loop:
        for name in names or SCENES:
            found = loop.run_until_complete(_walk(name))
            count += len(found)
            sys.stdout.write("".join(f"{name}: {each}\n" for each in found))
            sys.stdout.flush()
    pairs = len(inspection.SEEN_PAIRS)
    sys.stdout.write(f"{count} findings; {pairs} pairs of colours\n")
    return 1 if count else 0


async def _walk(name: str) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        stage = stage_of(name, Path(folder))
        hand = await stage.open(SIZES[0])
        await SCENES[name](stage, hand)
        await asyncio.sleep(0)
        found = await wrong_with(stage, hand)
        return found + [f"QML: {warning}" for warning in await stage.close()]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
