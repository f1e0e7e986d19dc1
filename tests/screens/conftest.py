"""Fixtures of the screens: one Qt application, one event loop a test, and no QML warning ever."""

import asyncio
import gc
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest
import qasync
from PySide6.QtWidgets import QApplication

from client.ui.application.fonts import use_own_font
from tests.screens.stage import Hand, Stage


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """An ``async def`` test runs on Qt's event loop."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    wanted = inspect.signature(pyfuncitem.obj).parameters
    arguments = {name: pyfuncitem.funcargs[name] for name in wanted}
    loop = pyfuncitem.funcargs["loop"]
    assert isinstance(loop, qasync.QEventLoop)
    loop.run_until_complete(pyfuncitem.obj(**arguments))
    return True


@pytest.fixture(autouse=True)
def loop(qapp: QApplication) -> Iterator[qasync.QEventLoop]:
    """The event loop of Qt and asyncio."""
    qapp.setQuitOnLastWindowClosed(False)
    use_own_font(qapp)
    loop = qasync.QEventLoop(qapp)
    asyncio.set_event_loop(loop)
    yield loop
    asyncio.set_event_loop(None)
    loop.close()
    # Here and now: collected later on a thread of another test, a timer would die on the wrong one.
    gc.collect()


@pytest.fixture
def stage(tmp_path: Path, loop: qasync.QEventLoop) -> Iterator[Stage]:
    """A till of the house, enrolled and furnished, not open yet."""
    stage = Stage(tmp_path)
    yield stage
    assert loop.run_until_complete(stage.close()) == []


@pytest.fixture
def hand(stage: Stage, loop: qasync.QEventLoop) -> Hand:
    """The window of ``stage``, on the sign-in screen."""
    opened: Hand = loop.run_until_complete(stage.open())
    return opened
