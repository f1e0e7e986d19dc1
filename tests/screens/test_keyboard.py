"""A till on a PC: everything is done without a pointer (issue 5, item 1)."""

from typing import Final

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent

from client.ui.viewmodels.navigation import Screen
from client.ui.viewmodels.shortcut import Shortcut
from client.ui.viewmodels.tasks import ScreenViewModel
from tests.client.till_desk import refused
from tests.screens.house import MARINA_PIN
from tests.screens.sales import (
    answer_now,
    books_a_check,
    earn,
    kinds,
    let_decide,
    open_operations,
)
from tests.screens.stage import Hand, Stage, open_guest, sign_in

pytestmark = pytest.mark.screens

ENTER, ESC = Qt.Key.Key_Return, Qt.Key.Key_Escape
DOWN, UP = Qt.Key.Key_Down, Qt.Key.Key_Up


async def sign_in_by_keys(hand: Hand, pin: str = "1111") -> None:
    await hand.sees("signInTile_0")
    await hand.key(DOWN)
    await hand.press(pin)
    await hand.sees("homeSearchField")


async def walk_to(hand: Hand, name: str) -> None:
    """Tab after Tab, to that button."""
    for _ in range(20):
        if hand.read(name, "visualFocus"):
            return
        await hand.key(Qt.Key.Key_Tab)
    raise AssertionError(f"Tab does not lead to {name}")


async def test_a_whole_sale_needs_no_pointer(stage: Stage, hand: Hand) -> None:
    let_decide(stage, books_a_check)
    await sign_in_by_keys(hand)
    await hand.press("1234567")
    await hand.sees("homeGuest_0")
    await hand.key(ENTER)
    await hand.sees("guestCheckoutButton")
    await hand.key(ENTER)
    await hand.sees("checkoutConfirm")
    await hand.press("2000")
    await hand.key(Qt.Key.Key_F6)
    await hand.until(lambda: "Списать 400" in hand.read("checkoutConfirm"))
    await hand.key(ENTER)
    await hand.sees("doneNext")
    assert kinds(stage) == ["redeem", "earn"]
    await hand.key(ENTER)
    await hand.sees("homeSearchField")
    await hand.press("2345678")
    await hand.sees("homeGuest_0")


async def test_arrows_choose_among_many(hand: Hand) -> None:
    await sign_in_by_keys(hand)
    await hand.press("Пет")
    await hand.sees("homeGuest_2")
    await hand.key(DOWN)
    await hand.key(DOWN)
    name = hand.read("homeGuest_1", "name")
    await hand.key(ENTER)
    await hand.sees("guestCheckoutButton")
    assert name in hand.words()
    await hand.key(ESC)
    await hand.sees("homeSearchField")


async def test_the_pad_is_led_from_the_amount_to_the_points(hand: Hand) -> None:
    await sign_in(hand)
    await open_guest(hand)
    await hand.key(ENTER)
    await hand.sees("checkoutConfirm")
    await hand.press("2000")
    await hand.key(DOWN)
    await hand.until(lambda: hand.read("checkoutTips", "isChosen"))
    await hand.key(DOWN)
    await hand.until(lambda: hand.read("checkoutRedeemField", "isChosen"))
    await hand.press("50")
    await hand.until(lambda: hand.read("checkoutRedeemField", "number") == "50")
    await hand.key(UP)
    await hand.key(UP)
    await hand.key(Qt.Key.Key_Backspace)
    await hand.until(lambda: hand.read("checkoutAmount", "number") == "200")


async def test_an_operation_is_taken_back_by_keys(stage: Stage, hand: Hand) -> None:
    await earn(hand)
    await hand.key(Qt.Key.Key_F12)
    await sign_in(hand, tile=2, pin=MARINA_PIN)
    await hand.key(Qt.Key.Key_F7)
    await hand.sees("operationsRow_0")
    await hand.key(DOWN)
    await hand.sees("operationCancel")
    await hand.key(Qt.Key.Key_F8)
    await hand.sees("operationCancelDialogConfirm")
    await hand.key(ESC)
    await hand.until(lambda: hand.find("operationCancelDialogConfirm") is None)
    assert kinds(stage) == ["earn"]
    await hand.key(Qt.Key.Key_F8)
    await hand.sees("operationCancelDialogConfirm")
    await walk_to(hand, "operationCancelDialogConfirm")
    await hand.key(ENTER)
    await hand.until(lambda: kinds(stage) == ["earn", "cancel"])
    await hand.key(ESC)
    await hand.sees("homeSearchField")


async def test_a_button_that_was_walked_to_is_pressed_by_enter(hand: Hand) -> None:
    await earn(hand)
    await walk_to(hand, "doneToGuest")
    await hand.key(ENTER)
    await hand.sees("guestCheckoutButton")


