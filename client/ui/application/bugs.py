"""The one hook for bugs: that action ends, the log tells, the till stays alive (CSH-83)."""

import asyncio
import logging
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from client.logs import told_bug

log = logging.getLogger(__name__)


class BugHook:
    """Catches what nobody caught: in Qt's slots, in tasks, in the event loop."""

    def __init__(self, show: Callable[[str], None]) -> None:
        """``show`` is given the traceback."""
        self._show = show
        self._before = sys.excepthook

    def install(self, loop: asyncio.AbstractEventLoop | None) -> None:
        """From now on until ``remove``."""
        sys.excepthook = self._caught
        if loop is not None:
            loop.set_exception_handler(self._caught_by_loop)

    def remove(self) -> None:
        """As it was."""
        sys.excepthook = self._before

    def _caught(
        self, kind: type[BaseException], bug: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._before(kind, bug, trace)
            return
        log.critical("a bug ended an action", exc_info=(kind, bug, trace))
        self._show(told_bug(bug))

    def _caught_by_loop(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        bug = context.get("exception")
        if bug is None:
            log.error("the event loop complains", extra={"complaint": context["message"]})
            return
        self._caught(type(bug), bug, bug.__traceback__)


def write_report(text: str, *, folder: Path, at: datetime) -> Path:
    """A file for the support team; ``text`` holds no guest's data."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"bug-{at:%Y%m%d-%H%M%S}.txt"
    path.write_text(text, encoding="utf-8")
    return path
