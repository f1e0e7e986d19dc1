"""Sign-in by touch alone, with and without the network (CSH-03…CSH-09)."""

import asyncio

import pytest
from PySide6.QtCore import QObject, QTimer

from client.till.sign_in import AUTO_LOCK_SECONDS
from client.ui.viewmodels.keyed_pin import KeyedPin
from tests.screens.stage import Hand, Stage, sign_in

pytestmark = pytest.mark.screens


async def test_the_right_pin_opens_home_and_says_who_works(hand: Hand) -> None:
    await sign_in(hand)
    assert hand.read("statusStaff") == "Анна Кассирова"
    assert hand.read("statusRestaurant") == "Сушилка на Тверской"


async def test_it_works_with_no_network(stage: Stage, hand: Hand) -> None:
    stage.line.go_offline()
    await sign_in(hand)
    assert hand.read("statusConnection") == "Нет связи"


async def test_a_wrong_pin_says_how_many_tries_are_left(hand: Hand) -> None:
    await hand.tap("signInTile_0")
    await hand.tap_keys("pinKey", "9999")
    await hand.until(lambda: hand.read("pinDots", "filled") == 0)
    assert hand.read("signInMessage") == "Неверный PIN-код\nОсталось 4 попытки"


async def test_after_five_wrong_pins_the_pad_waits(stage: Stage, hand: Hand) -> None:
    await _try_wrong_pins(hand, 5)
    assert hand.read("signInMessage") == "Слишком много попыток\nПодождите 15:00"
    assert not hand.item("pinKey_1").isEnabled()
    assert stage.till.sign_in.session is None


async def test_the_pad_of_a_colleague_does_not_wait_along(hand: Hand) -> None:
    await _try_wrong_pins(hand, 5)
    await sign_in(hand, tile=1, pin="2222")


async def test_a_key_that_waited_for_a_busy_till_came_before_the_silence() -> None:
    """Both are due at the same moment: the digits are a scanner's, and no wrong PIN."""
    till, told, is_told = QObject(), list[bool](), asyncio.Event()
    keyed = KeyedPin(till)
    for timer in keyed.findChildren(QTimer):
        timer.setInterval(0)
    keyed.fellSilent.connect(told.append)
    keyed.fellSilent.connect(is_told.set)
    late = QTimer(till, singleShot=True, interval=0)
    late.timeout.connect(lambda: keyed.hear(is_whole=True))
    keyed.hear(is_whole=True)
    late.start()
    await is_told.wait()
    assert told == [True]


async def test_erasing_a_digit_gives_the_next_one_its_place(hand: Hand) -> None:
    await hand.tap("signInTile_0")
    await hand.tap_keys("pinKey", "19")
    await hand.tap("pinKey_back")
    await hand.tap_keys("pinKey", "111")
    await hand.sees("homeSearchField")


async def test_the_lock_button_asks_for_the_pin_again(stage: Stage, hand: Hand) -> None:
    await sign_in(hand)
    await hand.tap("lockButton")
    await hand.sees("signInTile_0")
    assert stage.till.sign_in.session is None
    assert hand.find("lockButton") is None


async def test_a_till_left_alone_locks_itself(stage: Stage, hand: Hand) -> None:
    await sign_in(hand)
    stage.clock.advance(AUTO_LOCK_SECONDS)
    stage.application.app.lock_when_idle()
    await hand.sees("signInTile_0")


async def test_a_touch_keeps_the_till_unlocked(stage: Stage, hand: Hand) -> None:
    await sign_in(hand)
    stage.clock.advance(AUTO_LOCK_SECONDS)
    await hand.tap("homeKey_7")
    stage.application.app.lock_when_idle()
    assert hand.find("homeSearchField") is not None


async def _try_wrong_pins(hand: Hand, times: int) -> None:
    await hand.tap("signInTile_0")
    for _ in range(times):
        await hand.tap_keys("pinKey", "9999")
        await hand.until(lambda: hand.read("pinDots", "filled") == 0)


async def test_whoever_waits_is_not_let_in_sooner_by_choosing_himself_again(hand: Hand) -> None:
    await _try_wrong_pins(hand, 5)
    await hand.tap("signInTile_0")
    assert not hand.item("pinKey_1").isEnabled()
    await hand.tap("signInTile_1")
    await hand.tap("signInTile_0")
    assert not hand.item("pinKey_1").isEnabled()
