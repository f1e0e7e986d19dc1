"""The next screen is built beside the old one: nothing is blank, nothing is tapped or lost."""

import asyncio

import pytest
from PySide6.QtGui import QImage

from tests.screens.stage import Hand, Stage, open_guest, sign_in

pytestmark = pytest.mark.screens


def ask_for_checkout(stage: Stage, hand: Hand) -> None:
    """At once, and not as a tap would: nothing of it is built when this returns."""
    model = stage.application.app.screenModel
    model.checkout()
    assert hand.is_changing()


async def test_the_old_screen_is_shown_until_the_next_one_is_whole(
    stage: Stage, hand: Hand
) -> None:
    await sign_in(hand)
    await open_guest(hand)
    before = hand.look()
    ask_for_checkout(stage, hand)
    seen: list[QImage] = [hand.look()]
    while hand.is_changing():
        await asyncio.sleep(0)
        seen.append(hand.look())
    after = hand.look()
    assert len(seen) > 3
    assert all(picture in (before, after) for picture in seen)
