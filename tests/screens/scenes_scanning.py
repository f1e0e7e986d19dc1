"""The ways to camera and scanner: each leaves its picture on the stage to be looked at."""

import asyncio
from collections.abc import Mapping
from typing import Final

from client.devices.cameras import FoundCamera
from client.devices.code_reader import CodeReader
from client.devices.serial_scanner import FoundPort
from client.till.scanner_lesson import LESSON_TEXT
from shared.domain.codes import qr_payload
from tests.client.photographs import a_photograph, dark, tilted
from tests.screens.stage import Hand, Scene, Stage, sign_in

CARD: Final = qr_payload("301234567890123456789012")


async def _camera_found(stage: Stage, hand: Hand) -> None:
    await _look(stage, hand)
    (code,) = CodeReader().read(a_photograph(CARD))
    stage.camera.read(CARD, code.corners)
    await hand.until(lambda: hand.read("cameraHint") in {"Код найден", "Code found"})


async def _camera_dark(stage: Stage, hand: Hand) -> None:
    await sign_in(hand)
    await hand.tap("homeScanButton")
    await hand.until(lambda: stage.camera.is_running)
    stage.camera.show(a_photograph(CARD, tilted, dark))
    stage.camera.lighten(False)
    await _settled()


async def _camera_foreign(stage: Stage, hand: Hand) -> None:
    stage.camera.plugged = (FoundCamera("0", "Integrated Camera"), FoundCamera("2", "HD Webcam"))
    await _look(stage, hand)
    stage.camera.read("https://example.com/menu/lunch-of-the-day")
    await hand.sees("camera_2")
    await _settled()


async def _lesson(_stage: Stage, hand: Hand) -> None:
    await _open_setup(hand)
    await hand.tap("lessonStart")
    await hand.sees("lessonCodes")


async def _learnt(stage: Stage, hand: Hand) -> None:
    stage.serial.plugged = (
        FoundPort("/dev/ttyUSB0", "Honeywell 1450g"),
        FoundPort("/dev/ttyS0", ""),
    )
    await _open_setup(hand)
    await hand.tap("serialPort_/dev/ttyUSB0")
    await hand.tap("lessonStart")
    await hand.scan(f"]Q1{LESSON_TEXT}")
    await hand.sees("lessonLearnt")
    await hand.scan(CARD)
    await hand.sees("scannerNews")


async def _open_setup(hand: Hand) -> None:
    await sign_in(hand)
    await hand.tap("settingsButton")
    await hand.tap("settings_scanner")
    await hand.sees("lessonStart")


async def _look(stage: Stage, hand: Hand) -> None:
    await sign_in(hand)
    await hand.tap("homeScanButton")
    await hand.until(lambda: stage.camera.is_running)
    stage.camera.show(a_photograph(CARD))
    await _settled()


async def _settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


SCANNING: Final[Mapping[str, Scene]] = {
    "camera-found": _camera_found,
    "camera-dark": _camera_dark,
    "camera-foreign": _camera_foreign,
    "scanner-lesson": _lesson,
    "scanner-learnt": _learnt,
}
