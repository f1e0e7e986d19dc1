"""The next screen is built beside the old one: nothing is blank, nobody misheard, nothing lost."""

import asyncio
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtQuick import QQuickItem

from client.ui.viewmodels.guest import GuestViewModel
from client.ui.viewmodels.navigation import Screen
from tests.screens.scenes_leases import LEASES
from tests.screens.stage import Hand, Stage, open_guest, sign_in

pytestmark = pytest.mark.screens

LEMONADE = "4006381333931"


async def leave_guest(stage: Stage, hand: Hand, *, by: Callable[[GuestViewModel], None]) -> None:
    """A guest's card is shown, and another screen wanted that is only begun."""
    await sign_in(hand)
    await open_guest(hand)
    await stage.application.app.desk.settle()
    guest = stage.application.app.at(Screen.GUEST)
    assert isinstance(guest, GuestViewModel)
    by(guest)
    assert hand.is_changing()


async def test_the_old_screen_is_shown_until_the_next_one_is_whole(
    stage: Stage, hand: Hand
) -> None:
    await sign_in(hand)
    await open_guest(hand)
    await stage.application.app.desk.settle()
    before = hand.look()
    stage.application.app.openSettings()
    seen: list[QImage] = []
    while stage.application.app.is_changing:
        seen.append(hand.look())
        await asyncio.sleep(0)
    assert seen
    assert all(picture == before for picture in seen)
    assert hand.look() != before


async def test_a_second_tap_reaches_neither_the_old_screen_nor_the_next(
    stage: Stage, hand: Hand
) -> None:
    await leave_guest(stage, hand, by=GuestViewModel.checkout)
    hand.touch("backButton")
    await hand.sees("checkoutConfirm")
    assert stage.application.app.desk.navigation.screen is Screen.CHECKOUT


async def test_no_tap_is_taken_before_the_screen_that_it_would_hit_was_seen(
    stage: Stage, hand: Hand
) -> None:
    await sign_in(hand)
    app = stage.application.app
    app.screenStands.connect(lambda: hand.touch("settings_printer"))
    app.openSettings()
    await hand.settle()
    await app.desk.settle()
    assert app.desk.navigation.screen is Screen.SETTINGS


async def test_a_picture_that_was_begun_before_the_screen_stood_does_not_show_it(
    stage: Stage, hand: Hand
) -> None:
    """Where a thread of its own draws, such a picture is told of when it is on the glass."""
    await sign_in(hand)
    app, window = stage.application.app, hand.window
    app.screenStands.connect(window.frameSwapped.emit)
    app.screenStands.connect(lambda: hand.touch("settings_printer"))
    app.openSettings()
    await hand.settle()
    await app.desk.settle()
    assert app.desk.navigation.screen is Screen.SETTINGS


async def test_a_screen_that_came_while_nobody_could_see_it_is_heard_when_he_can(
    stage: Stage, hand: Hand
) -> None:
    """A window that is put away shows no picture."""
    await sign_in(hand)
    app = stage.application.app
    hand.window.hide()
    app.openSettings()
    app.screenStands.connect(hand.window.show)
    await hand.tap("settings_printer")
    await hand.sees("printerKind_tcp")
    assert app.desk.navigation.screen is Screen.PRINTER


async def test_a_finger_that_was_down_before_presses_nothing_when_it_goes_up(
    stage: Stage, hand: Hand
) -> None:
    await sign_in(hand)
    await open_guest(hand)
    hand.put_down("backButton")
    stage.application.app.openSettings()
    assert hand.is_changing()
    hand.lift()
    await hand.sees("settings_printer")
    assert stage.application.app.desk.navigation.screen is Screen.SETTINGS


async def test_the_status_bar_is_heard_all_the_time(stage: Stage, hand: Hand) -> None:
    await leave_guest(stage, hand, by=GuestViewModel.checkout)
    hand.touch("settingsButton")
    await hand.sees("settings_printer")


async def test_what_is_typed_too_early_is_typed_on_the_next_screen(
    stage: Stage, hand: Hand
) -> None:
    await leave_guest(stage, hand, by=GuestViewModel.checkout)
    hand.strike("2000")
    assert hand.is_changing()
    await hand.sees("checkoutAmount")
    await hand.until(lambda: hand.read("checkoutAmount", "number") == "2\u00a0000")


async def test_a_code_that_is_read_too_early_leaves_no_digit_behind(
    stage: Stage, hand: Hand
) -> None:
    await leave_guest(stage, hand, by=GuestViewModel.checkout)
    hand.strike("12")
    hand.flash(LEMONADE)
    assert hand.is_changing()
    await hand.sees("toast")
    assert hand.read("checkoutAmount", "number") == "12"


async def test_who_turns_back_at_once_finds_the_screen_he_left(stage: Stage, hand: Hand) -> None:
    await leave_guest(stage, hand, by=GuestViewModel.checkout)
    stage.application.app.desk.navigation.back()
    assert not hand.is_changing()
    await hand.tap("guestCheckoutButton")
    await hand.sees("checkoutConfirm")


async def test_the_next_screen_hears_the_keyboard(stage: Stage, hand: Hand) -> None:
    await leave_guest(stage, hand, by=GuestViewModel.checkout)
    stage.application.app.openHome()
    await hand.sees("homeSearchField")
    heard = hand.window.activeFocusItem()
    assert isinstance(heard, QQuickItem)
    assert hand.item("homeSearchField").isAncestorOf(heard)


async def test_whoever_closes_what_lay_over_another_screen_is_heard_by_the_present_one(
    stage: Stage, hand: Hand
) -> None:
    """The till locked itself while the sheet of the connection was open."""
    await sign_in(hand)
    await hand.key(Qt.Key.Key_F11)
    await hand.sees("connectionClose")
    stage.application.app.lock()
    await hand.settle()
    await hand.key(Qt.Key.Key_Escape)
    await hand.until(lambda: hand.find("connectionClose") is None)
    await sees_a_digit_typed(hand)


async def test_a_question_that_goes_with_its_screen_leaves_the_keyboard_to_the_next(
    stage: Stage, hand: Hand
) -> None:
    await LEASES["device-question"](stage, hand)
    stage.application.app.lock()
    await hand.until(lambda: hand.find("deviceGiveUpDialogConfirm") is None)
    await sees_a_digit_typed(hand)


async def sees_a_digit_typed(hand: Hand) -> None:
    """Whoever signs in now does so by the keys alone."""
    await hand.key(Qt.Key.Key_Down)
    await hand.press("1")
    await hand.until(lambda: hand.read("pinDots", "filled") == 1)
