"""`python -m tests.screens.two_screens FOLDER`: a till on one screen, the guest's on another.

A program of its own, since Qt learns its screens when it starts: from QT_QPA_PLATFORM.
"""

import asyncio
import json
import sys
from pathlib import Path
from typing import Final

import qasync
from PySide6.QtGui import QGuiApplication, QScreen

from client.till.preferences import Preferences
from client.ui.application.fonts import use_own_font
from tests.screens.guest_eye import guest_eye
from tests.screens.stage import Stage

SCREENS: Final = (("till", 0, 1280, 800), ("guest", 1280, 1920, 1080))


def platform(folder: Path) -> str:
    """What QT_QPA_PLATFORM must say for two screens."""
    screens = [
        {"name": name, "x": x, "y": 0, "width": width, "height": height}
        for name, x, width, height in SCREENS
    ]
    config = folder / "screens.json"
    config.write_text(json.dumps({"screens": screens}))
    return f"offscreen:configfile={config}"


def main(folder: Path) -> int:
    """0 when the guest's window filled the second screen, left with it and came back."""
    qt = QGuiApplication([])
    qt.setQuitOnLastWindowClosed(False)
    use_own_font(qt)
    with qasync.QEventLoop(qt) as loop:
        loop.run_until_complete(asyncio.wait_for(_look(folder), timeout=60))
    return 0


async def _look(folder: Path) -> None:
    stage = Stage(folder, preferences=Preferences(guest_display="guest"))
    hand = await stage.open()
    shown = stage.application.guest_window
    eye = guest_eye(stage)
    second = eye.window.screen()
    assert (second.name(), hand.window.screen().name()) == ("guest", "till")
    await hand.until(lambda: eye.window.geometry() == second.geometry())
    assert "Сушилка на Тверской" in eye.words()
    _unplug(stage, second)
    shown.follow()
    assert guest_eye(stage).window.screen() is second
    assert await stage.close() == []


def _unplug(stage: Stage, screen: QScreen) -> None:
    stage.application.guest_window.lose(screen)
    assert stage.application.guest_window.window is None


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
