"""A shift by hand on the real screens: what a cashier does in it, one deed after another.

Knows names of items on the screens and nothing behind them. A manager stands by and types his PIN
where one is asked for.
"""

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from demo.hands import Hands

CASHIER_TILE = 0
GUESTS = 10
AWAY_EVERY = 50
AWAY_FROM, AWAY_UNTIL = 30, 45
"""Of every fifty operations, those that are done without the server."""
Deed = Callable[[], Awaitable[None]]


class People(NamedTuple):
    """Who works there; told by whoever knows the server, which a till's memory has no place for."""

    cashier: str
    """The name on his tile."""
    cashier_pin: str
    manager_pin: str


class Shift:
    """A till that stands at its sign-in screen, and whoever works at it."""

    def __init__(
        self, hands: Hands, people: People, *, reach_server: Callable[[bool], None]
    ) -> None:
        """``reach_server`` lets the till reach its server from now on, or not."""
        self._hands, self._people, self._reach_server = hands, people, reach_server
        self._number = 0
        self._is_away = False

    async def work(self, operations: int) -> None:
        """From signing in to the last of ``operations``. Raises ``NotOnScreen``."""
        await self._sign_in()
        await self._hands.tap("tourSkip")
        await self._hands.rest()  # it fades
        await self._hands.tap("shiftMissingAction")
        deeds = self._deeds()
        for self._number in range(operations):
            self._go_away(AWAY_FROM <= self._number % AWAY_EVERY < AWAY_UNTIL)
            await deeds[self._number % len(deeds)]()
        self._go_away(False)

    def _go_away(self, is_away: bool) -> None:
        if is_away is not self._is_away:
            self._is_away = is_away
            self._reach_server(not is_away)

    def _deeds(self) -> tuple[Deed, ...]:
        """Twenty operations, as common as they are; then again."""
        return (
            self._earn,
            self._earn,
            self._redeem,
            self._earn,
            self._register,
            self._earn,
            self._undo,
            self._earn,
            self._redeem,
            self._earn,
            self._lock,
            self._earn,
            self._refund,
            self._earn,
            self._redeem,
            self._adjust,
            self._earn,
            self._report,
            self._earn,
            self._look_into_settings,
        )

    async def _sign_in(self) -> None:
        await self._hands.read("signInTiles", self._people.cashier)
        await self._hands.rest()
        await self._hands.tap(f"signInTile_{CASHIER_TILE}")
        await self._type_on("pinKey", self._people.cashier_pin)
        await self._hands.see("homeSearchField")

    async def _earn(self) -> None:
        await self._book()
        await self._next_guest()

    async def _redeem(self) -> None:
        await self._begin_check("1500")
        if self._hands.says("checkoutRedeemMax", "") and not self._is_away:
            await self._hands.tap("checkoutRedeemMax")
        await self._confirm()
        await self._next_guest()

    async def _undo(self) -> None:
        await self._book()
        await self._hands.tap("doneUndo")
        await self._hands.read("doneTitle", "cancelled")
        await self._next_guest()

    async def _register(self) -> None:
        hands = self._hands
        await hands.tap("homeRegisterButton")
        await hands.tap("registrationPhone")
        for typed in (f"916{self._number:07d}", "Вера", "Сомова", "08.03.1990"):
            await hands.type(typed)
            await hands.tap("key_done")
        await hands.rest()  # the form scrolls to what is next
        await hands.tap("registrationPersonalData")
        await hands.tap("registrationSubmit")
        await hands.see("cardQr")
        await hands.tap("cardNext")

    async def _refund(self) -> None:
        await self._earn()
        await self._hands.tap("statusOperations")
        await self._hands.tap("operationsRow_0")
        await self._hands.rest()  # the buttons find their places
        await self._hands.tap("operationRefund")
        await self._type_on("refundKey", "200")
        await self._hands.tap("refundConfirm")
        await self._approve()

    async def _adjust(self) -> None:
        await self._open_guest()
        await self._hands.tap("guestAdjustButton")
        await self._type_on("adjustmentKey", "100")
        await self._hands.tap("adjustmentReason_apology")
        await self._hands.tap("adjustmentConfirm")
        await self._approve()

    async def _report(self) -> None:
        await self._hands.tap("statusShift")
        await self._hands.see("shiftTable")
        await self._hands.tap("shiftPrint")
        await self._hands.tap("backButton")
        await self._hands.see("homeSearchField")

    async def _lock(self) -> None:
        await self._hands.tap("lockButton")
        await self._sign_in()

    async def _look_into_settings(self) -> None:
        await self._hands.tap("settingsButton")
        await self._hands.tap("settings_printer")
        await self._hands.see("printerKind_tcp")
        await self._hands.tap("backButton")
        await self._hands.see("settings_printer")
        await self._hands.tap("backButton")

    async def _approve(self) -> None:
        await self._hands.see("approvalWhat")
        await self._type_on("approvalKey", self._people.manager_pin)
        await self._hands.see("slipPaper")
        await self._next_guest()

    async def _book(self) -> None:
        await self._begin_check("2000")
        await self._confirm()

    async def _begin_check(self, amount: str) -> None:
        await self._open_guest()
        await self._hands.tap("guestCheckoutButton")
        await self._type_on("amountKey", amount)

    async def _open_guest(self) -> None:
        await self._hands.tap("homeSearchField")
        await self._hands.type(f"79{self._number % GUESTS:09d}")
        await self._hands.tap("homeGuest_0")
        await self._hands.see("guestCheckoutButton")

    async def _confirm(self) -> None:
        await self._hands.tap("checkoutConfirm")
        await self._hands.see("slipPaper")

    async def _next_guest(self) -> None:
        await self._hands.tap("doneNext")
        await self._hands.see("homeSearchField")

    async def _type_on(self, pad: str, digits: str) -> None:
        for digit in digits:
            await self._hands.tap(f"{pad}_{digit}")
