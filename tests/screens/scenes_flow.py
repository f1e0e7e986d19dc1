"""The ways to what surrounds a sale: undo, who waits, who was here, keys, how the line is."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt

from client.store.notices import add_notice
from shared.domain.codes import qr_payload
from tests.builders import NOON, a_card
from tests.client.till_desk import refused
from tests.screens.house import guest_id_of
from tests.screens.sales import answer_now, begin_check, earn, open_operations
from tests.screens.stage import Hand, Scene, Stage, open_guest, sign_in

_MOSCOW: Final = ZoneInfo("Europe/Moscow")


async def _sign_in_guest_waits(_stage: Stage, hand: Hand) -> None:
    await hand.sees("signInTile_0")
    await hand.scan(qr_payload(a_card(guest_id_of(1)).token))
    await hand.sees("waitingGuest")


async def _home_recent(_stage: Stage, hand: Hand) -> None:
    await earn(hand)
    await hand.tap("doneNext")
    await open_guest(hand, "2345678")
    await hand.tap("guestCheckoutButton")
    await hand.tap_keys("amountKey", "1500")
    await hand.tap("checkoutConfirm")
    await hand.tap("doneNext")
    await hand.sees("homeRecent_1")
    await hand.sees("toastAction")


async def _checkout_usual(_stage: Stage, hand: Hand) -> None:
    await sign_in(hand)
    for _ in range(3):
        for amount in ("390", "450"):
            await open_guest(hand)
            await hand.tap("guestCheckoutButton")
            await hand.tap_keys("amountKey", amount)
            await hand.tap("checkoutConfirm")
            await hand.tap("doneNext")
    await open_guest(hand)
    await hand.tap("guestCheckoutButton")
    await hand.tap("checkoutUsual_1")


async def _connection_offline(stage: Stage, hand: Hand) -> None:
    await sign_in(hand)
    stage.clock.advance(40 * 60)
    stage.line.show_horizon((NOON + timedelta(hours=4)).astimezone(_MOSCOW))
    stage.line.show_queue(7, oldest=(NOON + timedelta(minutes=4)).astimezone(_MOSCOW))
    stage.line.go_offline()
    await hand.tap("statusLine")
    await hand.sees("connectionClose")


async def _connection_bad(stage: Stage, hand: Hand) -> None:
    """Cut off for four days, with a clock that nobody should trust."""
    await sign_in(hand)
    stage.clock.advance(4 * 86_400)
    stage.line.show_queue(130, oldest=(NOON + timedelta(minutes=4)).astimezone(_MOSCOW))
    stage.line.show_clock(-400)
    stage.line.go_offline()
    await hand.tap("statusLine")
    await hand.sees("connectionClose")


async def _connection_checked(stage: Stage, hand: Hand) -> None:
    """In vain."""
    await _connection_offline(stage, hand)
    await hand.tap("connectionTryNow")
    await hand.until(lambda: "не ответил" in hand.read("connectionCheck"))


async def _checkout_cut_off(stage: Stage, hand: Hand) -> None:
    await begin_check(hand)
    stage.clock.advance(40 * 60)
    stage.line.show_queue(7, oldest=(NOON + timedelta(minutes=4)).astimezone(_MOSCOW))
    stage.line.go_offline()


async def _shortcuts(_stage: Stage, hand: Hand) -> None:
    await begin_check(hand)
    await hand.key(Qt.Key.Key_F1)
    await hand.sees("shortcutSheet")


async def _operations_cancelled(stage: Stage, hand: Hand) -> None:
    await earn(hand)
    await hand.tap("doneUndo")
    await hand.until(lambda: hand.read("doneTitle").startswith(("Операция", "Operation")))
    await open_operations(stage, hand)
    await hand.tap("operationsRow_1")


async def _inbox(stage: Stage, hand: Hand) -> None:
    await earn(hand)
    stage.store.write_now(
        lambda db: add_notice(db, "fork", data={}, at_ms=int(NOON.timestamp() * 1_000))
    )
    await open_operations(stage, hand)
    answer_now(stage, lambda row: refused(row, "quote_mismatch", claimed=300, computed=200))
    await hand.tap("operationsFilter_attention")
    await hand.sees("operationsRow_1")
    await hand.tap("operationsRow_1")


FLOW: Final[Mapping[str, Scene]] = {
    "sign-in-guest-waits": _sign_in_guest_waits,
    "home-recent": _home_recent,
    "checkout-usual": _checkout_usual,
    "checkout-cut-off": _checkout_cut_off,
    "connection-offline": _connection_offline,
    "connection-bad": _connection_bad,
    "connection-checked": _connection_checked,
    "shortcuts": _shortcuts,
    "operations-cancelled": _operations_cancelled,
    "inbox": _inbox,
}
