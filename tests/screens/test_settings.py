"""Settings by touch: the keyboard never hides the field it types into."""

import pytest
from PySide6.QtCore import QPointF

from tests.screens.stage import Hand, sign_in

pytestmark = pytest.mark.screens


async def test_the_printers_address_stays_in_sight_above_the_keyboard(hand: Hand) -> None:
    await sign_in(hand)
    await hand.tap("settingsButton")
    await hand.tap("settingsPrinter_tcp")
    await hand.tap("settingsPrinterAddress")
    await hand.sees("key_1")
    await hand.until(lambda: _bottom(hand, "settingsPrinterAddress") < _top(hand, "key_1"))
    assert _top(hand, "settingsPrinterAddress") > _bottom(hand, "statusBar")


def _top(hand: Hand, name: str) -> float:
    return hand.item(name).mapToScene(QPointF(0, 0)).y()


def _bottom(hand: Hand, name: str) -> float:
    return _top(hand, name) + hand.item(name).height()
