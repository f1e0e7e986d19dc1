"""The ways to what the screens say in programmes that ask and explain more, or know no points."""

from collections.abc import Mapping
from typing import Final

from tests.screens.programmes import (
    a_discount_programme,
    a_rich_programme,
    be_here,
    count_apart,
    learn_birthday,
    publish,
    spend_so_far,
)
from tests.screens.sales import begin_check
from tests.screens.stage import Hand, Scene, Stage, open_guest, sign_in


async def _guest_progress(stage: Stage, hand: Hand) -> None:
    spend_so_far(stage, 19_000)
    await sign_in(hand)
    await open_guest(hand)


async def _checkout_explained(stage: Stage, hand: Hand) -> None:
    publish(stage, a_rich_programme())
    learn_birthday(stage)
    await begin_check(hand, "1999")
    await hand.tap("checkoutMethod_CARD")
    await hand.tap("checkoutRedeemMax")
    await hand.tap("checkoutTips")
    await hand.tap_keys("amountKey", "250")


async def _guest_of_restaurant(stage: Stage, hand: Hand) -> None:
    count_apart(stage)
    be_here(stage, points=150)
    await sign_in(hand)
    await open_guest(hand)


async def _guest_discount(stage: Stage, hand: Hand) -> None:
    publish(stage, a_discount_programme())
    await sign_in(hand)
    await open_guest(hand)


async def _checkout_discount(stage: Stage, hand: Hand) -> None:
    publish(stage, a_discount_programme())
    await begin_check(hand)


async def _done_discount(stage: Stage, hand: Hand) -> None:
    await _checkout_discount(stage, hand)
    await hand.tap("checkoutConfirm")
    await hand.sees("slipPaper")
    await hand.until(lambda: hand.read("slipPaper", "contentHeight") > 100)


async def _home_discount(stage: Stage, hand: Hand) -> None:
    publish(stage, a_discount_programme())
    await sign_in(hand)
    await hand.type("homeSearchField", "1234567")
    await hand.sees("homeGuest_0")


PROGRAMMES: Final[Mapping[str, Scene]] = {
    "guest-progress": _guest_progress,
    "checkout-explained": _checkout_explained,
    "guest-of-restaurant": _guest_of_restaurant,
    "guest-discount": _guest_discount,
    "checkout-discount": _checkout_discount,
    "done-discount": _done_discount,
    "home-discount": _home_discount,
}
