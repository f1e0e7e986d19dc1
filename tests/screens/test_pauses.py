"""The window is watched from its first picture on, and says in the settings how it fared."""

import logging
from time import monotonic

import pytest

from client.ui.application.pauses import LONG_MS, PauseWatch
from client.ui.presenters.about import pause_text
from shared.receipt.words import Language
from tests.screens.stage import Hand

pytestmark = pytest.mark.screens


async def test_a_window_is_watched_from_its_first_picture_on(hand: Hand) -> None:
    watch = PauseWatch(screen=lambda: "signIn")
    watch.watch(hand.window)
    hand.window.update()
    await hand.until(lambda: watch.longest_ms > 0)
    watch.stop()


async def test_a_long_pause_is_kept_with_where_it_was_and_what_it_went_into(
    hand: Hand, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    watch = PauseWatch(screen=lambda: "signIn")
    watch.watch(hand.window)
    hand.window.update()
    await hand.until(lambda: watch.longest_ms > 0)
    before = watch.longest_ms
    began = monotonic()
    while monotonic() - began < before / 1_000 + LONG_MS / 1_000:
        pass
    await hand.until(lambda: watch.longest_ms > before)
    worst = watch.worst[0]
    assert worst.screen == "signIn"
    assert worst.ms > LONG_MS
    assert watch.long_count
    watch.stop()
    assert str(worst) in vars(caplog.records[-1])["pauses"]


def test_a_pause_is_told_in_words_once_there_was_one() -> None:
    assert pause_text(0, 0, language=Language.RU) == ""
    assert pause_text(34, 2, language=Language.RU) == "34 мс, дольше 50 мс: 2"
