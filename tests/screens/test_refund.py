"""A refund by touch: how much, why, and never more than is left (LOY-95…LOY-101)."""

from functools import partial

import pytest

from tests.screens.contrast import contrast
from tests.screens.eye import Eye, colour_of
from tests.screens.inspection import ICON_RATIO
from tests.screens.managing import say_yes
from tests.screens.sales import begin_refund, earn, kinds, open_operations
from tests.screens.stage import Hand, Stage
from tests.screens.walk import PALETTES

pytestmark = pytest.mark.screens


async def test_a_manager_refunds_part_of_a_check(stage: Stage, hand: Hand) -> None:
    await begin_refund(stage, hand)
    await hand.tap_keys("refundKey", "500")
    await hand.tap("refundReason_quality")
    assert hand.read("refundConfirm") == "Вернуть 500\u00a0₽"
    await hand.tap("refundConfirm")
    await hand.sees("doneNext")
    assert hand.read("doneTitle") == "Возврат по чеку: −75"
    assert kinds(stage) == ["earn", "refund"]


async def test_what_is_left_is_one_tap(stage: Stage, hand: Hand) -> None:
    await begin_refund(stage, hand)
    await hand.tap("refundAll")
    assert hand.read("refundAmount", "number") == "2\u00a0000"
    await hand.tap("refundConfirm")
    await hand.sees("doneNext")
    assert hand.read("doneTitle") == "Возврат по чеку: −300"


async def test_more_than_is_left_is_refused_in_words(stage: Stage, hand: Hand) -> None:
    """LOY-100."""
    await begin_refund(stage, hand)
    assert not hand.item("refundConfirm").isEnabled()
    await hand.tap_keys("refundKey", "2001")
    assert "2\u00a0000" in hand.read("refundAmount", "error")
    assert not hand.item("refundConfirm").isEnabled()


async def test_why_nothing_can_be_refunded_is_read_in_every_palette(
    stage: Stage, hand: Hand
) -> None:
    await begin_refund(stage, hand)
    await hand.tap_keys("refundKey", "2001")
    for palette in PALETTES:
        stage.application.wear(**palette.looks)
        await hand.until(partial(_is_read, hand, "Проверьте, что введено"))


async def test_a_cashier_refunds_with_a_managers_yes(stage: Stage, hand: Hand) -> None:
    await earn(hand)
    await open_operations(stage, hand)
    await hand.tap("operationsRow_0")
    await hand.tap("operationRefund")
    await hand.tap_keys("refundKey", "500")
    await hand.tap("refundConfirm")
    await hand.sees("approvalWhat")
    assert hand.read("approvalWhat") == "Вернуть по чеку 500\u00a0₽"
    await say_yes(hand)
    await hand.sees("doneNext")
    assert kinds(stage) == ["earn", "refund"]


async def test_what_was_refunded_is_offered_for_the_rest_only(stage: Stage, hand: Hand) -> None:
    await begin_refund(stage, hand)
    await hand.tap_keys("refundKey", "500")
    await hand.tap("refundConfirm")
    await hand.sees("doneNext")
    await hand.tap("doneNext")
    await open_operations(stage, hand)
    await hand.tap("operationsRow_1")
    await hand.tap("operationRefund")
    await hand.sees("refundConfirm")
    assert any("1\u00a0500" in text for text in hand.words())


def _is_read(hand: Hand, text: str) -> bool:
    eye = Eye(hand.window)
    [words] = (each for each in eye.words if each.item.property("text") == text)
    return contrast(eye.ink(words, colour_of(words.item)), eye.below(words)) >= ICON_RATIO
