"""What the guest sees: each leaves the guest's window, or its setting, to be looked at."""

from collections.abc import Mapping
from typing import Final

from tests.screens.guest_eye import turn_to_guest
from tests.screens.sales import begin_check, books_a_check, let_decide, register
from tests.screens.stage import Hand, Scene, Stage, sign_in


async def _setting(_stage: Stage, hand: Hand) -> None:
    await sign_in(hand)
    await hand.tap("settingsButton")
    await hand.tap("settings_guestDisplay")
    await hand.sees("guestScreen_window")


async def _idle(stage: Stage, hand: Hand) -> None:
    await _turn_on(stage, hand)
    await turn_to_guest(stage, hand)


async def _check(stage: Stage, hand: Hand) -> None:
    await _turn_on(stage, hand)
    await begin_check(hand, "12345")
    await hand.tap("checkoutRedeemMax")
    await turn_to_guest(stage, hand)
    await hand.sees("guestMain")


async def _done(stage: Stage, hand: Hand) -> None:
    let_decide(stage, books_a_check)
    await _turn_on(stage, hand)
    await begin_check(hand)
    await hand.tap("checkoutRedeemMax")
    await hand.tap("checkoutConfirm")
    await hand.sees("doneNext")
    await turn_to_guest(stage, hand)
    await hand.sees("guestQr")


async def _card(stage: Stage, hand: Hand) -> None:
    await _turn_on(stage, hand)
    await register(hand, "8 926 111-22-33", "Иван", "Сидоров", "21111990")
    await turn_to_guest(stage, hand)
    await hand.sees("guestQr")


async def _turn_on(stage: Stage, hand: Hand) -> None:
    """Before anybody signs in: as it was chosen long ago."""
    served = stage.application.guest_window.served
    assert served is not None
    await served.chosen.keep(guest_display="window")
    await hand.until(lambda: stage.application.guest_window.window is not None)


GUEST_DISPLAY: Final[Mapping[str, Scene]] = {
    "settings-guest-display": _setting,
    "guest-display-idle": _idle,
    "guest-display-check": _check,
    "guest-display-done": _done,
    "guest-display-card": _card,
}
