"""The life of the till's window: Qt and asyncio on one thread, until the window is closed."""

import asyncio
import gc
import sys
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

import qasync
from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickWindow

from client.ui.application.assembly import Parts, build
from client.ui.application.bugs import BugHook
from client.ui.application.covering import cover_when_away
from client.ui.application.farewell import FarewellSignals
from client.ui.application.fonts import use_own_font
from client.ui.application.motion import is_motion_unwanted
from client.ui.application.pauses import PauseWatch
from client.ui.application.window import DEFAULT_SIZE, Application
from client.ui.viewmodels.about import AboutViewModel
from client.ui.viewmodels.navigation import Screen

_COLLECT_AFTER_OBJECTS = 50_000
_SWITCH_SECONDS = 0.001

Companion = Callable[[Application], Coroutine[Any, Any, None]]


def run(
    parts: Parts,
    *,
    size: tuple[int, int] = DEFAULT_SIZE,
    is_fullscreen: bool = False,
    beside: Companion | None = None,
    turn: Callable[[], Parts | None] = lambda: None,
) -> int:
    """Show the till and sync until its window is closed or a signal ends it; the exit code.

    Then ``turn`` says whose window is shown next; None ends the program. ``beside`` runs in the
    same loop for as long, once the window stands: a demonstration, a kiosk's watchdog.
    """
    qt = QGuiApplication(["max-loyalty-pos"])
    # Qt would end asyncio's loop with the last dialog; we end it ourselves, in order.
    qt.setQuitOnLastWindowClosed(False)
    use_own_font(qt)
    show = partial(Application.show, size=QSize(*size), is_fullscreen=is_fullscreen)
    following: Parts | None = parts
    with qasync.QEventLoop(qt) as loop:
        while following is not None:
            asyncio.set_event_loop(loop)  # whoever opened this till had one of his own
            loop.run_until_complete(_live(following, qt, show=show, beside=beside))
            gc.unfreeze()
            gc.collect()  # not later by chance: a timer may only die on its own thread
            following = turn()
    return 0


async def _live(
    parts: Parts,
    qt: QGuiApplication,
    *,
    show: Callable[[Application], QQuickWindow],
    beside: Companion | None,
) -> None:
    closed = asyncio.Event()
    qt.lastWindowClosed.connect(closed.set)
    application = await build(parts)
    await application.app.desk.settle()  # the first picture is whole
    pauses = PauseWatch(screen=lambda: application.app.desk.navigation.screen or "")
    about = application.app.at(Screen.ABOUT)
    assert isinstance(about, AboutViewModel)
    about.measure_by(pauses)
    bugs = BugHook(application.app.crash)
    bugs.install(asyncio.get_running_loop())
    signals = FarewellSignals(closed.set)
    if is_motion_unwanted():
        application.hold_still()
    parts.sync.start()
    try:
        pauses.watch(show(application))
        _leave_alone_what_stands()
        cover_when_away(application, qt)
        companion = asyncio.create_task(beside(application)) if beside else None
        await closed.wait()
        if companion:
            companion.cancel()
    finally:
        pauses.stop()
        signals.close()
        qt.lastWindowClosed.disconnect(closed.set)
        await application.close()
        bugs.remove()
        await parts.sync.stop()


def _leave_alone_what_stands() -> None:
    """Looking for garbage in all that a till is made of stops the window for a tenth of a second.

    And while a thread of the store computes, every word that the screens ask of Python waits until
    that thread is interrupted: sooner than it usually is.
    """
    gc.freeze()
    gc.set_threshold(_COLLECT_AFTER_OBJECTS)
    sys.setswitchinterval(_SWITCH_SECONDS)
