"""CSH-12, CSH-13: the camera locks on to a code, says what helps, and is changed in place."""

import pytest
from PySide6.QtCore import QPointF

from client.devices.cameras import FoundCamera
from client.devices.serial_scanner import FoundPort
from client.till.scanner_lesson import LESSON_TEXT
from shared.domain.codes import qr_payload
from tests.builders import GUEST, a_card
from tests.client.photographs import a_photograph
from tests.screens.stage import Hand, Stage, sign_in

pytestmark = pytest.mark.screens

IVAN_CODE = qr_payload(a_card(GUEST).token)


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
    await hand.until(lambda: (stage.camera.source, stage.camera.is_running) == ("2", True))


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
    await hand.until(lambda: stage.camera.is_running)
    stage.camera.show(a_photograph(IVAN_CODE))
    await hand.sees("cameraHint")


def _place(hand: Hand, name: str) -> QPointF:
    return hand.item(name).mapToScene(QPointF(0, 0))


async def test_a_scanner_is_learnt_by_one_scan_and_tried_by_another(
    stage: Stage, hand: Hand
) -> None:
    """CSH-12: what it adds is said, kept, and left out from then on."""
    await _open_setup(hand)
    await hand.tap("lessonStart")
    await hand.sees("lessonCodes")
    await hand.scan(f"]Q1{LESSON_TEXT}")
    await hand.sees("lessonLearnt")
    assert "Лишнее отбросим: перед кодом ]Q1, после кода —" in hand.words()
    await hand.until(lambda: stage.kept("ui.scanner_prefix") == "]Q1")
    await hand.scan(f"]Q1{IVAN_CODE}")
    await hand.until(lambda: "Прочитана карта гостя" in hand.words())
    await hand.tap("backButton")
    await hand.scan(f"]Q1{IVAN_CODE}")
    await hand.sees("guestTotal")


async def test_another_code_teaches_nothing_and_is_said(stage: Stage, hand: Hand) -> None:
    await _open_setup(hand)
    await hand.tap("lessonStart")
    await hand.scan("4601234567893")
    await hand.until(lambda: hand.find("scannerNews") is not None)
    assert hand.read("scannerNews").startswith("Это другой код")
    assert stage.kept("ui.scanner_prefix") in {None, ""}
    await hand.scan("https://example.com/menu")
    await hand.until(
        lambda: hand.find("scannerNews") is not None and hand.read("scannerNews").startswith("Это")
    )


async def test_what_was_learnt_can_be_forgotten(stage: Stage, hand: Hand) -> None:
    await _open_setup(hand)
    await hand.tap("lessonStart")
    await hand.scan(f"~{LESSON_TEXT}")
    await hand.tap("lessonForget")
    await hand.until(lambda: stage.kept("ui.scanner_prefix") == "")
    assert hand.find("lessonForget") is None


async def test_a_lesson_that_is_left_gives_the_keyboard_back(hand: Hand) -> None:
    await _open_setup(hand)
    await hand.tap("lessonStart")
    await hand.tap("backButton")
    await hand.tap("backButton")
    await hand.type("homeSearchField", "Пет")
    await hand.sees("homeGuest_0")


async def test_a_scanner_on_a_serial_port_opens_guests(stage: Stage, hand: Hand) -> None:
    stage.serial.plugged = (FoundPort("/dev/ttyUSB0", "Honeywell 1450g"),)
    await _open_setup(hand)
    await hand.tap("serialPort_/dev/ttyUSB0")
    await hand.until(lambda: stage.serial.listened == [("/dev/ttyUSB0", 9600)])
    await hand.until(lambda: "Порт не открывается" in hand.read("serialState"))
    stage.serial.come(is_open=True)
    await hand.until(lambda: "Порт открыт" in hand.read("serialState"))
    await hand.tap("serialBaud_115200")
    await hand.until(lambda: stage.serial.listened[-1] == ("/dev/ttyUSB0", 115200))
    stage.serial.send("https://example.com")
    await hand.until(lambda: "Это не код гостя: https://example.com" in hand.words())
    await hand.tap("backButton")
    stage.serial.send(IVAN_CODE)
    await hand.sees("guestTotal")


async def _open_setup(hand: Hand) -> None:
    await sign_in(hand)
    await hand.tap("settingsButton")
    await hand.tap("settings_scanner")
    await hand.sees("lessonStart")
