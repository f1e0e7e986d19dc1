"""A guest's past on the screen, with and without the server (RBC-12, CSH-16)."""

import asyncio

import pytest
from PySide6.QtCore import Qt

from tests.screens.house import GUESTS
from tests.screens.managing import hang_up, open_history
from tests.screens.sales import earn
from tests.screens.stage import Hand, Stage, open_guest, sign_in

pytestmark = pytest.mark.screens


async def test_a_manager_reads_the_whole_past_page_by_page(hand: Hand) -> None:
    await open_history(hand)
    await hand.until(lambda: "Вся история" in hand.read("historyNote"))
    assert "Корректировка" in hand.words()
    assert "разрешено: Марина Управляева" in " ".join(hand.words())
    await hand.tap("historyMore")
    await hand.until(lambda: "Получено от другого гостя" in hand.words())
    assert hand.find("historyMore") is None


async def test_each_point_says_where_it_came_from_and_until_when(hand: Hand) -> None:
    await open_history(hand)
    await hand.tap("historyTab_points")
    await hand.until(lambda: "В том порядке" in hand.read("historyNote"))
    words = " ".join(hand.words())
    assert "действуют до 21.12.2026" in words
    assert "От другого гостя: начисление" in words


async def test_without_the_server_it_says_what_is_missing(stage: Stage, hand: Hand) -> None:
    await earn(hand)
    await hand.tap("lockButton")
    hang_up(stage)
    await open_history(hand)
    await hand.until(lambda: "Сервер не отвечает" in hand.read("historyNote"))
    await hand.sees("historyLine_0")
    assert "Эта касса" in " ".join(hand.words())
    await hand.tap("historyTab_points")
    await hand.sees("historyEmpty")
    stage.archive.trouble = None
    await hand.tap("historyRetry")
    await hand.sees("historyLine_2")


async def test_an_answer_that_comes_late_is_not_told_of_the_next_guest(
    stage: Stage, hand: Hand
) -> None:
    stage.archive.lets_through = slow = asyncio.Event()
    await open_history(hand)
    await hand.key(Qt.Key.Key_F2)
    await hand.sees("homeSearchField")
    await open_guest(hand, GUESTS[1].phone)
    stage.archive.lets_through = asyncio.Event()
    await hand.tap("guestHistoryButton")
    await hand.sees("historyNote")
    slow.set()
    await hand.until(lambda: stage.archive.asked == 1)
    assert "Корректировка" not in hand.words()
    assert hand.read("historyNote").startswith("Спрашиваем")
    stage.archive.lets_through.set()
    await hand.until(lambda: "Корректировка" in hand.words())


async def test_a_cashier_is_offered_no_history(stage: Stage, hand: Hand) -> None:
    await sign_in(hand)
    await open_guest(hand)
    assert hand.find("guestHistoryButton") is None
    assert stage.archive.asked == 0
