"""The ways to every screen of the shell: each leaves its screen on the stage to be looked at."""

import asyncio
from collections.abc import Mapping
from typing import Final

import numpy as np
from PySide6.QtCore import QUrl
from PySide6.QtGui import QColor, QImage, QPainter

from client.sync.errors import EnrolmentCodeExpired, ServerUnreachable
from tests.screens.house import MARINA_PIN
from tests.screens.stage import Hand, Scene, Stage, open_guest, sign_in


async def _enrolment(_stage: Stage, hand: Hand) -> None:
    await hand.sees("enrolmentServer")


async def _enrolment_refused(stage: Stage, hand: Hand) -> None:
    stage.enrolment.answers.append(EnrolmentCodeExpired())
    await _fill_enrolment(hand)
    await hand.until(lambda: bool(hand.read("enrolmentCode", "error")))


async def _enrolment_unreachable(stage: Stage, hand: Hand) -> None:
    stage.enrolment.answers.append(ServerUnreachable("no route"))
    await _fill_enrolment(hand)
    await hand.until(lambda: bool(hand.read("enrolmentServer", "error")))


async def _fill_enrolment(hand: Hand) -> None:
    await hand.type("enrolmentServer", "https://loyalty.example.ru")
    await hand.type("enrolmentCode", "AB3D-7KXM")
    await hand.tap("enrolmentConnect")


async def _sign_in(_stage: Stage, hand: Hand) -> None:
    await hand.tap("signInTile_0")
    await hand.tap_keys("pinKey", "12")


async def _sign_in_wrong(_stage: Stage, hand: Hand) -> None:
    await hand.tap("signInTile_1")
    await hand.tap_keys("pinKey", "9999")
    await hand.until(lambda: hand.read("pinDots", "filled") == 0)


async def _sign_in_locked(_stage: Stage, hand: Hand) -> None:
    await hand.tap("signInTile_1")
    for _ in range(5):
        await hand.tap_keys("pinKey", "9999")
        await hand.until(lambda: hand.read("pinDots", "filled") == 0)


async def _home(_stage: Stage, hand: Hand) -> None:
    await sign_in(hand)


async def _home_results(_stage: Stage, hand: Hand) -> None:
    await sign_in(hand)
    await hand.type("homeSearchField", "Пет")
    await hand.sees("homeGuest_0")


async def _home_nobody(_stage: Stage, hand: Hand) -> None:
    await sign_in(hand)
    await hand.type("homeSearchField", "+7 912 000-00-00")
    await hand.sees("homeNobody")


async def _home_letters(_stage: Stage, hand: Hand) -> None:
    await sign_in(hand)
    await hand.tap("homeKey_corner")
    await hand.sees("key_space")
    await hand.type("homeSearchField", "ан")
    await hand.sees("homeGuest_0")


async def _home_offline(stage: Stage, hand: Hand) -> None:
    await sign_in(hand)
    stage.clock.advance(40 * 60)
    stage.line.show_queue(7, attention=0)
    stage.line.go_offline()


async def _guest(_stage: Stage, hand: Hand) -> None:
    await sign_in(hand, tile=2, pin=MARINA_PIN)
    await open_guest(hand)


async def _guest_of_cashier_offline(stage: Stage, hand: Hand) -> None:
    stage.line.go_offline()
    stage.line.show_queue(2, attention=1)
    await sign_in(hand)
    await open_guest(hand, "8901234")


async def _guest_blocked(_stage: Stage, hand: Hand) -> None:
    await sign_in(hand)
    await open_guest(hand, "7890123")


async def _guest_pending_consent(_stage: Stage, hand: Hand) -> None:
    await sign_in(hand)
    await open_guest(hand, "6789012")


async def _settings(_stage: Stage, hand: Hand) -> None:
    await sign_in(hand)
    await hand.tap("settingsButton")
    await hand.sees("settings_about")


async def _settings_scanner(_stage: Stage, hand: Hand) -> None:
    await _open_section(hand, "scanner")
    await hand.sees("lessonStart")


async def _home_logo(stage: Stage, hand: Hand) -> None:
    """The restaurant has given its sign."""
    sign = QImage(360, 140, QImage.Format.Format_RGB32)
    sign.fill(QColor("#fdfcf7"))
    painter = QPainter(sign)
    painter.setBrush(QColor("#b3291b"))
    painter.drawEllipse(10, 10, 120, 120)
    painter.fillRect(150, 40, 200, 60, QColor("#1a1a18"))
    painter.end()
    stage.reports.mkdir(exist_ok=True)
    assert sign.save(str(stage.reports / "sign.png"))
    stage.application.wear(logo=QUrl.fromLocalFile(str(stage.reports / "sign.png")))
    await sign_in(hand)
    await hand.sees("statusLogo")


async def _settings_look(_stage: Stage, hand: Hand) -> None:
    await _open_section(hand, "look")
    await hand.sees("settingsTheme_dark")


async def _settings_about(_stage: Stage, hand: Hand) -> None:
    await _open_section(hand, "about")
    await hand.sees("aboutPanel")


async def _open_section(hand: Hand, name: str) -> None:
    await sign_in(hand)
    await hand.tap("settingsButton")
    await hand.tap(f"settings_{name}")


async def _camera(stage: Stage, hand: Hand) -> None:
    await sign_in(hand)
    await hand.tap("homeScanButton")
    await hand.until(lambda: stage.camera.is_running)
    rows, columns = np.indices((480, 640))
    picture = np.stack([rows // 3, columns // 4, (rows + columns) // 8], axis=2).astype(np.uint8)
    stage.camera.show(picture)
    for _ in range(5):
        await asyncio.sleep(0)


async def _camera_missing(stage: Stage, hand: Hand) -> None:
    await sign_in(hand)
    await hand.tap("homeScanButton")
    await hand.until(lambda: stage.camera.is_running)
    stage.camera.fail()
    for _ in range(5):
        await asyncio.sleep(0)


async def _server_error(stage: Stage, hand: Hand) -> None:
    await sign_in(hand)
    stage.line.show_problem("server_trouble")
    await hand.sees("statusLineRetry")


async def _crash(stage: Stage, hand: Hand) -> None:
    stage.application.app.crash("  File client/till/checkout.py, line 1\nAssertionError")
    await hand.sees("crashReportButton")


async def _toast(stage: Stage, hand: Hand) -> None:
    await sign_in(hand)
    stage.application.app.scanned("460700000000")
    await hand.until(lambda: hand.find("toast") is not None)


BEFORE_ENROLMENT: Final[Mapping[str, Scene]] = {
    "enrolment": _enrolment,
    "enrolment-code-expired": _enrolment_refused,
    "enrolment-unreachable": _enrolment_unreachable,
}
SHELL: Final[Mapping[str, Scene]] = {
    "sign-in": _sign_in,
    "sign-in-wrong-pin": _sign_in_wrong,
    "sign-in-locked": _sign_in_locked,
    "home": _home,
    "home-results": _home_results,
    "home-nobody": _home_nobody,
    "home-letters": _home_letters,
    "home-offline": _home_offline,
    "guest": _guest,
    "guest-offline-cashier": _guest_of_cashier_offline,
    "guest-blocked": _guest_blocked,
    "guest-pending-consent": _guest_pending_consent,
    "settings": _settings,
    "settings-scanner": _settings_scanner,
    "settings-look": _settings_look,
    "home-logo": _home_logo,
    "settings-about": _settings_about,
    "camera": _camera,
    "camera-missing": _camera_missing,
    "crash": _crash,
    "server-error": _server_error,
    "toast": _toast,
}
