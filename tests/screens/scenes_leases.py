"""The ways to what the screens say about points set aside, here and on other tills."""

from collections.abc import Mapping
from typing import Final

from tests.screens.house import MARINA_PIN
from tests.screens.leases import BAR, add_tills, hold, nobody_answers, others_keep
from tests.screens.sales import begin_check, earn, open_operations
from tests.screens.stage import Hand, Scene, Stage, open_guest, sign_in


async def _guest_leased(stage: Stage, hand: Hand) -> None:
    hold(stage)
    await sign_in(hand)
    await open_guest(hand)


async def _guest_elsewhere(stage: Stage, hand: Hand) -> None:
    hold(stage, elsewhere=(BAR,))
    stage.line.go_offline()
    await sign_in(hand)
    await open_guest(hand)


async def _checkout_leased(stage: Stage, hand: Hand) -> None:
    hold(stage)
    stage.line.go_offline()
    await begin_check(hand)
    await hand.tap("checkoutRedeemMax")


async def _checkout_asking(stage: Stage, hand: Hand) -> None:
    hold(stage, elsewhere=(BAR,))
    nobody_answers(stage)
    await begin_check(hand)
    await hand.tap("checkoutRedeemMax")
    await hand.tap("checkoutConfirm")
    await hand.until(lambda: stage.line.points_wanted == [400])


async def _checkout_elsewhere(stage: Stage, hand: Hand) -> None:
    hold(stage)
    others_keep(stage, BAR)
    await begin_check(hand)
    await hand.tap("checkoutRedeemMax")
    await hand.tap("checkoutConfirm")
    await hand.sees("toast")
    await hand.until(lambda: bool(hand.read("checkoutRedeemHeld")))


async def _devices(stage: Stage, hand: Hand) -> None:
    add_tills(stage)
    await sign_in(hand, tile=2, pin=MARINA_PIN)
    await hand.tap("settingsButton")
    await hand.tap("settings_devices")
    await hand.sees("devicesRow_0")


async def _devices_empty(_stage: Stage, hand: Hand) -> None:
    await sign_in(hand, tile=2, pin=MARINA_PIN)
    await hand.tap("settingsButton")
    await hand.tap("settings_devices")
    await hand.sees("devicesEmpty")


async def _device_question(stage: Stage, hand: Hand) -> None:
    await _devices(stage, hand)
    await hand.tap("devicesRow_0_giveUp")
    await hand.sees("deviceGiveUpDialogConfirm")


async def _device_approval(stage: Stage, hand: Hand) -> None:
    """At a cashier's screen."""
    add_tills(stage)
    await sign_in(hand)
    await hand.tap("settingsButton")
    await hand.tap("settings_devices")
    await hand.tap("devicesRow_0_giveUp")
    await hand.tap("deviceGiveUpDialogConfirm")
    await hand.sees("approvalTile_0")


async def _operations_cancelled(stage: Stage, hand: Hand) -> None:
    await earn(hand)
    await hand.tap("lockButton")
    await sign_in(hand, tile=2, pin=MARINA_PIN)
    await open_operations(stage, hand)
    await hand.tap("operationsRow_0")
    await hand.tap("operationCancel")
    await hand.tap("operationCancelDialogConfirm")
    await hand.sees("operationsRow_1")
    await hand.tap("operationsRow_1")


LEASES: Final[Mapping[str, Scene]] = {
    "guest-leased": _guest_leased,
    "guest-elsewhere": _guest_elsewhere,
    "checkout-leased": _checkout_leased,
    "checkout-asking": _checkout_asking,
    "checkout-elsewhere": _checkout_elsewhere,
    "devices": _devices,
    "devices-empty": _devices_empty,
    "device-question": _device_question,
    "device-approval": _device_approval,
    "operations-cancelled": _operations_cancelled,
}
