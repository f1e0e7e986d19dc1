"""What stands in the window before the till does, and what is handed over when the till comes.

The program as a whole, begun at its porch, is ``tests/client/test_porch.py``'s.
"""

import pytest
from PySide6.QtCore import QTimer

from client.till.looks import Looks
from client.till.porch import Porch
from client.till.staff_session import StaffTile
from client.ui.application.meanwhile import apart
from client.ui.application.porch import PorchWindow
from client.ui.viewmodels.porch import PorchViewModel
from shared.domain.staff import Role
from tests.builders import CASHIER

pytestmark = pytest.mark.screens

PORCH = Porch("Сушилка", (StaffTile(CASHIER, "Анна", Role.CASHIER, 0),), Looks())
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
