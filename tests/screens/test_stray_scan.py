"""A scan that means nothing leaves no digit behind on a pad (CSH-12: never into an amount)."""

import pytest

from tests.screens.sales import begin_adjustment, begin_check
from tests.screens.stage import Hand

pytestmark = pytest.mark.screens


@pytest.mark.parametrize("code", ["4006381333931", "999999"])
async def test_an_unknown_code_leaves_the_amount_as_it_was(hand: Hand, code: str) -> None:
    await begin_check(hand, "12")
    before = hand.read("checkoutAmount")
    await hand.scan(code)
    await hand.sees("toast")
    await hand.until(lambda: hand.read("checkoutAmount") == before)


async def test_an_unknown_code_types_no_check_into_an_empty_pad(hand: Hand) -> None:
    await begin_check(hand, "")
    await hand.scan("999999")
    await hand.sees("toast")
    await hand.until(lambda: not hand.item("checkoutConfirm").isEnabled())


async def test_an_unknown_code_gives_nobody_points(hand: Hand) -> None:
    await begin_adjustment(hand)
    await hand.tap_keys("adjustmentKey", "12")
    before = hand.read("adjustmentPoints")
    await hand.scan("124006")
    await hand.sees("toast")
    await hand.until(lambda: hand.read("adjustmentPoints") == before)
