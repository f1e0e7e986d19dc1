"""The tour over the home screen; its last step looks like the first, at another place."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from PySide6.QtCore import Qt

from tests.screens.stage import Hand, Scene, Stage, sign_in

STEPS: Final = ("find", "check", "done", "contact", "leave")


async def begin_tour(hand: Hand) -> None:
    """From the sign-in screen to the first step, for who has seen it already too."""
    await sign_in(hand)
    await hand.key(Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    await hand.sees("tourCard")


async def _step(_stage: Stage, hand: Hand, *, number: int) -> None:
    await begin_tour(hand)
    for _ in range(number):
        await hand.tap("tourNext")
    hand.look()


TOUR: Final[Mapping[str, Scene]] = {
    f"tour-{name}": partial(_step, number=number) for number, name in enumerate(STEPS[:-1])
}
