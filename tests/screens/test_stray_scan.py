"""A scan leaves no digit behind wherever the keyboard is heard: never an amount (CSH-12)."""

from collections.abc import Awaitable, Callable
from typing import Final

import pytest

from tests.screens.sales import (
    begin_adjustment,
    begin_check,
    begin_refund,
    begin_registration,
    begin_transfer,
    kinds,
)
from tests.screens.stage import Hand, Stage, sign_in

pytestmark = pytest.mark.screens

Begin = Callable[[Stage, Hand], Awaitable[None]]
LEMONADE: Final = "4006381333931"
SIX_DIGITS: Final = "999999"
"""Might be a display code, and an amount as well; nobody has it."""


async def _tips(_stage: Stage, hand: Hand) -> None:
    await begin_check(hand, "1200")
    await hand.tap("checkoutTips")
    await hand.tap_keys("amountKey", "7")


async def _points(_stage: Stage, hand: Hand) -> None:
    await begin_check(hand)
    await hand.tap("checkoutRedeemField")
    await hand.tap_keys("amountKey", "50")


async def _amount(_stage: Stage, hand: Hand) -> None:
    await begin_check(hand, "12")


async def _adjustment(_stage: Stage, hand: Hand) -> None:
    await begin_adjustment(hand)
    await hand.tap_keys("adjustmentKey", "12")


async def _note(_stage: Stage, hand: Hand) -> None:
    await begin_adjustment(hand)
    await hand.tap("adjustmentReason_other")
    await hand.type("adjustmentNote", "ждал")


async def _refund(stage: Stage, hand: Hand) -> None:
    await begin_refund(stage, hand)
    await hand.tap_keys("refundKey", "5")


async def _transfer(_stage: Stage, hand: Hand) -> None:
    await begin_transfer(hand)
    await hand.tap_keys("transferKey", "23")


async def _search(_stage: Stage, hand: Hand) -> None:
    await sign_in(hand)
    await hand.press("Пет")


async def _registration(_stage: Stage, hand: Hand) -> None:
    await begin_registration(hand)
    await hand.press("9261")


PLACES: Final[dict[str, tuple[Begin, str, str]]] = {
    "amount": (_amount, "checkoutAmount", "number"),
    "tips": (_tips, "checkoutTips", "text"),
    "points": (_points, "checkoutRedeemField", "number"),
    "adjustment": (_adjustment, "adjustmentPoints", "number"),
    "note": (_note, "adjustmentNote", "text"),
    "refund": (_refund, "refundAmount", "number"),
    "transfer": (_transfer, "transferReceiver", "number"),
    "search": (_search, "homeSearchField", "text"),
    "registration": (_registration, "registrationPhone", "text"),
}


@pytest.mark.parametrize("code", [LEMONADE, SIX_DIGITS])
@pytest.mark.parametrize("place", PLACES)
async def test_a_scan_is_typed_nowhere(stage: Stage, hand: Hand, place: str, code: str) -> None:
    begin, name, what = PLACES[place]
    await begin(stage, hand)
    before, booked = hand.read(name, what), kinds(stage)
    await hand.scan(code)
    await hand.sees("toast")
    await hand.until(lambda: hand.read(name, what) == before)
    assert kinds(stage) == booked


async def test_an_unknown_code_types_no_check_into_an_empty_pad(hand: Hand) -> None:
    await begin_check(hand, "")
    await hand.scan(SIX_DIGITS)
    await hand.sees("toast")
    await hand.until(lambda: not hand.item("checkoutConfirm").isEnabled())
