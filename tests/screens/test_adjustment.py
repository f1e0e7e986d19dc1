"""A manager's correction by touch: sign, number, reason, limits (CSH-95…CSH-97)."""

import pytest

from shared.receipt.words import Language
from tests.screens.sales import begin_adjustment, kinds
from tests.screens.stage import Hand, Stage
from tests.screens.walk import SCALES, SIZES, View, turn

pytestmark = pytest.mark.screens


async def test_a_manager_gives_points_with_a_reason(stage: Stage, hand: Hand) -> None:
    await begin_adjustment(hand)
    await hand.tap_keys("adjustmentKey", "500")
    await hand.tap("adjustmentReason_gift")
    assert hand.read("adjustmentBefore", "number") == "2\u00a0800"
    assert hand.read("adjustmentAfter", "number") == "3\u00a0300"
    await hand.tap("adjustmentConfirm")
    await hand.sees("doneNext")
    assert hand.read("doneTitle") == "Баланс изменён: +500"
    assert kinds(stage) == ["adjustment"]


async def test_the_sign_key_takes_points_instead(hand: Hand) -> None:
    await begin_adjustment(hand)
    await hand.tap("adjustmentKey_sign")
    await hand.tap_keys("adjustmentKey", "21")
    await hand.tap("adjustmentReason_mistake")
    assert hand.read("adjustmentConfirm") == "Списать 21\u00a0балл"
    await hand.tap("adjustmentConfirm")
    await hand.sees("doneNext")
    assert hand.read("doneTitle") == "Баланс изменён: −21"


async def test_ten_thousand_pass_and_one_more_is_refused_in_words(hand: Hand) -> None:
    await begin_adjustment(hand)
    await hand.tap("adjustmentReason_gift")
    await hand.tap_keys("adjustmentKey", "10000")
    assert hand.item("adjustmentConfirm").isEnabled()
    await hand.tap("adjustmentKey_back")
    await hand.tap_keys("adjustmentKey", "1")
    assert "10\u00a0000" in hand.read("adjustmentPoints", "error")
    assert not hand.item("adjustmentConfirm").isEnabled()


async def test_without_a_reason_nothing_can_be_confirmed(hand: Hand) -> None:
    await begin_adjustment(hand)
    await hand.tap_keys("adjustmentKey", "500")
    assert hand.read("adjustmentConfirm") == "Укажите причину"
    assert not hand.item("adjustmentConfirm").isEnabled()


async def test_another_reason_needs_words_of_its_own(stage: Stage, hand: Hand) -> None:
    await begin_adjustment(hand)
    await hand.tap_keys("adjustmentKey", "500")
    await hand.tap("adjustmentReason_other")
    assert not hand.item("adjustmentConfirm").isEnabled()
    await hand.type("adjustmentNote", "Гость ждал час")
    await hand.tap("key_done")
    await hand.tap("adjustmentConfirm")
    await hand.sees("doneNext")
    assert kinds(stage) == ["adjustment"]


async def test_more_than_the_card_holds_cannot_be_taken(hand: Hand) -> None:
    await begin_adjustment(hand)
    await hand.tap("adjustmentDirection_take")
    await hand.tap_keys("adjustmentKey", "2801")
    assert "2\u00a0800" in hand.read("adjustmentPoints", "error")


async def test_the_title_says_which_way_the_points_go(hand: Hand) -> None:
    await begin_adjustment(hand)
    assert "Ручное начисление · Иван Петров" in hand.words()
    await hand.tap("adjustmentDirection_take")
    assert "Ручное списание · Иван Петров" in hand.words()


async def test_the_limit_is_said_once(hand: Hand) -> None:
    await begin_adjustment(hand)
    await hand.tap("adjustmentReason_gift")
    await hand.tap_keys("adjustmentKey", "10001")
    assert sum("10\u00a0000" in words for words in hand.words()) == 1


async def test_a_full_disk_books_nothing_and_keeps_what_was_typed(stage: Stage, hand: Hand) -> None:
    await begin_adjustment(hand)
    await hand.tap_keys("adjustmentKey", "500")
    await hand.tap("adjustmentReason_gift")
    stage.free_bytes = 0
    await hand.tap("adjustmentConfirm")
    await hand.until(lambda: "На диске нет места" in " ".join(hand.words()))
    assert kinds(stage) == []
    assert hand.read("adjustmentPoints", "number") == "+500"


async def test_large_letters_keep_the_note_in_sight_when_the_keyboard_comes_up(
    stage: Stage, hand: Hand
) -> None:
    await begin_adjustment(hand)
    await turn(stage, hand, View(Language.RU, SIZES[0], SCALES[-1]))
    await hand.reach("adjustmentReason_other")
    await hand.tap("adjustmentReason_other")
    await hand.reach("adjustmentNote")
    await hand.sees("key_done")
