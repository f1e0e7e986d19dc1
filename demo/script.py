"""The shift, act by act, as a cashier and a manager play it.

Every line of the story is a tap, a scan or a look at the real screen; nothing reaches behind it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from demo.album import Album
from demo.photo import photograph_qr
from demo.server_process import ServerProcess
from demo.till_process import TillProcess

CASHIER_TILE, MANAGER_TILE = 0, 2
SILVER_GUEST = "Иван Петров"
NEW_GUEST = ("Вера", "Сомова", "9165550142")


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything the story is played with."""

    server: ServerProcess
    new_till: Callable[[], TillProcess]
    album: Album
    data: dict[str, Any]
    """What ``demo-data`` printed."""
    photo: Path
    """What stands in for the camera."""


class Shift:
    """One till from enrolment to the last sync."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._album = stage.album
        self._till = stage.new_till()

    def play(self) -> None:
        """The whole story; the till is closed and the server stopped afterwards."""
        photograph_qr(self._guest(SILVER_GUEST)["qr"], self._stage.photo)
        try:
            self._till.start()
            self._enrol()
            self._sign_in_at_the_second_try()
            self._serve_a_silver_guest()
            self._stage.server.stop()
            self._work_without_the_server()
            self._survive_a_kill()
            self._stage.server.start()
            self._come_back_online()
        finally:
            self._till.close()
            self._stage.server.stop()

    def _enrol(self) -> None:
        self._album.act("The till is enrolled with a single-use code")
        self._fill("enrolmentServer", self._stage.server.url)
        self._fill("enrolmentCode", self._stage.data["enrolment_code"])
        self._step("code typed")
        self._tap("enrolmentConnect")
        self._till.ask("see", name=f"signInTile_{MANAGER_TILE}")
        self._step("staff known")

    def _sign_in_at_the_second_try(self) -> None:
        self._album.act("A wrong PIN, then the right one")
        self._tap(f"signInTile_{CASHIER_TILE}")
        self._tap_digits("pinKey", "1212")
        self._till.ask("read", name="signInMessage", text="PIN")
        self._step("wrong pin")
        self._sign_in(CASHIER_TILE)
        self._till.ask("read", name="statusConnection", text="На связи")
        self._step("signed in")

    def _serve_a_silver_guest(self) -> None:
        self._album.act("A Silver guest: scanned, earns on 2,000 roubles, then pays with points")
        self._tap("homeScanButton")
        self._till.ask("read", name="screen", text=SILVER_GUEST)
        self._step("guest scanned from a photograph")
        self._tap("guestCheckoutButton")
        self._tap_digits("amountKey", "2000")
        self._till.ask("read", name="checkoutEarnTotal", text="300")
        self._step("300 points explained")
        self._confirm("earned")
        self._till.ask("scan", text=self._guest(SILVER_GUEST)["qr"])
        self._till.ask("read", name="screen", text=SILVER_GUEST)
        self._tap("guestCheckoutButton")
        self._tap_digits("amountKey", "1500")
        self._tap("checkoutRedeemMax")
        self._step("redeem the maximum")
        self._confirm("redeemed and earned")

    def _work_without_the_server(self) -> None:
        self._album.act("The server is gone; the restaurant is not")
        self._register()
        self._earn("1200", "offline earn")
        self._find_again()
        self._earn("830,50", "second offline earn")
        self._adjust_as_manager()

    def _register(self) -> None:
        first_name, last_name, phone = NEW_GUEST
        self._tap("homeRegisterButton")
        self._tap("registrationPhone")
        for typed in (phone, first_name, last_name, "08.03.1990"):
            self._till.ask("type", text=typed)
            self._tap("key_done")
        self._tap("registrationPersonalData")
        self._step("registration offline")
        self._tap("registrationSubmit")
        self._till.ask("see", name="cardQr")
        self._step("card with qr")
        self._tap("cardCheckout")

    def _earn(self, amount: str, title: str) -> None:
        self._tap_digits("amountKey", amount)
        self._till.ask("see", name="checkoutRedeemRefusal")
        self._step(f"{title} redeeming waits")
        self._confirm(title)

    def _find_again(self) -> None:
        self._fill("homeSearchField", NEW_GUEST[2][-4:])
        self._tap("homeGuest_0")
        self._till.ask("read", name="screen", text=NEW_GUEST[0])
        self._step("found by the last digits")
        self._tap("guestCheckoutButton")

    def _adjust_as_manager(self) -> None:
        self._tap("lockButton")
        self._sign_in(MANAGER_TILE)
        self._till.ask("scan", text=self._guest(SILVER_GUEST)["display_code"])
        self._till.ask("read", name="screen", text=SILVER_GUEST)
        self._tap("guestAdjustButton")
        self._tap_digits("adjustmentKey", "250")
        self._tap("adjustmentReason_apology")
        self._step("manager adjusts")
        self._tap("adjustmentConfirm")
        self._till.ask("see", name="doneNext")
        self._step("adjusted")

    def _survive_a_kill(self) -> None:
        self._album.act("kill -9, and the queue is still there")
        self._tap("statusOperations")
        self._till.ask("see", name="operationsRow_3")
        self._step("four operations wait")
        self._till.kill()
        self._till = self._stage.new_till()
        self._till.start()
        self._sign_in(CASHIER_TILE)
        self._tap("statusOperations")
        self._till.ask("see", name="operationsRow_3")
        self._step("they still wait after the restart")

    def _come_back_online(self) -> None:
        self._album.act("The server is back")
        self._till.ask("read", name="statusConnection", text="На связи", patience=90)
        self._till.ask("read", name="statusOperations", text="отправлено")
        self._step("everything is sent")

    def _sign_in(self, tile: int) -> None:
        self._tap(f"signInTile_{tile}")
        self._tap_digits("pinKey", self._pin(tile))
        self._till.ask("see", name="homeSearchField")

    def _confirm(self, title: str) -> None:
        self._tap("checkoutConfirm")
        self._till.ask("see", name="slipPaper")
        self._step(title)
        self._tap("doneNext")
        self._till.ask("see", name="homeSearchField")

    def _fill(self, field: str, text: str) -> None:
        self._tap(field)
        self._till.ask("type", text=text)

    def _tap(self, name: str) -> None:
        self._till.ask("tap", name=name)

    def _tap_digits(self, pad: str, digits: str) -> None:
        for digit in digits.replace(",", "c"):
            self._tap(f"{pad}_{'comma' if digit == 'c' else digit}")

    def _step(self, title: str) -> None:
        self._album.step(self._till, title)

    def _guest(self, name: str) -> dict[str, Any]:
        guests: list[dict[str, Any]] = self._stage.data["guests"]
        return next(guest for guest in guests if guest["name"] == name)

    def _pin(self, tile: int) -> str:
        pin: str = self._stage.data["staff"][tile]["pin"]
        return pin
