"""A transfer by touch: whom, how many, and what is refused (LED-40, G-09)."""

import pytest

from tests.screens.house import GUESTS
from tests.screens.sales import begin_transfer, kinds
from tests.screens.stage import Hand, Stage

pytestmark = pytest.mark.screens
FRIEND = GUESTS[1].phone


async def _choose_friend(hand: Hand) -> None:
    await hand.tap_keys("transferKey", FRIEND)
    await hand.tap("transferHit_0")
    await hand.until(lambda: "Смирнова" in hand.read("transferReceiverName"))


async def test_a_manager_gives_points_of_one_guest_to_another(stage: Stage, hand: Hand) -> None:
    await begin_transfer(hand)
    await _choose_friend(hand)
    await hand.tap_keys("transferKey", "142")
    assert hand.read("transferConfirm") == "Перевести 142\u00a0балла"
    await hand.tap("transferConfirm")
    await hand.sees("doneNext")
    assert hand.read("doneTitle") == "Переведено 142\u00a0балла"
    assert kinds(stage) == ["transfer"]


async def test_the_receivers_card_may_be_scanned(hand: Hand) -> None:
    """It does not open his screen then."""
    await begin_transfer(hand)
    await hand.scan(f"7999{FRIEND}")
    await hand.until(lambda: "Смирнова" in hand.read("transferReceiverName"))
    await hand.tap_keys("transferKey", "5")
    assert hand.item("transferConfirm").isEnabled()


async def test_nobody_gives_to_himself(hand: Hand) -> None:
    await begin_transfer(hand)
    await hand.scan(f"7999{GUESTS[0].phone}")
    await hand.until(lambda: "Петров" in hand.read("transferReceiverName"))
    await hand.tap_keys("transferKey", "5")
    assert "один и тот же гость" in hand.read("transferPoints", "error")
    assert not hand.item("transferConfirm").isEnabled()


async def test_more_than_the_card_holds_cannot_be_given(hand: Hand) -> None:
    await begin_transfer(hand)
    await _choose_friend(hand)
    await hand.tap_keys("transferKey", "2801")
    assert "2\u00a0800" in hand.read("transferPoints", "error")
    assert not hand.item("transferConfirm").isEnabled()
