"""The tour, step by step, over the home screen of somebody who signs in for the first time."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from PySide6.QtCore import Qt

from tests.screens.stage import Hand, Scene, Stage, sign_in

STEPS: Final = ("find", "check", "done", "contact", "leave")


async def begin_tour(hand: Hand) -> None:
    """From the sign-in screen to the first step, whoever has seen it already too."""
    await sign_in(hand)
    await hand.key(Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    await hand.sees("tourCard")


async def _step(_stage: Stage, hand: Hand, *, number: int) -> None:
    await begin_tour(hand)
    for _ in range(number):
        await hand.tap("tourNext")
    hand.look()


async def _in_training(stage: Stage, hand: Hand) -> None:
    await _step(stage, hand, number=STEPS.index("contact"))


TOUR: Final[Mapping[str, Scene]] = {
    f"tour-{name}": partial(_step, number=number) for number, name in enumerate(STEPS)
}
TOUR_IN_TRAINING: Final[Mapping[str, Scene]] = {"tour-in-training": _in_training}
