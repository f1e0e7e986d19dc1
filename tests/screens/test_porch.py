"""What stands in the window before the till does, and what is handed over when the till comes.

The program as a whole, begun at its porch, is ``tests/client/test_porch.py``'s.
"""

from pathlib import Path

import pytest
import qasync
from PySide6.QtCore import QTimer

from client.sync.handover import Handover, Unsent
from client.till.looks import Looks
from client.till.porch import Porch
from client.till.staff_session import StaffTile
from client.ui.application.assembly import build
from client.ui.application.meanwhile import apart
from client.ui.application.porch import PorchWindow
from client.ui.viewmodels.pin_pad import PinPad
from client.ui.viewmodels.porch import PorchViewModel
from shared.domain.staff import Role
from tests.builders import CASHIER
from tests.screens.stage import Stage

pytestmark = pytest.mark.screens

PORCH = Porch("Сушилка", (StaffTile(CASHIER, "Анна", Role.CASHIER, 0),), Looks())
WRONG = "9999"
LONG_ENOUGH_MS = 2_000


def test_what_is_done_before_anybody_waits_is_not_waited_for() -> None:
    window = PorchWindow(PORCH)
    QTimer.singleShot(LONG_ENOUGH_MS, window, window.end)  # else the test would wait for ever
    assert apart(window, lambda: "at once") == "at once"
    assert not window.is_closed
    window.close()


def test_a_switch_that_is_tapped_twice_is_where_it_was() -> None:
    vm = PorchViewModel(PORCH)
    for wish in ("switchTheme", "switchLanguage", "switchTheme"):
        vm.wish(wish)
    assert vm.wishes == ["switchLanguage"]


def test_a_pin_that_is_whole_while_the_till_reads_is_asked_once(
    tmp_path: Path, loop: qasync.QEventLoop
) -> None:
    """CSH-05: one wrong PIN is one wrong try."""
    window = PorchWindow(PORCH)
    stage = StageBehind(tmp_path, window.vm.pin_pad)
    loop.run_until_complete(stage.come_behind(window))
    left = window.vm.pin_pad.property("message")
    assert loop.run_until_complete(stage.close()) == []
    assert left == "Неверный PIN-код\nОсталось 4 попытки"


class StageBehind(Stage):
    """A till that comes while somebody types."""

    def __init__(self, folder: Path, pad: PinPad) -> None:
        super().__init__(folder)
        self._pad = pad

    async def come_behind(self, window: PorchWindow) -> None:
        """The till is there, not seen yet, and has answered."""
        self._application = await build(self._parts(), porch=window)
        await self._application.app.desk.settle()

    def _handover(self) -> Handover:
        return ReadSlowly(super()._handover(), self._pad)


class ReadSlowly(Handover):
    """Whoever asks it waits long enough for a person to type a PIN."""

    def __init__(self, read: Handover, pad: PinPad) -> None:
        self._read, self._pad = read, pad

    async def unsent(self) -> Unsent:
        """What is read, and typed meanwhile."""
        for digit in WRONG:
            self._pad.type(digit)
        return await self._read.unsent()
