"""The shift, act by act, as two cashiers and a manager play it on two tablets.

Every line of the story is a tap, a scan or a look at the real screens; nothing reaches behind them.
"""

from demo.cashier import CASHIER_TILE, MANAGER_TILE
from demo.photo import photograph_qr
from demo.rush import Rush
from demo.stage import COMPLAINING_GUEST, GOLD_GUEST, NEW_GUEST, SILVER_GUEST, Stage

COMES_BACK_WITHIN_SECONDS = 90.0


class Shift:
    """Two tablets from enrolment to the last sync."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._album = stage.album
        self._hall, self._bar = stage.hall, stage.bar

    def play(self) -> None:
        """The whole story; the tablets are switched off and the server stopped afterwards."""
        photograph_qr(self._hall.guest(SILVER_GUEST)["qr"], self._stage.photo)
        try:
            self._hall.begin()
            self._bar.begin()
            self._enrol()
            self._sign_in_at_the_second_try()
            self._open_a_shift()
            Rush(self._stage).play()
            self._serve_a_silver_guest()
            self._hand_points_over()
            self._stage.server.stop()
            self._redeem_without_the_server()
            self._work_without_the_server()
            self._survive_a_kill()
            self._close_the_shift()
            self._stage.server.start()
            self._come_back_online()
        finally:
            self._hall.end()
            self._bar.end()
            self._stage.server.stop()

    def _enrol(self) -> None:
        self._album.act("Two tablets are enrolled, each with a single-use code")
        server, data = self._stage.server, self._stage.data
        self._hall.enrol(server.url, data["enrolment_code"])
        self._hall.step("staff known")
        self._bar.enrol(server.url, server.enrolment_code(data["restaurant_id"]))

    def _sign_in_at_the_second_try(self) -> None:
        self._album.act("A wrong PIN, then the right one")
        hall = self._hall
        hall.tap(f"signInTile_{CASHIER_TILE}")
        hall.tap_digits("pinKey", "1212")
        hall.read("signInMessage", "PIN")
        hall.step("wrong pin")
        for cashier in (hall, self._bar):
            cashier.sign_in(opens="tourCard")
            cashier.step("shown around at the first sign-in")
            cashier.tap("tourSkip")
            cashier.read("statusConnection", "На связи")
        hall.step("signed in")

    def _open_a_shift(self) -> None:
        self._album.act("A shift begins with one tap")
        for cashier in (self._hall, self._bar):
            cashier.tap("shiftMissingAction")
            cashier.read("statusShift", "Смена 1")
        self._hall.step("the shift is open")

    def _serve_a_silver_guest(self) -> None:
        self._album.act("A Silver guest: scanned, earns on 2,000 roubles, then pays with points")
        hall = self._hall
        hall.tap("homeScanButton")
        hall.read("screen", SILVER_GUEST)
        hall.read("guestOffline", "Без связи можно списать")
        hall.step("guest scanned from a photograph")
        hall.begin_check("2000")
        hall.read("checkoutEarnTotal", "300")
        hall.step("300 points explained")
        hall.confirm("earned")
        hall.scan(SILVER_GUEST)
        hall.begin_check("1500")
        hall.tap("checkoutRedeemMax")
        hall.step("redeem the maximum")
        hall.confirm("redeemed and earned")

    def _hand_points_over(self) -> None:
        self._album.act("The same guest goes to the bar: the hall hands his points over")
        bar = self._bar
        bar.scan(SILVER_GUEST)
        bar.read("guestElsewhere", "Касса 1")
        bar.step("the hall holds his points")
        bar.begin_check("6000")
        bar.tap("checkoutRedeemMax")
        bar.step("points the hall holds")
        bar.confirm("redeemed at the bar")
        bar.scan(SILVER_GUEST)
        bar.read("guestOffline", "Без связи можно списать")
        bar.step("now the bar holds them")
        self._hall.scan(GOLD_GUEST)
        self._hall.read("guestOffline", "Без связи можно списать")
        self._hall.step("the hall holds another guest's")

    def _redeem_without_the_server(self) -> None:
        self._album.act("The server is gone, and both tablets go on redeeming")
        for cashier, amount in ((self._hall, "3000"), (self._bar, "2400")):
            cashier.begin_check(amount)
            cashier.read("statusConnection", "Нет связи", patience=COMES_BACK_WITHIN_SECONDS)
            cashier.tap("checkoutRedeemMax")
            cashier.step("redeeming without the server")
            cashier.confirm("redeemed without the server")

    def _work_without_the_server(self) -> None:
        self._album.act("A new guest, welcomed and served without the server")
        hall = self._hall
        self._register()
        hall.tap_digits("amountKey", "1200")
        hall.confirm("earned without the server")
        hall.fill("homeSearchField", NEW_GUEST[2][-4:])
        hall.tap("homeGuest_0")
        hall.read("guestOffline", "Без связи можно списать")
        hall.step("found by the last digits")
        hall.begin_check("830,50")
        hall.tap("checkoutRedeemMax")
        hall.confirm("spends what was earned a minute ago")
        self._adjust_with_a_managers_yes()
        self._adjust_as_manager()

    def _register(self) -> None:
        first_name, last_name, phone = NEW_GUEST
        hall = self._hall
        hall.tap("homeRegisterButton")
        hall.tap("registrationPhone")
        for typed in (phone, first_name, last_name, "08.03.1990"):
            hall.type(typed)
            hall.tap("key_done")
        hall.tap("registrationPersonalData")
        hall.step("registration offline")
        hall.tap("registrationSubmit")
        hall.see("cardQr")
        hall.step("card with qr")
        hall.tap("cardCheckout")

    def _adjust_with_a_managers_yes(self) -> None:
        self._album.act("A manager allows a correction on the cashier's screen, without the server")
        hall = self._hall
        hall.scan(COMPLAINING_GUEST)
        hall.tap("guestAdjustButton")
        hall.tap_digits("adjustmentKey", "100")
        hall.tap("adjustmentReason_apology")
        hall.tap("adjustmentConfirm")
        hall.read("approvalAsker", self._stage.data["staff"][CASHIER_TILE]["name"])
        hall.step("a manager is asked")
        hall.approve()
        hall.read("slipState", "Напечатан")
        hall.step("allowed on the spot")
        hall.next_guest()

    def _adjust_as_manager(self) -> None:
        hall = self._hall
        hall.lock()
        hall.sign_in(MANAGER_TILE)
        hall.scan(GOLD_GUEST, "display_code")
        hall.tap("guestAdjustButton")
        hall.tap_digits("adjustmentKey", "250")
        hall.tap("adjustmentReason_apology")
        hall.step("manager adjusts")
        hall.tap("adjustmentConfirm")
        hall.see("doneNext")
        hall.step("adjusted")

    def _survive_a_kill(self) -> None:
        self._album.act("kill -9, and the queue is still there")
        hall = self._hall
        self._show_queue("eight operations wait")
        hall.suffer_a_kill()
        hall.sign_in()
        self._show_queue("they still wait after the restart")

    def _show_queue(self, title: str) -> None:
        self._hall.tap("statusOperations")
        self._hall.read("statusOperations", "8 ждут отправки")
        self._hall.see("operationsRow_0")
        self._hall.step(title)

    def _close_the_shift(self) -> None:
        self._album.act("The shift is closed without the server")
        for cashier in (self._hall, self._bar):
            cashier.tap("statusShift")
            cashier.see("shiftTable")
            cashier.step("what was done in the shift")
            cashier.tap("shiftClose")
            cashier.tap("shiftCloseDialogConfirm")
            cashier.see("shiftOpen")
            cashier.read("shiftPaper", "Напечатан")
            cashier.step("the closed report")

    def _come_back_online(self) -> None:
        self._album.act("The server is back")
        for cashier in (self._hall, self._bar):
            cashier.read("statusConnection", "На связи", patience=COMES_BACK_WITHIN_SECONDS)
            cashier.read("statusOperations", "отправлено")
            cashier.step("everything is sent")
