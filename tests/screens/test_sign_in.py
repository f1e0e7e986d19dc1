"""Sign-in by touch alone, with and without the network (CSH-03…CSH-09)."""

import pytest

from tests.screens.stage import Hand, sign_in

pytestmark = pytest.mark.screens


async def test_the_right_pin_opens_home(hand: Hand) -> None:
    await sign_in(hand)
    assert "Анна Кассирова" in hand.read("statusStaff")
