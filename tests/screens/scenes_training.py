"""Training: what begins it, and how every screen looks while it is on."""

from collections.abc import Mapping
from typing import Final

from tests.screens.stage import Hand, Scene, Stage, sign_in


async def open_training(hand: Hand) -> None:
    """From the sign-in screen to the section."""
    await sign_in(hand)
    await hand.tap("settingsButton")
    await hand.tap("settings_training")
    await hand.sees("trainingTurn")


async def _begin(_stage: Stage, hand: Hand) -> None:
    await open_training(hand)


async def _locked(_stage: Stage, hand: Hand) -> None:
    await hand.sees("trainingMark")
    await hand.tap("signInTile_0")


async def _home(_stage: Stage, hand: Hand) -> None:
    await sign_in(hand)
    await hand.type("homeSearchField", "Пет")
    await hand.sees("homeGuest_0")


async def _settings(_stage: Stage, hand: Hand) -> None:
    await sign_in(hand)
    await hand.tap("settingsButton")
    await hand.sees("settings_training")


async def _end(_stage: Stage, hand: Hand) -> None:
    await open_training(hand)


BEFORE_TRAINING: Final[Mapping[str, Scene]] = {"training-begin": _begin}
IN_TRAINING: Final[Mapping[str, Scene]] = {
    "training-sign-in": _locked,
    "training-home": _home,
    "training-settings": _settings,
    "training-end": _end,
}