def hold_down(hand: Hand, key: Qt.Key, text: str = "") -> None:
    """The key stays pressed: the keyboard repeats it."""
    no_key = Qt.KeyboardModifier.NoModifier
    again = QKeyEvent(QEvent.Type.KeyPress, key, no_key, text, autorep=True)
    QCoreApplication.sendEvent(hand.window, again)


async def test_a_key_that_is_held_down_acts_once(stage: Stage, hand: Hand) -> None:
    """What its repetition would press has only just come under it."""
    await sign_in(hand)
    await open_guest(hand)
    await hand.key(ENTER)
    await hand.sees("checkoutConfirm")
    await hand.press("2000")
    for key, text in ((ENTER, "\r"), (Qt.Key.Key_F6, ""), (ESC, "\x1b")):
        hold_down(hand, key, text)
    hold_down(hand, DOWN)
    await hand.until(lambda: hand.read("checkoutTips", "isChosen"))
    assert hand.find("checkoutConfirm") is not None
    assert "Списать" not in hand.read("checkoutConfirm")
    assert kinds(stage) == []


async def test_the_sheet_tells_the_keys_of_the_screen(hand: Hand) -> None:
    await sign_in(hand)
    await open_guest(hand)
    await hand.key(Qt.Key.Key_F1)
    await hand.sees("shortcutSheet")
    await hand.until(lambda: {"Enter", "Новый чек", "F8"} <= set(hand.words()))
    await hand.key(ESC)
    assert hand.find("shortcutSheet") is None
    assert hand.find("guestCheckoutButton") is not None
    await hand.key(Qt.Key.Key_Question)
    await hand.sees("shortcutSheet")
    await hand.key(Qt.Key.Key_F1)
    assert hand.find("shortcutSheet") is None


async def test_a_question_mark_may_be_typed(hand: Hand) -> None:
    await sign_in(hand)
    await hand.press("?")
    assert hand.find("shortcutSheet") is None
    assert hand.read("homeSearchField") == "?"


async def test_before_sign_in_keys_lead_nowhere(hand: Hand) -> None:
    await hand.sees("signInTile_0")
    for key in (Qt.Key.Key_F2, Qt.Key.Key_F4, Qt.Key.Key_F7, Qt.Key.Key_F9, Qt.Key.Key_F10):
        await hand.key(key)
    assert hand.find("signInTile_0") is not None


WAYS: Final[dict[Qt.Key, str]] = {
    Qt.Key.Key_F4: "registrationSubmit",
    Qt.Key.Key_F7: "operationsEmpty",
    Qt.Key.Key_F9: "shiftHeader",
    Qt.Key.Key_F11: "connectionTryNow",
}


@pytest.mark.parametrize(("key", "there"), WAYS.items(), ids=str)
async def test_a_key_leads_there_and_esc_back(hand: Hand, key: Qt.Key, there: str) -> None:
    await sign_in(hand)
    await hand.key(key)
    await hand.sees(there)
    await hand.key(ESC)
    await hand.until(lambda: hand.find(there) is None)
    await hand.sees("homeSearchField")


async def test_every_screen_has_a_way_on_and_a_way_back_by_keyboard(stage: Stage) -> None:
    """Where Enter does nothing the fields lead on (enrolment, settings) or the lines are walked."""
    await stage.open()
    app = stage.application.app
    offered = {screen: _keys_of(app.at(screen)) for screen in Screen}
    assert {screen for screen, keys in offered.items() if Shortcut.BACK not in keys} == {
        Screen.CRASH
    }
    acting = {screen for screen, keys in offered.items() if Shortcut.MAIN in keys}
    assert acting >= {Screen.HOME, Screen.CHECKOUT, Screen.DONE, Screen.REGISTRATION, Screen.CARD}
    assert acting >= {Screen.ADJUSTMENT, Screen.REFUND, Screen.TRANSFER, Screen.CRASH}


def _keys_of(screen: object) -> set[Shortcut]:
    assert isinstance(screen, ScreenViewModel)
    return set(screen.keys())


async def test_enter_books_a_correction(stage: Stage, hand: Hand) -> None:
    await sign_in(hand, tile=2, pin=MARINA_PIN)
    await open_guest(hand)
    await hand.tap("guestAdjustButton")
    await hand.sees("adjustmentConfirm")
    await hand.press("50")
    await hand.tap("adjustmentReason_gift")
    await hand.key(ENTER)
    await hand.sees("doneNext")
    assert kinds(stage) == ["adjustment"]


async def test_enter_says_that_a_refusal_was_seen(stage: Stage, hand: Hand) -> None:
    await earn(hand)
    await open_operations(stage, hand)
    answer_now(stage, lambda row: refused(row, "points_shortfall", asked=400, available=50))
    await hand.tap("operationsFilter_attention")
    await hand.sees("operationsRow_0")
    await hand.key(DOWN)
    await hand.sees("operationAcknowledge")
    await hand.key(ENTER)
    await hand.sees("operationsEmpty")
