"""CSH-12, CSH-13: the camera locks on to a guest's code, says what helps, and is changed in place."""

import pytest
from PySide6.QtCore import QPointF

from client.devices.cameras import FoundCamera
from tests.client.photographs import a_photograph
from tests.screens.test_home import IVAN as IVAN_CODE
from tests.screens.stage import Hand, Stage, sign_in

pytestmark = pytest.mark.screens


async def test_the_frame_locks_on_to_the_code_before_the_guest_opens(
    stage: Stage, hand: Hand
) -> None:
    await _look(stage, hand)
    await hand.sees("cameraCorner_0")
    sought = _place(hand, "cameraCorner_0")
    stage.camera.read(IVAN_CODE)
    await hand.until(lambda: hand.read("cameraHint") == "Код найден")
    found = _place(hand, "cameraCorner_0")
    assert found.x() > sought.x()
    await hand.sees("guestTotal")


async def test_a_code_of_others_is_refused_in_words_and_the_camera_looks_on(
    stage: Stage, hand: Hand
) -> None:
    await _look(stage, hand)
    stage.camera.read("https://example.com/menu")
    foreign = "Это не код гостя: https://example.com/menu"
    await hand.until(lambda: hand.read("cameraHint") == foreign)
    assert stage.camera.is_running
    stage.camera.read(IVAN_CODE)
    await hand.sees("guestTotal")


async def test_darkness_is_said_with_what_helps(stage: Stage, hand: Hand) -> None:
    await _look(stage, hand)
    stage.camera.lighten(False)
    await hand.until(lambda: hand.read("cameraHint").startswith("Темно: поднесите"))
    stage.camera.lighten(True)
    await hand.until(lambda: hand.read("cameraHint").startswith("Держите код"))


async def test_another_camera_is_chosen_in_place_and_kept(stage: Stage, hand: Hand) -> None:
    stage.camera.plugged = (FoundCamera("0", "Встроенная"), FoundCamera("2", ""))
    await _look(stage, hand)
    await hand.sees("camera_2")
    assert {"Встроенная", "Камера 2"} <= set(hand.words())
    await hand.tap("camera_2")
    await hand.until(lambda: stage.kept("ui.camera_source") == "2")
    assert (stage.camera.source, stage.camera.is_running) == ("2", True)


async def test_a_camera_that_is_unplugged_is_missed_and_goes_on_when_it_returns(
    stage: Stage, hand: Hand
) -> None:
    await _look(stage, hand)
    stage.camera.plugged = (FoundCamera("1", "Вторая"), FoundCamera("3", "Третья"))
    stage.camera.fail()
    await hand.until(lambda: "Камера не найдена" in hand.words())
    await hand.sees("camera_3")
    stage.camera.show(a_photograph(IVAN_CODE))
    await hand.until(lambda: "Камера не найдена" not in hand.words())


async def _look(stage: Stage, hand: Hand) -> None:
    await sign_in(hand)
    await hand.tap("homeScanButton")
    await hand.sees("cameraClose")
    stage.camera.show(a_photograph(IVAN_CODE))
    await hand.sees("cameraHint")


def _place(hand: Hand, name: str) -> QPointF:
    return hand.item(name).mapToScene(QPointF(0, 0))
