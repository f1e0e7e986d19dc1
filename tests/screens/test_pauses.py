"""The window is watched from its first picture on, and says in the settings how it fared."""

import pytest

from client.ui.application.pauses import PauseWatch
from client.ui.presenters.about import pause_text
from shared.receipt.words import Language
from tests.screens.stage import Hand

pytestmark = pytest.mark.screens


async def test_a_window_is_watched_from_its_first_picture_on(hand: Hand) -> None:
    watch = PauseWatch()
    watch.watch(hand.window)
    hand.window.requestUpdate()
    await hand.until(lambda: watch.longest_ms > 0)
    watch.stop()


def test_a_pause_is_told_in_words_once_there_was_one() -> None:
    assert pause_text(0, 0, language=Language.RU) == ""
    assert pause_text(34, 2, language=Language.RU) == "34 мс, дольше 50 мс: 2"
