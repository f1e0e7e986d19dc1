"""The life of the till's window: Qt and asyncio on one thread, until the window is closed."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
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

Companion = Callable[[Application], Coroutine[Any, Any, None]]


def run(
    parts: Parts,
    *,
    argv: Sequence[str] = (),
    size: tuple[int, int] = DEFAULT_SIZE,
    is_fullscreen: bool = False,
    beside: Companion | None = None,
) -> int:
    """Show the till and sync until its window is closed or a signal ends it; the exit code.

    ``beside`` runs in the same loop for as long, once the window stands: a demonstration, a kiosk's
    watchdog.
    """
    qt = QGuiApplication(["max-loyalty-pos", *argv])
    # Qt would end asyncio's loop with the last dialog; we end it ourselves, in order.
    qt.setQuitOnLastWindowClosed(False)
    use_own_font(qt)
    with qasync.QEventLoop(qt) as loop:
        show = partial(Application.show, size=QSize(*size), is_fullscreen=is_fullscreen)
        loop.run_until_complete(_live(parts, qt, show=show, beside=beside))
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
    pauses = PauseWatch()
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
        cover_when_away(application, qt)
        companion = asyncio.create_task(beside(application)) if beside else None
        await closed.wait()
        if companion:
            companion.cancel()
    finally:
        pauses.stop()
        signals.close()
        await application.close()
        bugs.remove()
        await parts.sync.stop()
