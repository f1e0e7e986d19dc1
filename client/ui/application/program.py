"""The life of the till's window: Qt and asyncio on one thread, until the window is closed."""

import asyncio
import gc
import sys
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from typing import Any, Final

import qasync
from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication

from client.memory import give_back_what_is_free
from client.ui.application.assembly import Parts, build
from client.ui.application.bugs import BugHook
from client.ui.application.covering import cover_when_away
from client.ui.application.farewell import FarewellSignals
from client.ui.application.motion import is_motion_unwanted
from client.ui.application.pauses import PauseWatch
from client.ui.application.porch import PorchWindow, start_qt
from client.ui.application.shell import DEFAULT_SIZE, Size
from client.ui.application.window import Application
from client.ui.viewmodels.about import AboutViewModel
from client.ui.viewmodels.navigation import Screen

_COLLECT_AFTER_OBJECTS = 2_000
"""Little and often: each operation leaves some hundreds that nothing else frees. Looking through
fifty thousand at once took 36 ms; two thousand take one, and everything made since the start six.
"""
_SWITCH_SECONDS = 0.001

Companion = Callable[[Application], Coroutine[Any, Any, None]]


@dataclass(frozen=True, slots=True)
class Opening:
    """How the window comes."""

    size: Size = DEFAULT_SIZE
    is_fullscreen: bool = False
    porch: PorchWindow | None = None
    """Stands in the window already, and makes way for the first till."""


AS_USUAL: Final = Opening()


def run(
    parts: Parts,
    *,
    opening: Opening = AS_USUAL,
    beside: Companion | None = None,
    turn: Callable[[], Parts | None] = lambda: None,
) -> int:
    """Show the till and sync until its window is closed or a signal ends it; the exit code.

    Then ``turn`` says whose window is shown next; None ends the program. ``beside`` runs in the
    same loop for as long, once the window stands: a demonstration, a kiosk's watchdog.
    """
    qt = start_qt()
    following: Parts | None = parts
    with qasync.QEventLoop(qt) as loop:
        while following is not None:
            asyncio.set_event_loop(loop)  # whoever opened this till had one of his own
            loop.run_until_complete(_live(following, qt, opening=opening, beside=beside))
            opening = replace(opening, porch=None)
            gc.unfreeze()
            gc.collect()  # not later by chance: a timer may only die on its own thread
            following = turn()
    return 0


async def _live(
    parts: Parts, qt: QGuiApplication, *, opening: Opening, beside: Companion | None
) -> None:
    closed = asyncio.Event()
    qt.lastWindowClosed.connect(closed.set)
    application = await build(parts, porch=opening.porch)
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
        await _show(application, opening, closed)
        pauses.watch(application.window)
        _leave_alone_what_stands()
        give_back_what_is_free()
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
    gc.enable()
    gc.freeze()
    gc.set_threshold(_COLLECT_AFTER_OBJECTS)
    sys.setswitchinterval(_SWITCH_SECONDS)


async def _show(application: Application, opening: Opening, closed: asyncio.Event) -> None:
    """Until the till can be seen, or nobody wants to see it any more."""
    application.show(QSize(*opening.size), is_fullscreen=opening.is_fullscreen)
    porch = opening.porch
    if porch is None:
        return
    left = asyncio.Event()
    porch.left.connect(left.set)
    porch.make_way()
    waiting = [asyncio.create_task(each.wait()) for each in (left, closed)]
    await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for each in waiting:
        each.cancel()
    for wish in porch.vm.wishes:
        getattr(application.app, wish)()
