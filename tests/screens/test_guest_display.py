"""The guest's own window: what he is shown, and that nobody is shown what was another's."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from client.ui.application.guest_window import screen_named
from client.ui.viewmodels.guest_display_setup import GuestDisplaySetupViewModel
from client.ui.viewmodels.navigation import Screen
from tests.screens.guest_eye import guest_eye
from tests.screens.sales import begin_check, books_a_check, let_decide, register
from tests.screens.stage import Hand, Stage, sign_in
from tests.screens.two_screens import platform

pytestmark = pytest.mark.screens
LONG_ALONE_SECONDS = 3_600


async def test_nothing_is_shown_to_guests_until_it_is_chosen(stage: Stage, hand: Hand) -> None:
    assert stage.application.guest_window.window is None
    await sign_in(hand)
    await hand.tap("settingsButton")
    await hand.tap("settings_guestDisplay")
    await hand.tap("guestScreen_window")
    await hand.until(lambda: stage.application.guest_window.window is not None)
    await hand.until(lambda: stage.kept("ui.guest_display") == "window")
    assert "Сушилка на Тверской" in guest_eye(stage).words()
    await hand.tap("guestScreen_")
    await hand.until(lambda: stage.application.guest_window.window is None)


async def test_the_check_is_shown_as_it_grows_and_cleared_on_the_way_back_and_by_the_lock(
    stage: Stage, hand: Hand
) -> None:
    await _turn_on(stage, hand)
    eye = guest_eye(stage)
    await begin_check(hand)
    await hand.tap("checkoutRedeemMax")
    await eye.until(lambda: eye.find("guestMain") is not None)
    assert eye.read("guestTitle") == "Ваш чек"
    assert eye.read("guestMain") == "1\u00a0600\u00a0₽"
    assert {"Сумма чека", "2\u00a0000 ₽", "−400\u00a0баллов"} <= set(eye.words())
    assert not [text for text in eye.words() if "Петров" in text or "999" in text]
    await hand.tap("backButton")
    await eye.sees("guestWelcome")
    assert eye.find("guestMain") is None
    await hand.tap("guestCheckoutButton")
    await eye.sees("guestMain")
    stage.application.app.lock()
    await eye.sees("guestWelcome")


async def test_what_was_booked_is_shown_with_the_card_and_forgotten_after_a_while(
    stage: Stage, hand: Hand
) -> None:
    await _turn_on(stage, hand)
    eye = guest_eye(stage)
    let_decide(stage, books_a_check)
    await begin_check(hand)
    await hand.tap("checkoutConfirm")
    await hand.sees("doneNext")
    await eye.until(lambda: eye.find("guestQr") is not None)
    assert eye.read("guestTitle") == "Спасибо"
    assert eye.read("guestQr", "payload").startswith("990")
    served = stage.application.guest_window.served
    assert served is not None
    served.model.forget()
    await eye.sees("guestWelcome")
    assert hand.find("doneNext") is not None


async def test_a_new_guest_takes_his_card_along_from_his_own_screen(
    stage: Stage, hand: Hand
) -> None:
    await _turn_on(stage, hand)
    eye = guest_eye(stage)
    await register(hand, "8 926 111-22-33", "Иван", "Сидоров", "21111990")
    await eye.until(lambda: eye.find("guestQr") is not None)
    assert eye.read("guestTitle") == "Ваша карта"


async def test_a_screen_that_is_away_is_told_and_shows_nothing(stage: Stage, hand: Hand) -> None:
    await _turn_on(stage, hand)
    await sign_in(hand)
    await hand.tap("settingsButton")
    await hand.tap("settings_guestDisplay")
    setup = stage.application.app.at(Screen.GUEST_DISPLAY)
    assert isinstance(setup, GuestDisplaySetupViewModel)
    setup.choose("HDMI-9")
    await hand.until(lambda: stage.application.guest_window.window is None)
    assert "HDMI-9 отключён" in hand.read("guestAway")
    assert screen_named("HDMI-9", []) is None


async def test_a_guest_who_touches_his_window_does_not_keep_the_till_unlocked(
    stage: Stage, hand: Hand
) -> None:
    """CSH-09."""
    await _turn_on(stage, hand)
    await sign_in(hand)
    stage.clock.advance(LONG_ALONE_SECONDS)
    await guest_eye(stage).tap("guestWelcome")
    assert stage.till.sign_in.is_idle()
    await hand.tap("settingsButton")
    assert not stage.till.sign_in.is_idle()


async def test_the_guests_window_does_not_keep_the_program_alive(stage: Stage, hand: Hand) -> None:
    await _turn_on(stage, hand)
    hand.window.close()
    await hand.until(lambda: stage.application.guest_window.window is None)


async def _turn_on(stage: Stage, hand: Hand) -> None:
    """As it was chosen long ago."""
    served = stage.application.guest_window.served
    assert served is not None
    await served.chosen.keep(guest_display="window")
    await hand.until(lambda: stage.application.guest_window.window is not None)


def test_the_second_screen_is_filled_and_may_be_unplugged(tmp_path: Path) -> None:
    program = (sys.executable, "-m", "tests.screens.two_screens", str(tmp_path))
    env = {**os.environ, "QT_QPA_PLATFORM": platform(tmp_path)}
    done = subprocess.run(
        program, capture_output=True, text=True, timeout=120, check=False, env=env
    )
    assert done.returncode == 0, done.stderr
