"""`python -m tests.screens.grab [scene …]`: every screen as a picture, to be looked at.

A scene is set once and taken in both languages and themes, three sizes of the window, letters at
100 % and 200 %; a few also in high contrast. Pictures and an index page that filters them go to
var/screens.
"""

import asyncio
import html
import os
import sys
import tempfile
from itertools import product
from pathlib import Path
from typing import Final, NamedTuple

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")
os.environ.setdefault("TZ", "Europe/Moscow")

import qasync
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication, QImage

from client.ui.application.fonts import use_own_font
from tests.house.sources import ROOT
from tests.screens.gallery import SCENES, stage_of
from tests.screens.walk import PALETTES, SCALES, SIZES, VIEWS, Palette, View, turn

FOLDER: Final = ROOT / "var" / "screens"
PAGE: Final = Path(__file__).with_name("index_page.html")
THUMBNAIL_WIDTH: Final = 320
SHOWN: Final = tuple(view for view in VIEWS if view.scale in (SCALES[0], SCALES[-1]))
"""What the sizes between look like shows nothing new."""
CONTRASTED: Final = frozenset(
    {"sign-in", "home-results", "guest", "checkout", "done", "registration-filled", "settings-look"}
)
"""Scenes that are also taken in high contrast."""


class Picture(NamedTuple):
    """One picture: of what, and how."""

    name: str
    view: View
    palette: Palette

    @property
    def look(self) -> tuple[str, str, str, str]:
        """What the index page filters by."""
        size = f"{self.view.size.width()}x{self.view.size.height()}"
        return self.view.language.value, self.palette.name, size, f"{self.view.scale:.0%}"

    @property
    def path(self) -> Path:
        """Where it goes, below the folder of pictures."""
        language, palette, size, scale = self.look
        return Path(f"{size}-{scale.removesuffix('%')}") / f"{language}-{palette}" / self.name


def main(names: list[str]) -> int:
    """Take the pictures of the named scenes, of all by default; 1 when QML complained."""
    app = QGuiApplication([])
    app.setQuitOnLastWindowClosed(False)
    use_own_font(app)
    complaints: list[str] = []
    with qasync.QEventLoop(app) as loop:
        for name in names or SCENES:
            complaints += loop.run_until_complete(_take(name))
    _write_index()
    sys.stdout.write("\n".join([*complaints, f"pictures are in {FOLDER}"]) + "\n")
    return 1 if complaints else 0


async def _take(name: str) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        stage = stage_of(name, Path(folder))
        hand = await stage.open(SIZES[0])
        await SCENES[name](stage, hand)
        await asyncio.sleep(0)
        for timer in stage.application.app.desk.toast.findChildren(QTimer):
            timer.stop()  # a message stays for all its pictures
        for view, palette in product(SHOWN, _palettes(name)):
            stage.application.wear(**palette.looks)
            await turn(stage, hand, view)
            _save(hand.look(), Picture(name, view, palette))
        return [f"{name}: {warning}" for warning in await stage.close()]


def _palettes(name: str) -> list[Palette]:
    return [each for each in PALETTES if not each.is_contrasted or name in CONTRASTED]


def _save(image: QImage, picture: Picture) -> None:
    for path, taken in (
        (FOLDER / picture.path, image),
        (FOLDER / "small" / picture.path, image.scaledToWidth(THUMBNAIL_WIDTH)),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        taken.save(f"{path}.png")


def _write_index() -> None:
    """Of whatever pictures are there, also of earlier runs."""
    every = (
        Picture(name, view, palette)
        for name, view, palette in product(sorted(SCENES), SHOWN, PALETTES)
    )
    figures = "\n".join(_figure(each) for each in every if (FOLDER / f"{each.path}.png").is_file())
    page = PAGE.read_text(encoding="utf-8").replace("{figures}", figures)
    (FOLDER / "index.html").write_text(page, encoding="utf-8")


def _figure(picture: Picture) -> str:
    path, look = html.escape(f"{picture.path.as_posix()}.png"), " ".join(picture.look)
    return (
        f'<figure data-name="{picture.name}" data-look="{look}">'
        f'<a href="{path}"><img loading="lazy" alt="" src="small/{path}"></a>'
        f"<figcaption><b>{picture.name}</b> {look}</figcaption></figure>"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
