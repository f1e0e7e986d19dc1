"""One tablet and whoever stands at it: what a person does there, in words of the house.

Every line is a tap, a scan or a look at the real screen; nothing reaches behind it.
"""

from collections.abc import Callable
from typing import Any

from demo.album import Album
from demo.till_process import TillProcess

CASHIER_TILE, MANAGER_TILE = 0, 2


class Cashier:
    """A tablet by its name in the story, driven through its screens."""

    def __init__(
        self,
        name: str,
        *,
        new_till: Callable[[], TillProcess],
        album: Album,
        data: dict[str, Any],
    ) -> None:
        """``data`` is what ``demo-data`` printed."""
        self.name = name
        self._new_till, self._album, self._data = new_till, album, data
        self._till = new_till()

    def begin(self) -> None:
        """The tablet is switched on."""
        self._till.start()

    def end(self) -> None:
        """The tablet is switched off properly."""
        self._till.close()

    def suffer_a_kill(self) -> None:
        """SIGKILL, and the program is started again on the same folder."""
        self._till.kill()
        self._till = self._new_till()
        self._till.start()

    def enrol(self, server_url: str, code: str) -> None:
        """The first screen of a new till."""
        self.fill("enrolmentServer", server_url)
        self.fill("enrolmentCode", code)
        self.tap("enrolmentName")
        self.tap("key_back")
        self.type(self.name[-1])
        self.step("code typed")
        self.tap("key_done")
        self.see(f"signInTile_{MANAGER_TILE}")

    def sign_in(self, tile: int = CASHIER_TILE, *, opens: str = "homeSearchField") -> None:
        """With the right PIN; the screen with ``opens`` on it comes then."""
        self.tap(f"signInTile_{tile}")
        self.tap_digits("pinKey", self._data["staff"][tile]["pin"])
        self.see(opens)

    def lock(self) -> None:
        """Whoever is signed in goes away."""
        self.tap("lockButton")
        self.see(f"signInTile_{CASHIER_TILE}")

    def approve(self) -> None:
        """The manager comes, and types the PIN over what the cashier asks for."""
        self.see("approvalWhat")
        self.tap_digits("approvalKey", self._data["staff"][MANAGER_TILE]["pin"])

    def scan(self, guest: str, what: str = "qr") -> None:
        """A scanner reads the guest's card; his card opens."""
        self.scan_code(self.guest(guest)[what])
        self.read("screen", guest)

    def scan_code(self, code: str) -> None:
        """A scanner reads it."""
        self._till.ask("scan", text=code)

    def begin_check(self, amount: str) -> None:
        """From the guest's card to his check."""
        self.tap("guestCheckoutButton")
        self.tap_digits("amountKey", amount)

    def confirm(self, title: str) -> None:
        """Book it, look at the slip, and on to the next guest."""
        self.tap("checkoutConfirm")
        self.see("slipPaper")
        self.step(title)
        self.next_guest()

    def book(self) -> None:
        """Book it, and have its slip on paper."""
        self.tap("checkoutConfirm")
        self.read("slipState", "Напечатан")

    def next_guest(self) -> None:
        """On from what was booked."""
        self.tap("doneNext")
        self.see("homeSearchField")

    def choose_printer(self, kind: str, address: str = "") -> None:
        """In the settings, from any screen."""
        self.tap("settingsButton")
        self.tap("settings_printer")
        self.tap(f"printerKind_{kind}")
        if address:
            self.fill("printerAddress", address)
            self.tap("key_done")
            self.tap("printerSave")
            self.read("printerState", "Принтер готов")

    def go_home(self) -> None:
        """Back from the printer's settings."""
        self.tap("backButton")
        self.see("settings_printer")
        self.tap("backButton")

    def fill(self, field: str, text: str) -> None:
        """Type into a field."""
        self.tap(field)
        self.type(text)

    def type(self, text: str) -> None:
        """Type into whatever has the keyboard."""
        self._till.ask("type", text=text)

    def tap(self, name: str) -> None:
        """A finger on the item called ``name``."""
        self._till.ask("tap", name=name)

    def tap_digits(self, pad: str, digits: str) -> None:
        """One key of a pad after the other."""
        for digit in digits.replace(",", "c"):
            self.tap(f"{pad}_{'comma' if digit == 'c' else digit}")

    def see(self, name: str) -> None:
        """Wait for it."""
        self._till.ask("see", name=name)

    def read(self, name: str, text: str, **patience: float) -> None:
        """Wait until it is written there."""
        self._till.ask("read", name=name, text=text, **patience)

    def step(self, title: str) -> None:
        """A picture for the album."""
        self._album.step(self._till, f"{self.name}: {title}")

    def guest(self, name: str) -> dict[str, Any]:
        """What is known of that guest of the house."""
        guests: list[dict[str, Any]] = self._data["guests"]
        return next(guest for guest in guests if guest["name"] == name)
