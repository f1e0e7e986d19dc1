"""What is done behind the porch, so that the porch is answered all the while.

What knows no Qt is loaded and opened on a thread of its own. What defines classes of Qt's is loaded
on the thread of the screen, one module between two looks at what a person does: nobody promises
that such classes may be made anywhere else.
"""

import pkgutil
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal

from client.ui import listmodels, viewmodels
from client.ui.application.key_filter import Hearer, listen
from client.ui.application.porch import PorchWindow

T = TypeVar("T")


class _Done(QObject):
    """Tells the thread of the screen."""

    told = Signal()


def apart(window: PorchWindow, work: Callable[[], T]) -> T:
    """What ``work`` gives or raises on a thread of its own; ``window`` is answered meanwhile."""
    done = _Done()
    # Queued: what is done already when it is asked about tells so before anybody waits.
    done.told.connect(window.go_on, Qt.ConnectionType.QueuedConnection)
    with ThreadPoolExecutor(1, thread_name_prefix="behind-the-porch") as thread:
        future = thread.submit(work)
        future.add_done_callback(lambda _: done.told.emit())
        window.wait()
        return future.result()


def overhear(window: PorchWindow) -> None:
    """A scanner that types is told from a person; what it reads is kept for the till (CSH-12)."""
    vm = window.vm
    window.keys = listen(lambda: window.shell.window)
    window.keys.use(window.porch.looks)
    window.keys.tell(
        Hearer(
            touched=_nobody_waits,
            scanned=vm.scans.append,
            keep_typed=vm.pin_pad.keep_typed,
            forget=_all_are_typed,
        )
    )


def load_in_turn(window: PorchWindow, modules: Iterable[str]) -> None:
    """Loads ``modules`` on this thread, and looks up after each; none for a closed ``window``."""
    for each in modules:
        if not window.is_closed:
            import_module(each)
            QCoreApplication.processEvents()


def screen_modules() -> Iterator[str]:
    """All that stands between the till and its screens, the lowest first."""
    for package in (listmodels, viewmodels):
        for each in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            yield each.name


def _nobody_waits() -> None:
    """A till that is not there yet does not lock itself."""


def _all_are_typed(characters: int) -> int:
    """The porch holds nothing back."""
    return characters
