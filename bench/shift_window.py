"""A shift on the real screens, by hand: for how long did the window stand still?

``python -m bench.shift_window FOLDER COUNT`` is the till of that folder, exactly as ``python -m
client`` starts it, with a pair of hands inside: it signs in, and so many times it looks for a guest
by his phone, opens him, types an amount, books and goes on to the next. What the till itself
measured meanwhile is printed; what the hands take is in it.
"""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from bench.results import Row
from client import paths
from client.logs import start_logging
from client.settings import load_settings
from client.ui.application.program import run
from client.ui.application.window import Application
from client.ui.viewmodels.about import AboutViewModel
from client.ui.viewmodels.navigation import Screen
from client.wiring import open_client
from demo.hands import Hands, NotOnScreen
from drill.house import STAFF_NAME, STAFF_PIN

GOAL_MS = 50
SECONDS_MAX = 1_800
GUESTS = 10
TILES_MAX = 8
_TOLD = re.compile(r"pauses: (\d+) \D+\d+ \D+(\d+); ([\d.]+) s")


def pause_rows(folder: Path, *, operations: int) -> Iterator[Row]:
    """One line of the table, of the till in ``folder``, which nobody else has open."""
    command = (sys.executable, "-m", "bench.shift_window", str(folder), str(operations))
    environment = {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"}
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=SECONDS_MAX,
        check=False,
        env={**os.environ, **environment},
    )
    work = f"longest pause of the window in {operations} operations"
    told = _TOLD.search(done.stdout)
    if told is None:
        yield Row(work, 0, "", note=f"it did not run: {done.stderr[-200:]}")
        return
    note = f"{told[2]} longer than {GOAL_MS} ms, {float(told[3]) / operations:.2f} s an operation"
    yield Row(work, int(told[1]), "ms", goal=f"{GOAL_MS} ms", note=note)


def main() -> int:
    """The till's exit code."""
    settings = load_settings(["--data-dir", sys.argv[1], "--language", "en"], os.environ)
    start_logging(paths.logs_dir(settings.data_dir))
    client = open_client(settings)
    try:
        shift = partial(_work, operations=int(sys.argv[2]))
        return run(client.parts, size=settings.window_size, beside=shift)
    finally:
        client.close()


async def _work(application: Application, *, operations: int) -> None:
    hands = Hands(application.window)
    about = application.app.at(Screen.ABOUT)
    assert isinstance(about, AboutViewModel)
    began = time.perf_counter()
    try:
        await _sign_in(hands)
        for number in range(operations):
            await _serve(hands, f"79{number % GUESTS:09d}")
        seconds = time.perf_counter() - began
        sys.stdout.write(f"pauses: {about.property('pauses')}; {seconds:.1f} s\n")
        sys.stdout.flush()
    except NotOnScreen as missing:
        sys.stderr.write(f"{missing}\n")
    finally:
        application.window.close()


async def _sign_in(hands: Hands) -> None:
    await hands.read("signInTiles", STAFF_NAME)
    for number in range(TILES_MAX):
        if hands.says(f"signInTile_{number}", STAFF_NAME):
            await hands.tap(f"signInTile_{number}")
    for digit in STAFF_PIN:
        await hands.tap(f"pinKey_{digit}")
    await hands.see("homeSearchField")


async def _serve(hands: Hands, phone: str) -> None:
    await hands.tap("homeSearchField")
    hands.type(phone)
    await hands.tap("homeGuest_0")
    await hands.tap("guestCheckoutButton")
    for digit in "2000":
        await hands.tap(f"amountKey_{digit}")
    await hands.tap("checkoutConfirm")
    await hands.see("slipPaper")
    await hands.tap("doneNext")
    await hands.see("homeSearchField")


if __name__ == "__main__":
    sys.exit(main())
