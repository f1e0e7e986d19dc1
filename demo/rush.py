"""The busy hour: what spares seconds while the room is full, and what goes wrong in it.

A card on the lock screen, a check taken back, a guest who comes again, a name misspelt, a printer
that is away, a receipt that comes back.
"""

from demo.paper import code_of_last_slip
from demo.stage import SEARCHED_GUEST, WAITING_GUEST, Stage

MISSPELT = "volkava"
"""In the other alphabet, and wrong in it."""
PRINTER_COMES_BACK_WITHIN_SECONDS = 40.0


class Rush:
    """Both tablets are signed in, their shifts are open, the server answers."""

    def __init__(self, stage: Stage) -> None:
        self._album, self._printer = stage.album, stage.bar_printer
        self._hall, self._bar = stage.hall, stage.bar
        self._hall_slips = stage.hall_slips

    def play(self) -> None:
        """Ends on the first screen of both tablets, with nothing left to be printed."""
        self._serve_who_waited()
        self._take_a_check_back()
        self._serve_him_again()
        self._printer.plug_in()
        try:
            self._choose_the_printer()
            self._find_a_misspelt_name()
            self._lose_the_printer()
            self._refund_by_the_slip()
            self._find_the_printer_again()
        finally:
            self._printer.unplug()

    def _serve_who_waited(self) -> None:
        self._album.act("A card is shown to a locked till, then it is two taps and an amount")
        hall = self._hall
        hall.lock()
        hall.scan_code(hall.guest(WAITING_GUEST)["qr"])
        hall.see("waitingGuest")
        hall.step("a guest waits at the locked till")
        hall.sign_in(opens="guestCheckoutButton")
        hall.read("screen", WAITING_GUEST)
        hall.step("his card is open after the pin")
        hall.begin_check("1000")
        hall.confirm("two taps and an amount")

    def _take_a_check_back(self) -> None:
        self._album.act("A nought too many is taken back within ten seconds")
        hall = self._hall
        hall.scan(WAITING_GUEST)
        hall.begin_check("5000")
        hall.book()
        hall.step("a nought too many")
        hall.tap("doneUndo")
        hall.read("doneTitle", "Операция отменена")
        hall.read("slipState", "Напечатан")
        hall.step("taken back by who booked it")
        hall.next_guest()

    def _serve_him_again(self) -> None:
        hall = self._hall
        hall.read("homeRecent_0", WAITING_GUEST)
        hall.step("served a moment ago")
        hall.tap("homeRecent_0")
        hall.read("screen", WAITING_GUEST)
        hall.begin_check("500")
        hall.confirm("the sum that it should have been")
        hall.read("statusOperations", "отправлено")

    def _choose_the_printer(self) -> None:
        self._album.act("The bar gets a printer in the network")
        self._bar.choose_printer("tcp", self._printer.address)
        self._bar.step("a printer in the network")
        self._bar.go_home()

    def _find_a_misspelt_name(self) -> None:
        self._album.act("A name is found, misspelt and in the other alphabet")
        bar = self._bar
        bar.fill("homeSearchField", MISSPELT)
        bar.read("homeGuest_0", SEARCHED_GUEST)
        bar.step("found by a misspelt name")
        bar.tap("homeGuest_0")
        bar.read("screen", SEARCHED_GUEST)
        bar.begin_check("1500")
        bar.book()
        bar.next_guest()

    def _lose_the_printer(self) -> None:
        self._album.act("The printer at the bar is away, and nobody waits for it")
        bar = self._bar
        self._printer.unplug()
        bar.tap("homeRecent_0")
        bar.read("screen", SEARCHED_GUEST)
        bar.begin_check("700")
        bar.tap("checkoutConfirm")
        bar.read("slipState", "Ждёт принтер")
        bar.step("booked while the printer is away")

    def _refund_by_the_slip(self) -> None:
        self._album.act(
            "A slip of the hall is brought to the bar: its code opens what it speaks of"
        )
        bar = self._bar
        bar.scan_code(code_of_last_slip(self._hall_slips))
        bar.read("scannedRow_0", WAITING_GUEST)
        bar.read("screen", "Касса 1")
        bar.step("opened by the code on the slip")
        bar.tap("operationRefund")
        bar.tap_digits("refundKey", "200")
        bar.tap("refundConfirm")
        bar.step("a manager is asked for the refund of a part")
        bar.approve()
        bar.see("doneNext")

    def _find_the_printer_again(self) -> None:
        bar = self._bar
        self._printer.plug_in()
        bar.read("slipState", "Напечатан", patience=PRINTER_COMES_BACK_WITHIN_SECONDS)
        bar.step("the printer is back and so are its slips")
        bar.next_guest()
        bar.choose_printer("virtual")
        bar.go_home()
